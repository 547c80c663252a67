// Draws the pictures of docs/pictures from an invented certificate: npm run pictures. It starts nothing, and
// needs pdftoppm (Debian: poppler-utils) to make a picture of the printed certificate.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pdf } from '../src/render/pdf/index.ts'
import { qrMatrix } from '../src/render/qr.ts'
import { svg } from '../src/render/svg.ts'
import { readWorldId } from './conformance/cases.ts'
import { invented } from './pictures/invented.ts'

const folder = 'docs/pictures'
const dotsPerInch = '100'

const certificate = invented('VACCINATION')
const at = new Date(readWorldId().clock)

function draw(bytes: Buffer, name: string): void {
  const work = mkdtempSync(join(tmpdir(), 'pictures-'))
  const file = join(work, 'certificate.pdf')
  writeFileSync(file, bytes)
  const options = ['-r', dotsPerInch, '-png', '-singlefile']
  execFileSync('pdftoppm', [...options, file, join(folder, name)])
  rmSync(work, { recursive: true })
}

draw(await pdf([certificate], { language: 'uk', at }), 'certificate-vaccination')
const code = svg(qrMatrix(certificate.hc1, { level: certificate.level }), { moduleSize: 4 })
writeFileSync(join(folder, 'certificate-vaccination.svg'), code)

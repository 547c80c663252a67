import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { createSeal } from '../src/render/seal/create.ts'
import { temporaryFolder } from './keys/certificates.ts'
import { type MadeSeal, madeSeal, noon, sealable } from './render/seal/made.ts'

const program = fileURLToPath(new URL('../scripts/seal.js', import.meta.url))

describe('npm run seal', () => {
  const folder = temporaryFolder()
  let seal: MadeSeal
  let document: string

  before(async () => {
    seal = await madeSeal()
    document = createSeal(seal.key).seal(sealable, noon).toString()
  })

  function run(...asked: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...asked], {
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }

  function file(text: string): string {
    const name = join(folder, 'sealed.xml')
    writeFileSync(name, text)
    return name
  }

  it('prints what was signed, on a line each, and ends with 0', () => {
    for (const text of [document, Buffer.from(document).toString('base64')]) {
      const { status, stdout } = run('verify', file(text), '--certificate', seal.files.certificate)
      expect(status).to.equal(0)
      expect(stdout.split('\n')).to.include.members([
        'GENUINE TECHNICAL_SEAL',
        `uvci: ${sealable.uvci}`,
        'holder: Вигадана-Приклад Мар’яна & <Ко> ',
        'PRODUCT: Комірнаті / Comirnaty',
        'signed at: 2022-02-10T10:00:00.000Z',
      ])
    }
  })

  it('takes a folder of trusted certificates', () => {
    const trust = join(folder, 'trust')
    mkdirSync(trust)
    writeFileSync(join(trust, 'one.pem'), seal.certificate.toString())
    expect(run('verify', file(document), '--trust', trust).status).to.equal(0)
  })

  it('passes over the key that lies beside the certificate, as in the sandbox’s own folder', () => {
    const trust = join(folder, 'with-key')
    mkdirSync(trust)
    writeFileSync(join(trust, 'seal.pem'), seal.certificate.toString())
    copyFileSync(seal.files.key, join(trust, 'seal.key.pem'))
    expect(run('verify', file(document), '--trust', trust)).to.include({ status: 0, stderr: '' })
  })

  it('says why it refuses, shows nothing of the document, and ends with 1', async () => {
    const stranger = (await madeSeal()).files.certificate
    const forged = document.replace('1985-05-15', '1985-05-16')
    for (const [text, certificate, code] of [
      [document, stranger, 'SEAL_SIGNER_UNKNOWN'],
      [forged, seal.files.certificate, 'SEAL_SIGNATURE_INVALID'],
      [`${document}<?a?>`, seal.files.certificate, 'SEAL_MARKUP_REFUSED'],
    ] as const) {
      const { status, stdout } = run('verify', file(text), '--certificate', certificate)
      expect([status, stdout.split('\n')[0]]).to.deep.equal([1, `REFUSED ${code}`])
      expect(stdout).not.to.include('1985').and.not.to.include('Вигадана')
    }
  })

  it('wants to be told whom to trust, and a file: else it ends with 2', () => {
    const certificate = ['--certificate', seal.files.certificate]
    for (const asked of [
      [],
      ['verify', file(document)],
      ['sign', file(document), ...certificate],
      ['verify', file(document), 'more', ...certificate],
      ['verify', join(folder, 'none.xml'), ...certificate],
      ['verify', file(document), '--certificate', file(document)],
      ['verify', file(document), '--other'],
    ]) {
      const { status, stdout, stderr } = run(...asked)
      expect([status, stdout], asked.join(' ')).to.deep.equal([2, ''])
      expect(stderr).not.to.equal('')
    }
  })
})

// The judge of printed certificates: poppler's tools, which know nothing of this program. Where they are not
// installed (Debian: poppler-utils), the tests that ask them are skipped and say so.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import jsQR from 'jsqr'

const installed = spawnSync('pdftotext', ['-v']).error === undefined

/** For the title of a suite. */
export const unlessAbsent = installed ? '' : ' (skipped: poppler-utils is not installed)'

export function skipWhereAbsent(test: Mocha.Context): void {
  if (!installed) test.skip()
}

function ask(
  tool: string,
  bytes: Buffer,
  options: readonly string[],
  after: readonly string[] = [],
) {
  const folder = mkdtempSync(join(tmpdir(), 'printed-'))
  const file = join(folder, 'printed.pdf')
  writeFileSync(file, bytes)
  const { status, stdout, stderr } = spawnSync(tool, [...options, file, ...after], {
    maxBuffer: 1 << 28,
  })
  rmSync(folder, { recursive: true })
  if (status !== 0 || stderr.length > 0) throw new Error(`${tool}: ${status} ${stderr}`)
  return stdout
}

/** The text in the order in which it was drawn, on one line. */
export function textOf(bytes: Buffer): string {
  return ask('pdftotext', bytes, ['-raw'], ['-']).toString().replace(/\s+/g, ' ')
}

/** What the document says about itself. */
export function informationOf(bytes: Buffer): string {
  return ask('pdfinfo', bytes, []).toString() + ask('pdfinfo', bytes, ['-meta'])
}

/** The tree of the document's structure with the text in it, as a screen reader has it. */
export function structureOf(bytes: Buffer): string {
  return ask('pdfinfo', bytes, ['-struct-text']).toString()
}

/** Rows of pdffonts, split into columns. */
export function fontsOf(bytes: Buffer): string[][] {
  const lines = ask('pdffonts', bytes, []).toString().trim().split('\n').slice(2)
  return lines.map((line) => line.split(/\s+/))
}

export interface Word {
  text: string
  left: number
  top: number
  right: number
  bottom: number
}

/** Every word and where it stands, points from the upper left corner. */
export function wordsOf(bytes: Buffer): Word[] {
  const found = ask('pdftotext', bytes, ['-bbox'], ['-']).toString()
  const word = /<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)<\/word>/g
  return [...found.matchAll(word)].map(([, left, top, right, bottom, text = '']) => ({
    text,
    left: Number(left),
    top: Number(top),
    right: Number(right),
    bottom: Number(bottom),
  }))
}

export interface Pixels {
  width: number
  height: number
  /** One byte each, 0 for black. */
  grey: Uint8Array
}

/** The upper half of the upper right panel, where the code is, as a printer of that many dots per inch would draw it. */
export function codePanelOf(
  bytes: Buffer,
  { dpi, page = 1 }: { dpi: number; page?: number },
): Pixels {
  const [width, height] = [Math.floor(4.13 * dpi), Math.floor(2.4 * dpi)]
  const place = { r: dpi, f: page, l: page, x: width, y: 0, W: width, H: height }
  const options = Object.entries(place).flatMap(([name, value]) => [`-${name}`, String(value)])
  const image = ask('pdftoppm', bytes, ['-gray', ...options])
  // PGM: `P5`, width, height and 255, then the bytes.
  return { width, height, grey: image.subarray(image.length - width * height) }
}

/** The text of the code that is found in a picture. */
export function codeIn({ width, height, grey }: Pixels): string | undefined {
  const colours = new Uint8ClampedArray(grey.length * 4).fill(255)
  grey.forEach((value, at) => void colours.fill(value, at * 4, at * 4 + 3))
  return (jsQR as unknown as typeof jsQR.default)(colours, width, height)?.data
}

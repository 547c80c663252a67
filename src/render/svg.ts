// A QR code as SVG: one stroked path of horizontal runs over a white ground; no script, no style. Written as bytes into one
// buffer that all drawings share, and copied out of it.

import { eachRun, type Matrix } from './matrix.ts'

/** Bytes of all that is not the path, at most; and of the path for each module (`m1 0h1` is of two). */
const bytesMax = { around: 512, ofModule: 4, ofRow: 24 }

let sheet = Buffer.allocUnsafeSlow(0)
let view = new DataView(sheet.buffer)

/** Makes room for a drawing of so many modules a side. */
function layOut(modules: number): void {
  const length = bytesMax.around + modules * (modules * bytesMax.ofModule + bytesMax.ofRow)
  if (sheet.length >= length) return
  sheet = Buffer.allocUnsafeSlow(length)
  view = new DataView(sheet.buffer)
}

// Gaps and runs are short, so their texts are made once: eight bytes each, of which `lengths` count.
const longest = 16
const strokes = new Int32Array(longest * longest * 2)
const lengths = new Uint8Array(longest * longest)
for (let gap = 0; gap < longest; gap++)
  for (let run = 0; run < longest; run++) {
    const text = Buffer.from(`m${gap} 0h${run}`.padEnd(8), 'latin1')
    const index = gap * longest + run
    strokes[2 * index] = text.readInt32BE(0)
    strokes[2 * index + 1] = text.readInt32BE(4)
    lengths[index] = text.toString().trimEnd().length
  }

/** How far the sheet is written, and where the pen stands. */
let at = 0
const pen = { x: 0, y: 0, lifted: true }

function writeText(text: string): void {
  at += sheet.write(text, at, 'latin1')
}

/** From the pen over a gap to a run. */
function writeStroke(gap: number, run: number): void {
  if (gap >= longest || run >= longest) {
    writeText(`m${gap} 0h${run}`)
    return
  }
  const index = gap * longest + run
  view.setInt32(at, strokes[2 * index] as number)
  view.setInt32(at + 4, strokes[2 * index + 1] as number)
  at += lengths[index] as number
}

// A stroke of width 1 along the middle of a row of modules covers exactly that row.
function writeRun(x: number, run: number): void {
  if (pen.lifted) writeText(`M${x} ${pen.y}.5h${run}`)
  else writeStroke(x - pen.x, run)
  pen.lifted = false
  pen.x = x + run
}

function writeRow(matrix: Matrix, y: number): void {
  pen.lifted = true
  pen.y = y
  eachRun(matrix, y, writeRun)
}

/** SVG 1.1, ASCII characters; one module is `moduleSize` pixels wide, and it scales. */
export function svg(matrix: Matrix, { moduleSize }: { moduleSize: number }): Buffer {
  const { modules } = matrix
  const pixels = modules * moduleSize
  layOut(modules)
  at = 0
  writeText(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixels}"` +
      ` viewBox="0 0 ${modules} ${modules}" shape-rendering="crispEdges">` +
      `<path fill="#fff" d="M0 0h${modules}v${modules}H0z"/>` +
      '<path fill="none" stroke="#000" d="',
  )
  for (let y = 0; y < modules; y++) writeRow(matrix, y)
  writeText('"/></svg>\n')
  return Buffer.from(sheet.subarray(0, at))
}

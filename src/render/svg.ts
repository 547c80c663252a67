// A QR code as SVG: one stroked path of horizontal runs over a white ground; no script, no style.

import { eachRun, type Matrix } from './matrix.ts'

/** SVG 1.1 text of ASCII characters; one module is `moduleSize` pixels wide, and it scales. */
export function svg(matrix: Matrix, { moduleSize }: { moduleSize: number }): string {
  const modules = matrix.length
  const pixels = modules * moduleSize
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixels}"` +
    ` viewBox="0 0 ${modules} ${modules}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${modules}v${modules}H0z"/>` +
    `<path fill="none" stroke="#000" d="${strokes(matrix)}"/></svg>\n`
  )
}

// A stroke of width 1 along the middle of a row of modules covers exactly that row.
function strokes(matrix: Matrix): string {
  return matrix.map(strokesOfRow).join('')
}

function strokesOfRow(row: readonly boolean[], y: number): string {
  let path = ''
  let pen = 0
  eachRun(row, (x, length) => {
    path += path === '' ? `M${x} ${y}.5h${length}` : stroke(x - pen, length)
    pen = x + length
  })
  return path
}

// Gaps and runs are short, so their texts are made once: that halves the time of a drawing.
const longest = 16
const strokeTexts = Array.from({ length: longest }, (_, gap) =>
  Array.from({ length: longest }, (_, length) => `m${gap} 0h${length}`),
)

function stroke(gap: number, length: number): string {
  return strokeTexts[gap]?.[length] ?? `m${gap} 0h${length}`
}

import { expect } from 'chai'
import type { Matrix } from '../../src/render/matrix.ts'
import { qrMatrix } from '../../src/render/qr.ts'
import { svg as svgBytes } from '../../src/render/svg.ts'
import { enlarge, inventedHc1, matrixOf, modulesOf, readPixels } from './pictures.ts'

const command = /([Mm])(\d+) (\d+(?:\.\d+)?)|h(\d+)/g

const svg = (matrix: Matrix, options: { moduleSize: number }) =>
  svgBytes(matrix, options).toString('latin1')

/** Draws the stroked path on its own: the few commands it may use, each pixel one module. */
function rasterise(picture: string): boolean[][] {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(picture)?.[1])
  const path = /stroke="#000" d="([^"]*)"/.exec(picture)?.[1] ?? ''
  expect(path.replace(command, '')).to.equal('')
  const rows = Array.from({ length: size }, () => new Array<boolean>(size).fill(false))
  let x = 0
  let y = 0
  for (const [, move, toX, toY, length] of path.matchAll(command)) {
    if (move) {
      x = (move === 'm' ? x : 0) + Number(toX)
      y = (move === 'm' ? y : 0) + Number(toY)
      continue
    }
    expect(y % 1).to.equal(0.5)
    rows[Math.floor(y)]?.fill(true, x, x + Number(length))
    x += Number(length)
  }
  return rows
}

describe('the SVG', () => {
  const text = inventedHc1(594)
  const matrix = qrMatrix(text, { level: 'Q' })

  it('strokes exactly the dark modules', () => {
    expect(rasterise(svg(matrix, { moduleSize: 4 }))).to.deep.equal(modulesOf(matrix))
  })

  it('strokes long runs, wide gaps and dark edges', () => {
    for (const fill of [() => true, () => false, (x: number, y: number) => x >= y * 3]) {
      const drawing = Array.from({ length: 60 }, (_, y) =>
        Array.from({ length: 60 }, (_, x) => fill(x, y)),
      )
      const gapped = drawing.map((row, y) => row.map((dark, x) => dark || x === 0 || x === y))
      expect(rasterise(svg(matrixOf(drawing), { moduleSize: 1 }))).to.deep.equal(drawing)
      expect(rasterise(svg(matrixOf(gapped), { moduleSize: 1 }))).to.deep.equal(gapped)
    }
  })

  it('is read back to the same text', () => {
    const pixels = enlarge(rasterise(svg(matrix, { moduleSize: 4 })), 3)
    expect(readPixels(pixels)?.data).to.equal(text)
  })

  it('is as large as its modules and scales', () => {
    const picture = svg(matrix, { moduleSize: 5 })
    expect(picture).to.include('width="505" height="505" viewBox="0 0 101 101"')
    expect(picture).to.include('shape-rendering="crispEdges"')
  })

  it('is a white ground and one path, without script or style', () => {
    const picture = svg(matrix, { moduleSize: 4 })
    expect(picture).to.match(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*>(<path [^>]*\/>){2}<\/svg>\n$/,
    )
    expect(picture).to.match(/^[\x20-\x7e\n]*$/)
    expect(picture.length).to.be.below(16_000)
  })

  it('keeps what was drawn when the next is', () => {
    const first = svgBytes(matrix, { moduleSize: 4 })
    const copy = Buffer.from(first)
    svgBytes(qrMatrix(inventedHc1(2000), { level: 'Q' }), { moduleSize: 4 })
    expect(first.equals(copy)).to.equal(true)
  })
})

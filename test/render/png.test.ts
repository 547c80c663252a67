import { inflateSync } from 'node:zlib'
import { expect } from 'chai'
import { PNG } from 'pngjs'
import { png } from '../../src/render/png.ts'
import { qrMatrix } from '../../src/render/qr.ts'
import { enlarge, inventedHc1, matrixOf, modulesOf, readPixels } from './pictures.ts'

/** The pixels as another library reads them, which also checks every chunk's CRC. */
function pixelsOf(bytes: Buffer): boolean[][] {
  const { width, height, data } = PNG.sync.read(bytes)
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => data[(y * width + x) * 4] === 0),
  )
}

/** Lines of one bit a pixel, light as 1, each after its filter "none". */
function linesOf(rows: readonly (readonly boolean[])[], scale: number): Buffer {
  const lines = rows.flatMap((row) => {
    const line = Buffer.alloc(1 + Math.ceil((row.length * scale) / 8), 0xff)
    line[0] = 0
    for (let x = 0; x < row.length * scale; x++) {
      const at = 1 + (x >> 3)
      if (row[Math.floor(x / scale)]) line[at] = (line[at] ?? 0) & ~(0x80 >> (x & 7))
    }
    return new Array<Buffer>(scale).fill(line)
  })
  return Buffer.concat(lines)
}

describe('the PNG', () => {
  const text = inventedHc1(594)
  const matrix = qrMatrix(text, { level: 'Q' })

  for (const scale of [1, 2, 3, 4, 5, 7, 8, 13, 20])
    it(`at ${scale} pixels a module holds the matrix, pixel for pixel`, () => {
      expect(pixelsOf(png(matrix, { scale }))).to.deep.equal(enlarge(modulesOf(matrix), scale))
    })

  for (const scale of [2, 4, 10])
    it(`at ${scale} pixels a module is read back to the same text`, () => {
      expect(readPixels(pixelsOf(png(matrix, { scale })))?.data).to.equal(text)
    })

  it('draws dark modules at the very edges and runs of every length', () => {
    for (let size = 1; size <= 19; size++) {
      const triangle = Array.from({ length: size }, (_, y) =>
        Array.from({ length: size }, (_, x) => x >= y),
      )
      for (const scale of [1, 3])
        expect(pixelsOf(png(matrixOf(triangle), { scale }))).to.deep.equal(enlarge(triangle, scale))
    }
  })

  it('is one bit per pixel, greyscale, and without chunks that nobody needs', () => {
    const bytes = png(matrix, { scale: 4 })
    expect(bytes.subarray(0, 8).toString('hex')).to.equal('89504e470d0a1a0a')
    expect(bytes.readUInt32BE(16)).to.equal(404)
    expect(bytes.readUInt32BE(20)).to.equal(404)
    expect([...bytes.subarray(24, 29)]).to.deep.equal([1, 0, 0, 0, 0])
    expect(bytes.toString('latin1', 37, 41)).to.equal('IDAT')
    const data = bytes.subarray(41, 41 + bytes.readUInt32BE(33))
    expect(inflateSync(data)).to.have.length(404 * (1 + 51))
    expect(bytes.subarray(-12).toString('hex')).to.equal('0000000049454e44ae426082')
    expect(bytes.length).to.equal(41 + data.length + 4 + 12)
  })

  it('holds the matrix at every scale, in every size of certificates, as zlib inflates it', () => {
    for (let characters = 500; characters <= 2400; characters += 190) {
      const other = qrMatrix(inventedHc1(characters, characters), { level: 'Q' })
      for (let scale = 1; scale <= 20; scale++) {
        const bytes = png(other, { scale })
        const pixels = inflateSync(bytes.subarray(41, 41 + bytes.readUInt32BE(33)))
        expect(pixels.equals(linesOf(modulesOf(other), scale)), `${scale}`).to.equal(true)
      }
    }
  })

  it('is 2 kB at the usual scale and below 16 kB at the largest', () => {
    expect(png(matrix, { scale: 4 }).length).to.be.below(2048)
    expect(png(matrix, { scale: 20 }).length).to.be.below(16_384)
  })

  it('keeps what was drawn when the next is', () => {
    const first = png(matrix, { scale: 4 })
    const copy = Buffer.from(first)
    png(qrMatrix(inventedHc1(2000), { level: 'Q' }), { scale: 7 })
    expect(first.equals(copy)).to.equal(true)
  })

  for (const scale of [0, 21, -1, 1.5, Number.NaN])
    it(`is refused at ${scale} pixels a module`, () => {
      expect(() => png(matrix, { scale })).to.throw(RangeError)
    })
})

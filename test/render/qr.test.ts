import { expect } from 'chai'
import QRCode from 'qrcode'
import { qrMatrix } from '../../src/render/qr.ts'
import { enlarge, inventedHc1, modulesOf, readPixels } from './pictures.ts'

const quietZone = 4

const symbolOf = (matrix: ReturnType<typeof qrMatrix>) =>
  modulesOf(matrix)
    .slice(quietZone, -quietZone)
    .map((row) => row.slice(quietZone, -quietZone))

/** The same text drawn by the other library, in alphanumeric mode, with a given mask. */
function judge(
  text: string,
  level: 'Q' | 'M',
  wanted: number,
  maskPattern: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7,
) {
  const { modules, version } = QRCode.create([{ data: text, mode: 'alphanumeric' }], {
    errorCorrectionLevel: level,
    version: wanted,
    maskPattern,
  })
  const rows = Array.from({ length: modules.size }, (_, y) =>
    Array.from({ length: modules.size }, (_, x) => modules.get(y, x) === 1),
  )
  return { rows, version }
}

/** Format information: bits 2 to 4 from the left beside the upper finder, unmasked (§7.9). */
function maskOf(symbol: boolean[][]): 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  const bits = [2, 3, 4].map((x) => (symbol[8]?.[x] ? 1 : 0))
  const masked = bits.reduce<number>((value, bit) => value * 2 + bit, 0)
  return (masked ^ 0b101) as 0
}

describe('the QR matrix', () => {
  // ISO/IEC 18004 table 7: 19-Q holds 644 characters, 16-M 656. Smaller versions are not drawn.
  const table: [number, 'Q' | 'M', number][] = [
    [67, 'Q', 19],
    [594, 'Q', 19],
    [644, 'Q', 19],
    [645, 'Q', 20],
    [594, 'M', 16],
    [656, 'M', 16],
    [657, 'M', 17],
    [1200, 'Q', 28],
  ]
  for (const [length, level, version] of table) {
    const text = inventedHc1(length, length)

    it(`of ${length} characters at level ${level} equals the other library’s, mask for mask`, () => {
      const symbol = symbolOf(qrMatrix(text, { level }))
      const judged = judge(text, level, version, maskOf(symbol))
      expect(judged.version).to.equal(version)
      expect(symbol).to.have.length(17 + 4 * version)
      expect(symbol).to.deep.equal(judged.rows)
    })

    it(`of ${length} characters at level ${level} is read back`, () => {
      const read = readPixels(enlarge(modulesOf(qrMatrix(text, { level })), 3))
      expect(read).to.deep.equal({ data: text, version })
    })
  }

  it('has a quiet zone of four light modules on every side', () => {
    const matrix = modulesOf(qrMatrix(inventedHc1(594), { level: 'Q' }))
    const edges = [...matrix.slice(0, 4), ...matrix.slice(-4)].flat()
    for (const row of matrix) edges.push(...row.slice(0, 4), ...row.slice(-4))
    expect(edges).to.not.include(true)
    expect(matrix[4]?.[4]).to.equal(true)
  })

  it('uses the same mask for every text', () => {
    const masks = Array.from({ length: 12 }, (_, seed) =>
      maskOf(symbolOf(qrMatrix(inventedHc1(594, seed + 1), { level: 'Q' }))),
    )
    expect([...new Set(masks)]).to.deep.equal([3])
  })

  it('is read back whatever the text, small and large', () => {
    for (let seed = 100; seed < 130; seed++) {
      const text = inventedHc1(420 + seed * 3, seed)
      for (const level of ['Q', 'M'] as const) {
        expect(readPixels(enlarge(modulesOf(qrMatrix(text, { level })), 3))?.data).to.equal(text)
      }
    }
  })

  it('refuses a text outside the alphanumeric set', () => {
    for (const text of ['HC1:abc', 'HC1:Ґ', 'HC1:A\n', 'HC1:A_'])
      expect(() => qrMatrix(text, { level: 'Q' }), text).to.throw()
  })

  it('refuses a text that no version holds', () => {
    expect(() => qrMatrix(inventedHc1(2421), { level: 'Q' })).to.throw(/[Cc]apacity/)
    expect(qrMatrix(inventedHc1(2420), { level: 'Q' }).modules).to.equal(177 + 8)
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { eachRun } from '../../src/render/matrix.ts'
import { matrixOf } from './pictures.ts'

function drawnAgain(rows: boolean[][]): boolean[][] {
  const matrix = matrixOf(rows)
  return rows.map((row, y) => {
    const again = row.map(() => false)
    let end = -1
    eachRun(matrix, y, (start, length) => {
      expect(start).to.be.above(end)
      expect(length).to.be.above(0)
      end = start + length
      again.fill(true, start, end)
    })
    expect(end).to.be.at.most(row.length)
    return again
  })
}

describe('the runs of a matrix', () => {
  it('are its dark modules, each run as long as it can be, whatever the drawing', () => {
    const drawing = fc.integer({ min: 1, max: 70 }).chain((side) =>
      fc.array(fc.array(fc.boolean(), { minLength: side, maxLength: side }), {
        minLength: side,
        maxLength: side,
      }),
    )
    fc.assert(
      fc.property(drawing, (rows) => {
        expect(drawnAgain(rows)).to.deep.equal(rows)
      }),
      { numRuns: 60 },
    )
  })

  for (const side of [31, 32, 33, 64, 96])
    it(`reach from edge to edge in ${side} modules`, () => {
      const rows = Array.from({ length: side }, (_, y) =>
        new Array<boolean>(side).fill(y % 2 === 0),
      )
      expect(drawnAgain(rows)).to.deep.equal(rows)
    })
})

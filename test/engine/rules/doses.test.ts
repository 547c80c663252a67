import { expect } from 'chai'
import { courseOf } from '../../../src/engine/rules/doses.ts'

describe('the course that doses stand for', () => {
  // [dose/total of a product with so many doses, before boosters, 3/2 and 2/2, 3/3 and 2/1 (2021/2301)]
  const table: [string, primary: number, none: string, old: string, current: string][] = [
    ['1/2', 2, 'PARTIAL', 'PARTIAL', 'PARTIAL'],
    ['2/2', 2, 'COMPLETE', 'COMPLETE', 'COMPLETE'],
    ['1/1', 1, 'COMPLETE', 'COMPLETE', 'COMPLETE'],
    // One dose after recovery.
    ['1/1', 2, 'COMPLETE', 'COMPLETE', 'COMPLETE'],
    ['1/1', 3, 'COMPLETE', 'COMPLETE', 'COMPLETE'],
    ['2/3', 3, 'PARTIAL', 'PARTIAL', 'PARTIAL'],
    ['3/3', 3, 'COMPLETE', 'COMPLETE', 'COMPLETE'],
    ['3/2', 2, 'BOOSTER', 'BOOSTER', '–'],
    ['4/2', 2, 'BOOSTER', 'BOOSTER', '–'],
    ['3/2', 1, 'BOOSTER', 'BOOSTER', '–'],
    ['2/2', 1, 'BOOSTER', 'BOOSTER', 'MIXED'],
    ['3/3', 2, 'BOOSTER', '–', 'BOOSTER'],
    ['4/4', 2, 'BOOSTER', '–', 'BOOSTER'],
    ['3/3', 1, 'BOOSTER', '–', 'BOOSTER'],
    ['2/1', 1, 'BOOSTER', '–', 'BOOSTER'],
    ['3/1', 1, 'BOOSTER', '–', 'BOOSTER'],
    ['2/1', 2, 'BOOSTER', '–', 'BOOSTER'],
    ['4/3', 3, 'BOOSTER', 'BOOSTER', '–'],
    ['1/3', 2, '–', '–', '–'],
    ['2/3', 2, '–', '–', '–'],
    ['1/2', 1, '–', '–', '–'],
    ['2/2', 3, '–', '–', '–'],
    ['1/2', 3, '–', '–', '–'],
  ]
  for (const [written, primary, none, old, current] of table) {
    it(`reads ${written} of a product of ${primary}: ${none}, ${old}, ${current}`, () => {
      const [dose, total] = written.split('/').map(Number) as [number, number]
      const forms = [undefined, 'OLD', 'NEW'] as const
      const read = forms.map((form) => courseOf({ dose, total, primary }, form) ?? '–')
      expect(read).to.deep.equal([none, old, current])
    })
  }
})

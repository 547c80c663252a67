import { expect } from 'chai'
import { looseFormats, strictFormats } from '../../src/hcert/formats.ts'

/** Format, text, whether strict takes it, whether loose does. */
const rows: readonly [string, string, boolean, boolean][] = [
  ['date', '2021-02-28', true, true],
  ['date', '2020-02-29', true, true],
  ['date', '2000-02-29', true, true],
  ['date', '1900-02-29', false, false],
  ['date', '2021-02-29', false, false],
  ['date', '2021-04-31', false, false],
  ['date', '2021-13-01', false, false],
  ['date', '2021-00-10', false, false],
  ['date', '2021-01-00', false, false],
  ['date', '2021-1-1', false, false],
  ['date', '21-01-01', false, false],
  ['date', '', false, false],
  ['date', '2021-01-01T00:00:00', false, true],
  ['date', '2022-01-01T00:00:00.000Z', false, true],
  ['date', ' 2021-01-01 ', false, true],
  ['date', '2021-01-01 or so', false, false],
  ['birth-date', '1979-11-21', true, true],
  ['birth-date', '1979-11', true, true],
  ['birth-date', '1979', true, true],
  ['birth-date', '', true, true],
  ['birth-date', ' ', false, true],
  ['birth-date', '1978-01-26T00:00:00', false, true],
  ['birth-date', '1979-13', false, false],
  ['birth-date', '1979-11-31', false, false],
  ['birth-date', '1879-11-21', false, false],
  ['birth-date', '2179', false, false],
  ['date-time', '2021-05-24T20:10:00+02:00', true, true],
  ['date-time', '2021-05-24T20:10:00Z', true, true],
  ['date-time', '2021-05-24T20:10:00.123Z', true, true],
  ['date-time', '2021-05-24T20:10:00', false, true],
  ['date-time', '2021-05-24T20:10Z', false, true],
  ['date-time', '2021-05-24T20:10:00+0200', false, true],
  ['date-time', '2021-05-24T20:10:00+02', false, true],
  ['date-time', '2021-05-24t20:10:60z', false, true],
  ['date-time', '2021-05-24 20:10:00Z', false, true],
  ['date-time', '2021-05-24T24:10:00Z', false, false],
  ['date-time', '2021-05-24T20:60:00Z', false, false],
  ['date-time', '2021-02-29T20:10:00Z', false, false],
  ['date-time', '2021-05-24', false, false],
]

describe('formats', () => {
  for (const [format, text, strict, loose] of rows) {
    it(`${format} "${text}" is ${strict ? 'ours' : loose ? 'forgiven' : 'none'}`, () => {
      expect(strictFormats[format]?.(text)).to.equal(strict)
      expect(looseFormats[format]?.(text)).to.equal(loose)
    })
  }

  it('answers at once to a text made to be slow', () => {
    const started = performance.now()
    for (const [format] of rows) {
      looseFormats[format]?.(`2021-01-01T${' \n'.repeat(32_000)}x`)
      looseFormats[format]?.(`${' \n'.repeat(32_000)}2021-01-01T00:00:0`)
    }
    expect(performance.now() - started).to.be.below(1_000)
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { createSheet } from '../../../src/render/pdf/sheet.ts'
import { cleaned, cutTo, marked, printable, wrap } from '../../../src/render/pdf/text.ts'
import { at } from './samples.ts'

const sheet = createSheet('Test', 'en', at)
/** Every letter is one em wide. */
const monospaced = (text: string) => [...text].length

describe('the letters of a printed text', () => {
  it('stand on one line, joined with their accents, without what steers or hides', () => {
    expect(cleaned(' Йове\u0301\n\u202eабв\u00a0\ud800г\u0000 ')).to.equal('Йове\u0301 абв г')
    expect(cleaned('e\u0301')).to.equal('\u00e9')
  })

  const table: [string, boolean][] = [
    ['Ґ’єїЇІ – №1 «Щ»', true],
    ['Ștefan Đorđević Žižka Łódź', true],
    ['Γιώργος', true],
    ['მოგონილი', false],
    ['王', false],
    ['😀', false],
  ]
  for (const [text, expected] of table) {
    it(`${expected ? 'are' : 'are not all'} in the font: ${text}`, () => {
      expect(printable(text, sheet)).to.equal(expected)
    })
  }

  it('become one mark for a run of those outside the font', () => {
    expect(marked('а王小б😀', sheet)).to.equal('а?б?')
  })

  it('are measured by either face', () => {
    expect(sheet.width('Щ', 'bold')).to.be.greaterThan(sheet.width('Щ', 'regular'))
    expect(sheet.width('', 'bold')).to.equal(0)
  })
})

describe('the lines of a printed text', () => {
  const table: [string, number, string[]][] = [
    ['', 5, []],
    ['один два', 8, ['один два']],
    ['один два', 7, ['один ', 'два']],
    ['слово', 3, ['сло', 'во']],
    ['раз слово', 4, ['раз ', 'слов', 'о']],
    ['URN:UVCI:01', 9, ['URN:UVCI:', '01']],
    ['а-бвгдеєж', 6, ['а-бвгд', 'еєж']],
    ['Щ', 0.5, ['Щ']],
  ]
  for (const [text, width, lines] of table) {
    it(`of ${width} ems: ${JSON.stringify(text)}`, () => {
      expect(wrap(text, width, monospaced)).to.deep.equal(lines)
    })
  }

  it('keep a mark with its letter', () => {
    const wide = (text: string) => [...text.replace(/\p{M}/gu, '')].length
    expect(wrap('q\u0301q\u0301q\u0301', 2, wide)).to.deep.equal(['q\u0301q\u0301', 'q\u0301'])
  })

  it('hold the whole text, and none is too wide', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 30 }),
        (any, width) => {
          const text = cleaned(any)
          const letters = (line: string) => line.match(/\P{M}\p{M}*|\p{M}+/gu)?.length ?? 0
          const lines = wrap(text, width, letters)
          expect(lines.join('')).to.equal(text)
          for (const line of lines) expect(letters(line.trimEnd())).to.be.at.most(width)
        },
      ),
    )
  })

  it('are cut to a number, the last ending in an ellipsis within the width', () => {
    expect(cutTo(2, ['аа ', 'бб ', 'вв'], 3, monospaced)).to.deep.equal(['аа ', 'бб…'])
    expect(cutTo(1, ['абв', 'г'], 3, monospaced)).to.deep.equal(['аб…'])
    expect(cutTo(2, ['абв', 'г'], 3, monospaced)).to.deep.equal(['абв', 'г'])
  })
})

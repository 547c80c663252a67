import { expect } from 'chai'
import { cut } from '../src/cut.ts'

describe('a text that is cut', () => {
  it('is the text itself as long as it fits', () => {
    for (const text of ['', 'abc', 'a😀']) expect(cut(text, 3)).to.equal(text)
  })

  it('ends where it must, before a character that would be cut in two', () => {
    expect(cut('abcd', 3)).to.equal('abc')
    expect(cut('їжак', 3)).to.equal('їжа')
    expect(cut('ab😀', 3)).to.equal('ab')
    expect(cut('a😀b', 3)).to.equal('a😀')
  })

  it('is well-formed wherever it is cut', () => {
    const text = 'a😀\u{10ffff}ї\u{10000}b'
    for (let units = 0; units <= text.length; units++) {
      const beginning = cut(text, units)
      expect(Buffer.from(beginning).toString()).to.equal(beginning)
      expect(text.startsWith(beginning) && units - beginning.length < 2).to.equal(true)
    }
  })
})

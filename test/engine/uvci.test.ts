import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { checksum, newUvci } from '../../src/engine/uvci.ts'

describe('uvci', () => {
  it('has the checksum of the published example', () => {
    expect(checksum('URN:UVCI:01:NL:187/37512422923')).to.equal('Z')
  })

  it('is Ukraine’s form: 32 upper-case hexadecimal digits and no checksum', () => {
    expect(newUvci(randomBytes, false)).to.match(/^URN:UVCI:01:UA:[0-9A-F]{32}$/)
  })

  it('takes its digits from the random bytes alone', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, index) => index + 160)
    expect(newUvci(() => bytes, false)).to.equal('URN:UVCI:01:UA:A0A1A2A3A4A5A6A7A8A9AAABACADAEAF')
  })

  it('ends with the checksum when the setting asks for it', () => {
    const uvci = newUvci(randomBytes, true)
    const [text, check] = uvci.split('#')
    expect(check).to.equal(checksum(text ?? ''))
  })

  it('detects every single wrong character by the checksum', () => {
    const text = 'URN:UVCI:01:UA:A0A1A2A3A4A5A6A7A8A9AAABACADAEAF'
    const wrong = [...text].map(
      (char, at) => text.slice(0, at) + (char === 'A' ? 'B' : 'A') + text.slice(at + 1),
    )
    expect(wrong.filter((one) => checksum(one) === checksum(text))).to.deep.equal([])
  })
})

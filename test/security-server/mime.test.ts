import { expect } from 'chai'
import {
  boundaryOf,
  joinParts,
  splitParts,
  withBoundary,
} from '../../scripts/security-server/mime.ts'

const bodies = (text: string, boundary = 'b') =>
  splitParts(Buffer.from(text), boundary).map(({ body }) => body.toString())

describe('multiparts in the double', () => {
  it('are cut at their boundary alone, whatever the line ends', () => {
    const crlf =
      'before\r\n--b\r\nA: 1\r\n\r\none\r\n--bb\r\nx\r\n--b  \r\nB: 2\r\n\r\ntwo\r\n--b--\r\nafter'
    expect(bodies(crlf)).to.deep.equal(['one\r\n--bb\r\nx', 'two'])
    expect(bodies(crlf.replaceAll('\r\n', '\n'))).to.deep.equal(['one\n--bb\nx', 'two'])
  })

  it('end where the message ends when nothing closes them', () => {
    expect(bodies('--b\r\nA: 1\r\n\r\none')).to.deep.equal(['one'])
    expect(bodies('--b\r\nA: 1')).to.deep.equal([''])
    expect(bodies('none')).to.deep.equal([])
  })

  it('may have empty parts and parts without headers', () => {
    expect(bodies('--b\r\n\r\n\r\n--b\r\n\r\nx\r\n--b--')).to.deep.equal(['', 'x'])
  })

  it('give the type of a part, folded or in another case', () => {
    const text = '--b\r\ncontent-TYPE: text/xml;\r\n charset=UTF-8\r\nX: y\r\n\r\n\r\n--b--'
    expect(splitParts(Buffer.from(text), 'b')[0]?.contentType).to.equal('text/xml; charset=UTF-8')
    expect(splitParts(Buffer.from('--b\r\nX: y\r\n\r\n'), 'b')[0]?.contentType).to.equal(undefined)
  })

  it('are the same again under another boundary', () => {
    const parts = splitParts(Buffer.from('--b\r\nA: 1\r\n\r\none\r\n--b\r\n\r\n\r\n--b--'), 'b')
    expect(splitParts(joinParts(parts, 'other.(x'), 'other.(x')).to.deep.equal(parts)
  })

  it('have no more than a thousand parts and 16 KiB of headers in each', () => {
    expect(() => bodies(`${'--b\n\n\n'.repeat(1003)}--b--`)).to.throw('Malformed multipart message')
    expect(() => bodies(`--b\nA: ${'a'.repeat(20_000)}\n\n\n--b--`)).to.throw('Malformed multipart')
  })

  it('name their boundary bare or quoted', () => {
    expect(boundaryOf('multipart/related; boundary=a-b;type=x')).to.equal('a-b')
    expect(boundaryOf('multipart/related;BOUNDARY="a b"; x=y')).to.equal('a b')
    expect(boundaryOf('multipart/related')).to.equal(undefined)
    expect(withBoundary('m/r; boundary=a; start="<b>"', 'c')).to.equal(
      'm/r; boundary="c"; start="<b>"',
    )
  })
})

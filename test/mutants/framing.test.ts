import { expect } from 'chai'
import { frame } from './framing.ts'

const post = (fields: string, body = '') =>
  frame(Buffer.from(`POST /ws HTTP/1.1\r\n${fields}\r\n${body}`))
const chunked = 'Transfer-Encoding: chunked\r\n'

/** The body, or what is wrong. */
function read(fields: string, body = ''): string {
  const framed = post(fields, body)
  return framed.state === 'complete' ? `${framed.request.body}` : framed.state
}

describe('the second opinion on HTTP', () => {
  it('takes a body by its length, and none without', () => {
    expect(read('Content-Length: 3\r\n', 'abcdef')).to.equal('abc')
    expect(read('', 'abc')).to.equal('')
  })

  it('takes chunks apart, with extensions and trailers', () => {
    expect(read(chunked, '1;a=b\r\na\r\n2\r\nbc\r\n0\r\nX: y\r\n\r\n')).to.equal('abc')
  })

  it('tells what could still become a request from what could not', () => {
    expect(read('Content-Length: 3\r\n', 'ab')).to.equal('incomplete')
    expect(read(chunked, '2\r\nab\r\n')).to.equal('incomplete')
    expect(read(chunked, '2\r\nabc\r\n0\r\n\r\n')).to.equal('broken')
    expect(read(chunked, 'z\r\n')).to.equal('broken')
    expect(read(`${chunked}Content-Length: 3\r\n`, 'abc')).to.equal('broken')
    expect(read('Content-Length: 3\r\nContent-Length: 3\r\n', 'abc')).to.equal('broken')
    expect(read('Content-Length: -3\r\n', 'abc')).to.equal('broken')
    expect(read('Transfer-Encoding: gzip\r\n', 'abc')).to.equal('broken')
    expect(read('X : y\r\n')).to.equal('broken')
    expect(frame(Buffer.from('POST /ws HTTP/2.0\r\n\r\n')).state).to.equal('broken')
    expect(frame(Buffer.from('POST /ws HTTP/1.1\r\n')).state).to.equal('incomplete')
  })
})

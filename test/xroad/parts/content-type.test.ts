import { expect } from 'chai'
import type { Failure } from '../../../src/errors.ts'
import { checkType, readContentType } from '../../../src/xroad/parts/content-type.ts'

function read(header?: string): [type: string, parameters: object] {
  const { type, parameters } = readContentType(header)
  return [type, Object.fromEntries(parameters)]
}

function refusal(header: string, allowed = ['text/xml']): string | undefined {
  try {
    checkType(readContentType(header), allowed)
    return undefined
  } catch (error) {
    return (error as Failure).code
  }
}

describe('a Content-Type', () => {
  const rows: [header: string | undefined, type: string, parameters: object][] = [
    [undefined, '', {}],
    ['', '', {}],
    ['text/xml', 'text/xml', {}],
    [' Text/XML ; CHARSET = UTF-8 ;', 'text/xml', { charset: 'UTF-8' }],
    ['a/b; boundary="x;y=\\"z\\\\"; type=c/d', 'a/b', { boundary: 'x;y="z\\', type: 'c/d' }],
    ['a/b; boundary=one; boundary=two', 'a/b', { boundary: 'one' }],
    ['a/b; start="<a@b>"; start-info="c/d"', 'a/b', { start: '<a@b>', 'start-info': 'c/d' }],
    ['a/b; x=""; y=', 'a/b', { x: '', y: '' }],
    ['a/b; =x; y; z="open', 'a/b', { z: '' }],
  ]
  for (const [header, type, parameters] of rows) {
    it(`says of ${header} what stands there`, () => {
      expect(read(header)).to.deep.equal([type, parameters])
    })
  }

  it('is judged by type and by encoding', () => {
    expect(refusal('text/xml')).to.equal(undefined)
    expect(refusal('text/xml; charset="Utf-8"')).to.equal(undefined)
    expect(refusal('text/xml; charset=windows-1251')).to.equal('ENCODING_REFUSED')
    expect(refusal('text/plain')).to.equal('INVALID_CONTENT_TYPE')
    expect(refusal('application/soap+xml')).to.equal('SOAP_VERSION')
    expect(refusal('application/xop+xml', ['text/xml', 'application/xop+xml'])).to.equal(undefined)
  })

  it('is read in time that grows with its length alone', () => {
    const started = performance.now()
    for (const piece of ['; a=', ';', ' ', '"', '; a="\\', '= ']) read(`a/b${piece.repeat(20_000)}`)
    expect(performance.now() - started).to.be.lessThan(2000)
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { fillIn, type Part, standIn, takeApart } from '../../src/contract/attached.ts'
import { readValue, writeElement } from '../../src/contract/codec.ts'
import { namespace } from '../../src/contract/operations.ts'
import { lengthMax, requestViolations } from '../../src/contract/schema.ts'
import { Failure } from '../../src/errors.ts'
import { treeOf, wellFormed } from '../../src/xml/document.ts'
import { include } from '../xroad/parts/multiparts.ts'

function partOf(bytes: Buffer): Part {
  return { length: bytes.length, first: (most) => bytes.subarray(0, most) }
}

/** The request's value, or what is wrong with it, with parts put in by their ids. */
function read(content: string, parts: Record<string, Buffer> = {}, name = 'VerifyCertificate_v1') {
  const document = wellFormed(
    Buffer.from(`<c:${name} xmlns:c="${namespace}">${content}</c:${name}>`),
  )
  const node = treeOf(document)
  const asked: string[] = []
  try {
    const placed = standIn({ node, element: document.root }, (href, path) => {
      asked.push(`${path} ${href}`)
      return partOf(parts[href.replace('cid:', '')] ?? Buffer.alloc(0))
    })
    const violations = requestViolations(document.root)
    if (violations.length === 0) fillIn(placed)
    return { asked, violations, value: violations.length === 0 ? readValue(node) : undefined }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { asked, code: error.code, violations: error.violations }
  } finally {
    document.dispose()
  }
}

const bytes = Buffer.from([0, 1, 13, 10, 255])

describe('the parts of a request', () => {
  it('stand where an xop:Include refers to them, as bytes and as text', () => {
    const white = `<c:cose>\n  ${include('a')}\n</c:cose>`
    expect(read(white, { a: bytes })).to.deep.equal({
      asked: ['VerifyCertificate_v1/cose cid:a'],
      violations: [],
      value: { cose: bytes.toString('base64') },
    })
    expect(
      read(`<c:hc1>${include('a')}</c:hc1>`, { a: Buffer.from('HC1: <&> їжак\n') }),
    ).to.deep.equal({
      asked: ['VerifyCertificate_v1/hc1 cid:a'],
      violations: [],
      value: { hc1: 'HC1: <&> їжак\n' },
    })
  })

  it('stand where an empty element’s href refers to them', () => {
    for (const element of ['<c:cose href="cid:a"/>', '<c:cose href=" CID:a"> </c:cose>']) {
      const { value, asked } = read(element, { a: bytes, ' CID:a': bytes })
      expect(asked).to.have.length(1)
      expect(value).to.deep.equal({ cose: bytes.toString('base64') })
    }
  })

  it('stand deep in a request', () => {
    const person =
      '<c:person><c:familyName>A</c:familyName><c:givenName>B</c:givenName>' +
      '<c:birthDate>1980-01-01</c:birthDate></c:person>'
    const event =
      '<c:event><c:firstPositiveDate>2022-01-01</c:firstPositiveDate><c:country>UA</c:country></c:event>'
    const delivery = `<c:delivery><c:encryptTo>${include('a')}</c:encryptTo></c:delivery>`
    const { value, asked, violations } = read(
      person + event + delivery,
      { a: bytes },
      'IssueRecoveryCertificate_v1',
    )
    expect(violations).to.deep.equal([])
    expect(asked).to.deep.equal(['IssueRecoveryCertificate_v1/delivery/encryptTo cid:a'])
    expect(value).to.deep.include({ delivery: { encryptTo: bytes.toString('base64') } })
  })

  it('are not looked for where no part may stand; the schema refuses the element', () => {
    const elsewhere: [content: string, path: string][] = [
      [`<c:country>${include('a')}</c:country>`, 'country'],
      ['<c:country href="cid:a"/>', 'country'],
      [include('a'), '*'],
      [`<c:unknown>${include('a')}</c:unknown>`, '*'],
      [`<c:cose>${include('a')}${include('b')}</c:cose>`, 'cose/*'],
      [`<c:cose>AQID${include('a')}</c:cose>`, 'cose/*'],
      ['<c:cose><x:Include xmlns:x="urn:x" href="cid:a"/></c:cose>', 'cose/*'],
      ['<c:cose><x:Include xmlns:x="http://www.w3.org/2004/08/xop/include"/></c:cose>', 'cose/*'],
      ['<c:cose href="http://example.org/a"/>', 'cose'],
      ['<c:cose href="cid:a">AQID</c:cose>', 'cose'],
    ]
    for (const [content, path] of elsewhere) {
      const { asked, violations } = read(content, { a: bytes, b: bytes })
      expect(asked, content).to.deep.equal([])
      expect(violations[0]?.path.replace('VerifyCertificate_v1/', ''), content).to.satisfy(
        (found: string) => found === path || path.startsWith(found),
      )
    }
  })

  it('leave other attributes of their element to the schema', () => {
    const { violations } = read('<c:cose href="cid:a" other="x"/>', { a: bytes })
    expect(violations.map(({ rule }) => rule)).to.deep.equal(['attribute is not allowed'])
  })

  it('are judged by the schema as if they stood inline', () => {
    const lengths = [0, 1, 2, 8191, 8192, 8193, 524_287, 524_288, 524_289, 524_290]
    for (const name of ['cose', 'image', 'hc1']) {
      for (const length of lengths) {
        const part = Buffer.alloc(length, 'x')
        const text = name === 'hc1' ? part.toString() : part.toString('base64')
        const inline = read(`<c:${name}>${text}</c:${name}>`)
        const attached = read(`<c:${name}>${include('a')}</c:${name}>`, { a: part })
        const both = [inline.violations, inline.value]
        expect([attached.violations, attached.value], `${name} ${length}`).to.deep.equal(both)
      }
    }
  })

  it('are judged so beside other mistakes, in the order of the document', () => {
    const wrong = (cose: string) =>
      `<c:hc1></c:hc1><c:cose>${cose}</c:cose><c:country>ua</c:country><c:checkTime>x</c:checkTime>`
    const part = Buffer.alloc(10_000)
    const inline = read(wrong(part.toString('base64'))).violations
    expect(inline.map(({ path }) => path.split('/')[1])).to.include.members([
      'hc1',
      'cose',
      'country',
    ])
    expect(read(wrong(include('a')), { a: part }).violations).to.deep.equal(inline)
  })

  it('are cut above what the contract allows at all, so that nothing large goes to libxml2', () => {
    expect(lengthMax).to.equal(524_288)
    const asked: number[] = []
    const huge: Part = {
      length: 2 ** 30,
      first(most) {
        asked.push(most)
        return Buffer.alloc(most, 'x')
      },
    }
    for (const [name, most] of [
      ['cose', []],
      ['hc1', [4 * (lengthMax + 1)]],
    ] as const) {
      asked.length = 0
      const xml = `<c:VerifyCertificate_v1 xmlns:c="${namespace}"><c:${name}>${include('a')}</c:${name}></c:VerifyCertificate_v1>`
      const document = wellFormed(Buffer.from(xml))
      standIn({ node: treeOf(document), element: document.root }, () => huge)
      const [violation] = requestViolations(document.root)
      document.dispose()
      expect(violation?.rule).to.equal('maxLength 8192')
      expect(asked).to.deep.equal(most)
    }
  })

  it('are no text when they are not UTF-8, or no characters of XML', () => {
    for (const wrong of [
      Buffer.from([0xff]),
      Buffer.from('a\0b'),
      Buffer.from('\uffff'),
      Buffer.from([0xc3]),
    ]) {
      expect(read(`<c:hc1>${include('a')}</c:hc1>`, { a: wrong })).to.deep.include({
        code: 'SCHEMA_VIOLATION',
        violations: [{ path: 'VerifyCertificate_v1/hc1', rule: 'type xs:string' }],
      })
    }
  })

  it('give any bytes and any text back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (any) => {
        const part = Buffer.from(any)
        const { value } = read(`<c:cose>${include('a')}</c:cose>`, { a: part })
        expect(value).to.deep.equal({ cose: part.toString('base64') })
      }),
    )
  })
})

describe('the renderings of an answer', () => {
  const rendering = [
    {
      format: 'SVG',
      mediaType: 'image/svg+xml',
      content: Buffer.from('<svg/>').toString('base64'),
    },
    { format: 'PNG', mediaType: 'image/png', content: bytes.toString('base64') },
    { format: 'PNG', mediaType: 'image/png', content: bytes.toString('base64') },
  ]
  const response = { certificate: { uvci: 'X', hc1: 'HC1:', cose: 'AQID', rendering }, warning: [] }

  it('are taken apart: references in the answer, bytes in parts of ids of their own', () => {
    const { response: apart, parts } = takeApart(response)
    expect(parts.map(({ mediaType, bytes }) => [mediaType, bytes])).to.deep.equal([
      ['image/svg+xml', Buffer.from('<svg/>')],
      ['image/png', bytes],
      ['image/png', bytes],
    ])
    const ids = parts.map(({ contentId }) => contentId)
    expect(new Set(ids).size).to.equal(3)
    for (const id of ids) expect(id).to.match(/^\d\.[0-9a-f]{64}@certificates\.ehealth\.gov\.ua$/)
    const xml = writeElement('IssueRecoveryCertificate_v1Response', apart)
    const references = ids.map((id) => `<content>${include(id)}</content>`)
    expect(xml.match(/<content>.*?<\/content>/g)).to.deep.equal(references)
    expect(xml).to.include('<cose>AQID</cose>')
    expect(takeApart(response).parts).to.deep.equal(parts)
  })

  it('leave the answer that was judged unchanged', () => {
    const before = structuredClone(response)
    takeApart(response)
    expect(response).to.deep.equal(before)
  })

  it('are none in a refusal, or in an answer without them', () => {
    for (const none of [{ fault: {} }, {}, { certificate: {} }, { certificate: { rendering: [] } }])
      expect(takeApart(none)).to.deep.equal({ response: none, parts: [] })
  })
})

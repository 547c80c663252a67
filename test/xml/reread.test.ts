// Our second reader against libxml2: whatever libxml2 takes, both read alike.

import { expect } from 'chai'
import fc from 'fast-check'
import { treeOf, wellFormed } from '../../src/xml/document.ts'
import { reread } from '../../src/xml/reread.ts'

function byLibxml2(text: string) {
  const document = wellFormed(Buffer.from(text))
  try {
    return treeOf(document)
  } finally {
    document.dispose()
  }
}

const name = fc.constantFrom('a', 'b', 'Ї', 'x-1', 'p:a', 'q:b', 'p:Р', 'xml.a')
const attributes = fc.constantFrom(
  '',
  ' c="1"',
  " c='>'",
  ' c = "/&gt;"',
  '\r\n\tc="x\r\ny\tz&#10;&#xd;"\n',
  ' p:c="a\'b" q:c=\'"\'',
  ' xmlns="urn:d"',
  ' xmlns:p="urn:other"',
  ' xmlns=""',
  ' xml:lang="uk"',
)
const filler = fc.constantFrom(
  '',
  'text',
  ' \r\n \r',
  '&amp;&lt;&gt;&quot;&apos;&#1031;&#x407;&#13;',
  '<!-- <a> -->',
  '<!---->',
  '<![CDATA[</a>&amp;\r\n]]>',
  '<![CDATA[]]>',
  '<?pi </a> ?>',
  '>"\'',
  'Ї漢😀',
)

const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(name, attributes).map(([tag, attribute]) => `<${tag}${attribute}/>`),
    fc
      .tuple(name, attributes, fc.array(fc.tuple(filler, tie('element')), { maxLength: 4 }), filler)
      .map(
        ([tag, attribute, inside, last]) =>
          `<${tag}${attribute}>${inside.flat().join('')}${last}</${tag} >`,
      ),
  ),
}))

const whole = (inside: string) =>
  `<?xml version="1.0"?>\n<!-- x --><root xmlns:p="urn:p" xmlns:q='urn:q'>${inside}</root>\n<?end?>`

describe('reading again', () => {
  it('finds what libxml2 finds', () => {
    fc.assert(
      fc.property(element, filler, (inside, text) => {
        const written = whole(text + inside)
        expect(reread(written)).to.deep.equal(byLibxml2(written))
      }),
      { numRuns: 1000 },
    )
  })

  it('forgets with an element what it declared', () => {
    const inside =
      '<p:b xmlns:p="urn:2"/><p:b xmlns:p="urn:3"><p:c xmlns:p="urn:4"/><p:c/></p:b><p:b/>'
    const written = whole(`${inside}<b xmlns="urn:d"><c xmlns=""/><c/></b><c/>`)
    expect(reread(written)).to.deep.equal(byLibxml2(written))
  })

  it('takes time in proportion to a message with many declarations below many others', () => {
    const prefixes = Array.from({ length: 20_000 }, (_, at) => ` xmlns:a${at}="u"`).join('')
    const written = `<a${prefixes}>${'<b xmlns:z="u"/>'.repeat(30_000)}</a>`
    const started = performance.now()
    expect(reread(written).children).to.have.length(30_000)
    expect(performance.now() - started).to.be.below(2000)
  }).timeout(200_000)

  const broken: [title: string, text: string][] = [
    ['nothing', ''],
    ['text alone', 'a'],
    ['two roots', '<a/><a/>'],
    ['text beside the root', '<a/>x'],
    ['no character of XML beside the root', '<a/>\v'],
    ['an empty prefix', '<:a/>'],
    ['an empty name', '<a:/>'],
    ['an empty prefix of an attribute', '<a :b="c"/>'],
    ['an empty prefix that is declared', '<a xmlns:="u"/>'],
    ['an element that does not end', '<a><b></a>'],
    ['an end without start', '<a/></a>'],
    ['another end', '<a></b>'],
    ['a longer end', '<a></ab>'],
    ['an end that is empty', '<a></a/>'],
    ['a tag that does not end', '<a'],
    ['a tag without name', '<>'],
    ['an attribute without quotes', '<a b=c/>'],
    ['an attribute without space', '<a b="c"d="e"/>'],
    ['an attribute that does not end', '<a b="c/>'],
    ['an unbound prefix', '<p:a/>'],
    ['an unbound prefix of an attribute', '<a p:b=""/>'],
    ['a prefix bound elsewhere', '<a><b xmlns:p="urn:p"/><p:c/></a>'],
    ['a comment that does not end', '<a/><!-- '],
    ['a section that does not end', '<a><![CDATA[</a>'],
  ]
  it('throws at a document type, which libxml2 would read', () => {
    expect(() => reread('<!DOCTYPE a><a/>')).to.throw()
  })

  for (const [title, text] of broken) {
    it(`throws at ${title}, as libxml2 does`, () => {
      expect(() => byLibxml2(text)).to.throw()
      expect(() => reread(text)).to.throw()
    })
  }
})

import { expect } from 'chai'
import fc from 'fast-check'
import { children, type Element, treeOf, wellFormed } from '../../src/xml/document.ts'
import type { Node } from '../../src/xml/tree.ts'

function tree(xml: string): Node {
  const document = wellFormed(Buffer.from(xml))
  try {
    return treeOf(document)
  } finally {
    document.dispose()
  }
}

/** What libxml2 itself says of the document, asked one by one. */
function asked(element: Element): Node {
  const { name, namespaceUri } = element
  const attributes = element.attrs.map((attribute) => ({
    name: attribute.name,
    namespaceUri: attribute.namespaceUri,
    value: attribute.value,
  }))
  const inner = children(element)
  const texts = element.find('text()').map(({ content }) => content)
  return { name, namespaceUri, attributes, children: inner.map(asked), text: texts.join('') }
}

function agreed(xml: string) {
  const document = wellFormed(Buffer.from(xml))
  try {
    expect(treeOf(document)).to.deep.equal(asked(document.root))
  } finally {
    document.dispose()
  }
}

describe('a document as plain objects', () => {
  const documents = [
    '<a/>',
    '<?xml version="1.0"?><?p <x> ?><!-- <c> --> <a>x</a><!-- > --><?q?>',
    `<a b='1 > "2"' c="it's"><b/>text<b></b></a>`,
    '<a>&amp;&lt;&gt;&quot;&apos;&#13;&#x1F600;&#9;<![CDATA[<b>&amp;]]]]><![CDATA[>]]>Ї</a>',
    '<a b="&#10;&#13;&#9;&lt;&amp;&#x20;"/>',
    '<a xmlns="u" xmlns:p="v"><b xmlns=""><c/></b><p:d p:e="1" e="2" xmlns:p="w"/><p:f/></a>',
    '<p:a xmlns:p="urn:p" xml:lang="uk"><x xmlns="urn:x"/><y/></p:a>',
    '<a xmlns="constructor"><__proto__ xmlns:toString="valueOf" toString:hasOwnProperty=""/></a>',
    '<Р:a xmlns:Р="urn:k" Р:ф="ї"/>',
    '<a>1<!-- 2 -->3<?four 5?>6</a>',
    `<a b="${'>'.repeat(50)}">${'<i j="k"/>'.repeat(50)}</a>`,
  ]
  for (const xml of documents) {
    it(`is what libxml2 says of ${xml.slice(0, 60)}`, () => {
      agreed(xml)
    })
  }

  it('is what libxml2 says of any document', () => {
    const text = fc
      .string({
        unit: fc.constantFrom('a', 'Ї', '&amp;', '&lt;', '>', "'", '&#13;', ' ', '\n', '😀'),
      })
      .map((value) => value.replaceAll(']]>', ''))
    const { element } = fc.letrec((tie) => ({
      element: fc
        .record({
          name: fc.constantFrom('a', 'p:b', 'q'),
          declared: fc.constantFrom('', ' xmlns="urn:1"', ' xmlns=""', ' xmlns:p="urn:2"'),
          value: text,
          before: text,
          inner: fc.oneof(
            { maxDepth: 3, depthIdentifier: 'element' },
            fc.constant([]),
            fc.array(tie('element'), { maxLength: 3 }),
          ),
          end: fc.constantFrom('', '<!-- c > -->', '<![CDATA[<x>]]>', '<?p > ?>'),
        })
        .map(
          ({ name, declared, value, before, inner, end }) =>
            `<${name}${declared} v="${value}" p:w='${value.replaceAll("'", '')}'>${before}${inner.join('')}${end}</${name}>`,
        ),
    }))
    fc.assert(
      fc.property(element as fc.Arbitrary<string>, (xml) =>
        agreed(`<r xmlns:p="urn:0">${xml}</r>`),
      ),
    )
  })

  it('is read in time that grows with its length, whatever it is made of', () => {
    const size = 200_000
    const shapes = ['<b/>', '<b c="&gt;"/>', '&gt;', '<!-- > -->', 'text '].map((piece) =>
      tree(`<a>${piece.repeat(size / piece.length)}</a>`),
    )
    shapes.push(tree(`<a b="${'>'.repeat(size)}"/>`))
    const declared = Array.from({ length: 5_000 }, (_, at) => `xmlns:n${at}="u"`).join(' ')
    shapes.push(tree(`<a ${declared}>${'<n0:x/>'.repeat(20_000)}</a>`))
    expect(shapes).to.have.length(7)
  }).timeout(5_000)
})

// Random well-formed documents are cut into slices and compared with what libxml2 sees.

import { expect } from 'chai'
import fc from 'fast-check'
import { children, parse } from '../../src/xml/document.ts'
import { childSlices, rootSlice, startTag, withoutInstructions } from '../../src/xroad/slices.ts'

const latin1 = (text: string) => Buffer.from(text).toString('latin1')
const utf8 = (text: string) => Buffer.from(text, 'latin1').toString()

const name = fc.constantFrom('a', 'b', 'Ї', 'Р', 'x-1', 'é')
const filler = fc.constantFrom(
  '',
  'text',
  ' \r\n',
  '&amp;',
  '<!-- <a> -->',
  '<!---->',
  '<![CDATA[</a>]]>',
  '<?pi </a> ?>',
  '<?pi?>',
  ']]&gt;',
  '>',
  '"',
)
const attributes = fc.constantFrom('', ' c="1"', " c='>'", ' c = "/>"', '\n\tc="x"\n', ' c="a\'b"')

const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(name, attributes).map(([tag, attribute]) => `<${tag}${attribute}/>`),
    fc
      .tuple(name, attributes, fc.array(fc.tuple(filler, tie('element')), { maxLength: 4 }), filler)
      .map(
        ([tag, attribute, inside, last]) =>
          `<${tag}${attribute}>${inside.flat().join('')}${last}</${tag}>`,
      ),
  ),
}))

describe('slices', () => {
  it('are the element children that libxml2 finds, each a document of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(filler, element), { maxLength: 5 }), (inside) => {
        const text = `<?xml version="1.0"?><!-- <x> --><root a=">">${inside.flat().join('')}</root><!-- x -->`
        const { root, document, text: bytes } = parse(Buffer.from(text))
        const found = children(root).map((child) => child.name)
        document.dispose()
        const slices = childSlices(bytes, rootSlice(bytes).openEnd)
        expect(slices.map(({ start, end }) => utf8(bytes.slice(start, end)))).to.deep.equal(
          inside.map(([, child]) => child),
        )
        expect(slices.map((slice) => utf8(startTag(bytes, slice).name))).to.deep.equal(found)
      }),
      { numRuns: 300 },
    )
  })

  it('without instructions are the same document', () => {
    fc.assert(
      fc.property(element, (text) => {
        const bytes = latin1(text)
        const kept = utf8(withoutInstructions(bytes, { start: 0, end: bytes.length, openEnd: 0 }))
        const [before, after] = [text, kept].map((xml) => parse(Buffer.from(xml)))
        expect(after?.root.content).to.equal(before?.root.content)
        expect(after?.document.find('//processing-instruction()')).to.have.length(0)
        expect(after?.document.find('//*')).to.have.length(before?.document.find('//*').length ?? 0)
        before?.document.dispose()
        after?.document.dispose()
      }),
      { numRuns: 300 },
    )
  })

  it('of an empty root have no children', () => {
    const text = '<a/><!-- <b/> -->'
    expect(childSlices(text, rootSlice(text).openEnd)).to.deep.equal([])
  })
})

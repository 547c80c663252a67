import { expect } from 'chai'
import fc from 'fast-check'
import { Failure } from '../../src/errors.ts'
import { children, type Element, parse, treeOf, wellFormed } from '../../src/xml/document.ts'
import { isPlain, type Node } from '../../src/xml/tree.ts'
import { envelopes } from '../mutants/corpus.ts'
import { anyBends, bent } from '../mutants/structure.ts'

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
    '<!--><b/>--><!---><c/>--><a/>',
    '<a>1<!--><b/>-->2<!---><c/>-->3</a>',
    // Both may stand in a name; elsewhere they are space.
    '<p:a xmlns:p="urn:1" xmlns:p\ufeff="urn:2" b\u1680="3" b="4"/>',
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

/** As it came, and as libxml2 wrote it. */
function bothWays(bytes: Buffer): { plain: boolean; asItCame: Node; asWritten: Node } {
  const { document, tree: asItCame, plain } = parse(bytes)
  try {
    return { plain, asItCame, asWritten: treeOf(document) }
  } finally {
    document.dispose()
  }
}

describe('a plain document, read as it came', () => {
  const spaces = fc.constantFrom(' ', '\n', '\t ', ' \n\n')
  const maybe = fc.constantFrom('', '', ' ', '\n')
  const text = fc.string({
    unit: fc.constantFrom('a', 'Ї', '>', '"', "'", ' ', '\n', '\t', '😀', '/', '='),
  })
  const value = fc.oneof(
    text.map((inside) => `"${inside.replaceAll('"', '')}"`),
    text.map((inside) => `'${inside.replaceAll("'", '')}'`),
  )
  const written = (name: string) =>
    fc
      .tuple(spaces, maybe, maybe, value)
      .map(([before, one, other, quoted]) => `${before}${name}${one}=${other}${quoted}`)
  const declared = (name: string, uri: string) =>
    fc
      .tuple(spaces, fc.constantFrom('"', "'"))
      .map(([before, quote]) => `${before}${name}=${quote}${uri}${quote}`)
  const attributes = fc
    .record({
      own: fc.option(written('b'), { nil: '' }),
      foreign: fc.option(written('p:b'), { nil: '' }),
      xml: fc.option(written('xml:note'), { nil: '' }),
      prefix: fc.option(declared('xmlns:p', 'urn:2'), { nil: '' }),
      other: fc.option(declared('xmlns', 'urn:3'), { nil: '' }),
      after: maybe,
    })
    .map(
      ({ own, foreign, xml, prefix, other, after }) =>
        `${own}${foreign}${prefix}${xml}${other}${after}`,
    )
  const { element } = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .record({
        name: fc.constantFrom('a', 'p:b', 'Ї', 'p:Р', 'x-1.y'),
        inside: attributes,
        before: text,
        inner: fc.oneof(
          { maxDepth: 3 },
          fc.constant([]),
          fc.array(tie('element'), { maxLength: 3 }),
        ),
        space: maybe,
        empty: fc.boolean(),
      })
      .map(({ name, inside, before, inner, space, empty }) =>
        empty
          ? `<${name}${inside}/>`
          : `<${name}${inside}>${before.replaceAll(']]>', '')}${inner.join('')}</${name}${space}>`,
      ),
  }))

  it('says what libxml2 understood', () => {
    const start = fc.constantFrom(
      '',
      '<?xml version="1.0"?>',
      "<?xml version='1.0' encoding='utf-8'?>\n",
    )
    fc.assert(
      fc.property(start, element, (declaration, inside) => {
        const bytes = Buffer.from(`${declaration}<r xmlns:p="urn:0">${inside}</r>\n`)
        const { plain, asItCame, asWritten } = bothWays(bytes)
        expect(plain).to.equal(true)
        expect(asItCame).to.deep.equal(asWritten)
      }),
      { numRuns: 1000 },
    )
  })

  it('says the same of every message of the fixtures', () => {
    const read = envelopes.map(({ body }) => bothWays(body))
    for (const { asItCame, asWritten } of read) expect(asItCame).to.deep.equal(asWritten)
    expect(read.filter(({ plain }) => plain)).to.have.length.above(read.length / 2)
  })

  it('says the same of such messages when they were bent', () => {
    let plainOnes = 0
    fc.assert(
      fc.property(fc.constantFrom(...envelopes), anyBends, (envelope, bends) => {
        const bytes = bent(envelope.body, bends)
        try {
          const { plain, asItCame, asWritten } = bothWays(bytes)
          if (plain) plainOnes++
          expect(asItCame).to.deep.equal(asWritten)
        } catch (error) {
          if (!(error instanceof Failure)) throw error
        }
      }),
      { numRuns: 2000 },
    )
    expect(plainOnes).to.be.above(200)
  })

  const others: [title: string, text: string][] = [
    ['a reference', '<a>&amp;</a>'],
    ['a reference in an attribute', '<a b="&#10;"/>'],
    ['a comment', '<a><!-- --></a>'],
    ['a comment behind', '<a/><!-- -->'],
    ['a section', '<a><![CDATA[]]></a>'],
    ['an instruction', '<a><?b?></a>'],
    ['an instruction behind', '<a/><?b?>'],
    ['a carriage return', '<a>\r\n</a>'],
    ['a replacement character, which stands for bytes that are none', '<a>\ufffd</a>'],
    ['a NUL, which libxml2 may take for the end', '<a/>\0<b'],
  ]
  for (const [title, xml] of others) {
    it(`is not one with ${title}`, () => {
      expect(isPlain(xml, 0)).to.equal(false)
    })
  }

  it('may be one with an instruction and a comment in front', () => {
    const { plain, asItCame, asWritten } = bothWays(
      Buffer.from('<?xml version="1.0"?><?b <c>?>\n<!-- <d>Ї -->\n<a b="c">Ї</a>'),
    )
    expect(plain).to.equal(true)
    expect(asItCame).to.deep.equal(asWritten)
  })

  for (const xml of [
    '<!--><b/>--><!---><c/>--><a/>',
    '<p:a xmlns:p="urn:1" xmlns:p\ufeff="urn:2" b\u1680="3" b="4"/>',
  ]) {
    it(`says what libxml2 says when asked, of ${xml.slice(0, 40)}`, () => {
      const { document, root, plain, tree } = parse(Buffer.from(xml))
      expect(plain).to.equal(true)
      expect(tree).to.deep.equal(asked(root))
      document.dispose()
    })
  }

  it('comes to an end with whatever libxml2 takes or refuses', () => {
    const bytes = fc
      .array(fc.constantFrom('<', '/', '>', '=', '"', "'", ' ', 'a', ':', '\0', '?', '!', '-'))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(bytes, (garbage) => {
        for (const text of [garbage, `<a>${garbage}</a>`, `<a/>${garbage}`, `<a ${garbage}/>`]) {
          try {
            const { asItCame, asWritten } = bothWays(Buffer.from(text))
            expect(asItCame).to.deep.equal(asWritten)
          } catch (error) {
            if (!(error instanceof Failure)) throw error
          }
        }
      }),
      { numRuns: 2000 },
    )
  })
})

// The rewrite means the same to the next reader, except where the security server is known to lose something.

import { expect } from 'chai'
import fc from 'fast-check'
import { rewrite } from '../../scripts/security-server/rewrite.ts'
import { treeOf, wellFormed } from '../../src/xml/document.ts'
import type { Node } from '../../src/xml/tree.ts'

const declaration = '<?xml version="1.0" encoding="UTF-8"?>'
const rewritten = (text: string) => rewrite(Buffer.from(text)).toString()

function read(bytes: Buffer): Node {
  const document = wellFormed(bytes)
  try {
    return treeOf(document)
  } finally {
    document.dispose()
  }
}

describe('the rewrite of a security server', () => {
  const rows: [title: string, before: string, after: string][] = [
    ['adds the declaration', '<a></a>', '<a></a>'],
    ['forces it', '<?xml version="1.1" encoding="utf-8" standalone="yes"?>\n<a></a>', '<a></a>'],
    ['takes away a byte order mark', '\ufeff<a></a>', '<a></a>'],
    ['takes away instructions', '<?a?><a>x<?b c?>y</a><?d <e> ?>', '<a>xy</a>'],
    ['expands empty elements', '<a><b/><c d="1" /></a>', '<a><b></b><c d="1"></c></a>'],
    ['evens white space in tags', "<a\r\n\tb = '1'\n ></a >", '<a b="1"></a>'],
    ['writes double quotes', `<a b='"' c="'"></a>`, `<a b="&quot;" c="'"></a>`],
    ['makes one line end of three', '<a>1\r\n2\r3\n4</a>', '<a>1\n2\n3\n4</a>'],
    ['resolves numeric references', '<a>&#1031;&#x407;&#xd;</a>', '<a>ЇЇ\r</a>'],
    [
      'keeps those that markup needs',
      '<a b="&#34;">&#60;&#38;&#x3e;</a>',
      '<a b="&quot;">&lt;&amp;&gt;</a>',
    ],
    [
      'keeps named references',
      '<a>&lt;&amp;&gt;&apos;&quot;</a>',
      '<a>&lt;&amp;&gt;&apos;&quot;</a>',
    ],
    [
      'keeps comments and sections',
      '<a><!-- <b/> --><![CDATA[<?c?>&#1;]]></a>',
      '<a><!-- <b/> --><![CDATA[<?c?>&#1;]]></a>',
    ],
    ['writes an attribute’s line end raw', '<a b="1&#10;2\n3"></a>', '<a b="1\n2 3"></a>'],
    ['takes a bracket in an attribute for text', "<a b='>/>'/>", '<a b=">/>"></a>'],
    ['keeps what stands around the root but space', '\n<!-- x --> <a></a>\n', '<!-- x --> <a></a>'],
  ]
  for (const [title, before, after] of rows) {
    it(title, () => {
      expect(rewritten(before)).to.equal(declaration + after)
    })
  }

  it('makes garbage of another encoding, under a declaration that is false', () => {
    const windows1251 = Buffer.from(
      '<?xml version="1.0" encoding="windows-1251"?><a>\xaf</a>',
      'latin1',
    )
    const bytes = rewrite(windows1251)
    expect(bytes.toString('latin1')).to.equal(`${declaration}<a>\xaf</a>`)
    expect(() => read(bytes)).to.throw()
  })

  it('loses an attribute’s line end for whoever reads next', () => {
    const [before, after] = [
      Buffer.from('<a b="1&#10;2"/>'),
      rewrite(Buffer.from('<a b="1&#10;2"/>')),
    ]
    expect(read(before).attributes[0]?.value).to.equal('1\n2')
    expect(read(after).attributes[0]?.value).to.equal('1 2')
  })

  it('means the same otherwise, and is the same when done twice', () => {
    const name = fc.constantFrom('a', 'p:b', 'Ї')
    const attribute = fc.constantFrom(
      '',
      ' c="1"',
      " c='>&#x22;'",
      '\r\n c="&lt;&amp;"',
      ' xmlns="urn:d"',
    )
    const filler = fc.constantFrom(
      '',
      'text',
      '\r\n ',
      '&amp;&#1031;',
      '<!-- <a> -->',
      '<![CDATA[</a>]]>',
      '<?x <a> ?>',
      '漢😀',
    )
    const { element } = fc.letrec<{ element: string }>((tie) => ({
      element: fc.oneof(
        { maxDepth: 4 },
        fc.tuple(name, attribute).map(([tag, rest]) => `<${tag}${rest}/>`),
        fc
          .tuple(
            name,
            attribute,
            fc.array(fc.tuple(filler, tie('element')), { maxLength: 3 }),
            filler,
          )
          .map(
            ([tag, rest, inside, last]) =>
              `<${tag}${rest}>${inside.flat().join('')}${last}</${tag} >`,
          ),
      ),
    }))
    fc.assert(
      fc.property(element, (inside) => {
        const before = Buffer.from(`<root xmlns:p="urn:p">${inside}</root>`)
        const once = rewrite(before)
        expect(read(once)).to.deep.equal(read(before))
        expect(rewrite(once)).to.deep.equal(once)
      }),
      { numRuns: 500 },
    )
  })
})

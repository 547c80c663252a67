import { expect } from 'chai'
import { Failure, type FailureCode } from '../../src/errors.ts'
import { children, compileSchema, parse, treeOf, wellFormed } from '../../src/xml/document.ts'

const mark = Buffer.from([0xef, 0xbb, 0xbf])

function refusal(bytes: Buffer | string): FailureCode {
  try {
    parse(Buffer.from(bytes)).document.dispose()
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
  throw new Error('accepted')
}

function nameOfRoot(bytes: Buffer | string): string {
  const { root, document } = parse(Buffer.from(bytes))
  const { name } = root
  document.dispose()
  return name
}

const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)
const bomb =
  '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'

describe('the XML reader', () => {
  const accepted: [title: string, bytes: Buffer | string][] = [
    ['a document without declaration', '<a/>'],
    ['a declaration in UTF-8', '<?xml version="1.0" encoding="UTF-8"?><a/>'],
    ['a declaration in utf-8 and single quotes', "<?xml version='1.0' encoding = 'utf-8' ?><a/>"],
    ['a standalone document', '<?xml version="1.0" standalone="yes"?><a/>'],
    ['a byte order mark', Buffer.concat([mark, Buffer.from('<?xml version="1.0"?><a/>')])],
    [
      'comments and instructions before the root',
      '<?xml version="1.0"?>\n<!-- x --> <?p i?>\n<a/>',
    ],
    ['<!DOCTYPE in a comment', '<!-- <!DOCTYPE a> --><a/>'],
    ['<!DOCTYPE in CDATA', '<a><![CDATA[<!DOCTYPE a [<!ENTITY b "c">]>]]></a>'],
    ['<!DOCTYPE in an instruction', '<?x <!DOCTYPE a> ?><a/>'],
    ['encoding= in a comment or an attribute', '<!-- encoding="utf-16" --><a encoding="utf-16"/>'],
    ['an instruction among elements', '<a><?p i?></a>'],
    ['elements 200 deep', nested(200)],
    ['a megabyte of white space before the root', `${' '.repeat(1_000_000)}<a/>`],
    ['100,000 comments before the root', `${'<!---->'.repeat(100_000)}<a/>`],
  ]
  for (const [title, bytes] of accepted) {
    it(`takes ${title}`, () => {
      expect(nameOfRoot(bytes)).to.equal('a')
    })
  }

  const refused: [title: string, bytes: Buffer | string, code: FailureCode][] = [
    ['nothing', '', 'MESSAGE_EMPTY'],
    ['a byte order mark alone', mark, 'NOT_XML'],
    ['white space alone', ' \n', 'NOT_XML'],
    ['a document type declaration', '<!DOCTYPE a><a/>', 'DOCTYPE_REFUSED'],
    [
      'one behind a declaration, comments and instructions',
      '<?xml version="1.0"?>\n<!-- x --><?p i?>\n<!DOCTYPE a><a/>',
      'DOCTYPE_REFUSED',
    ],
    [
      'one behind a byte order mark',
      Buffer.concat([mark, Buffer.from('<!DOCTYPE a><a/>')]),
      'DOCTYPE_REFUSED',
    ],
    ['an internal subset', '<!DOCTYPE a [<!ELEMENT a ANY>]><a/>', 'DOCTYPE_REFUSED'],
    ['an external subset', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'DOCTYPE_REFUSED'],
    [
      'an external entity',
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      'DOCTYPE_REFUSED',
    ],
    ['an entity bomb', bomb, 'DOCTYPE_REFUSED'],
    ['a document type after the root', '<a/><!DOCTYPE a>', 'NOT_XML'],
    ['a document type in small letters', '<!doctype a><a/>', 'DOCTYPE_REFUSED'],
    ['an entity that nobody declared', '<a>&b;</a>', 'NOT_XML'],
    ['declared utf-16', '<?xml version="1.0" encoding="utf-16"?><a/>', 'ENCODING_REFUSED'],
    [
      'declared windows-1251',
      '<?xml version="1.0" encoding="windows-1251"?><a/>',
      'ENCODING_REFUSED',
    ],
    ['declared us-ascii', "<?xml version='1.0' encoding='us-ascii'?><a/>", 'ENCODING_REFUSED'],
    [
      'declared UTF-7 over two lines',
      '<?xml version="1.0"\n\tencoding\n=\n"UTF-7"?><a/>',
      'ENCODING_REFUSED',
    ],
    ['UTF-16 with a mark, little-endian', Buffer.from('\ufeff<a/>', 'utf16le'), 'ENCODING_REFUSED'],
    [
      'UTF-16 with a mark, big-endian',
      Buffer.from('\ufeff<a/>', 'utf16le').swap16(),
      'ENCODING_REFUSED',
    ],
    ['UTF-16 without a mark, little-endian', Buffer.from('<a/>', 'utf16le'), 'ENCODING_REFUSED'],
    [
      'UTF-16 without a mark, big-endian',
      Buffer.from('<a/>', 'utf16le').swap16(),
      'ENCODING_REFUSED',
    ],
    ['EBCDIC', Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93]), 'NOT_XML'],
    [
      'a byte that is not UTF-8',
      Buffer.from([0x3c, 0x61, 0x3e, 0xcf, 0x3c, 0x2f, 0x61, 0x3e]),
      'NOT_XML',
    ],
    [
      'an overlong sequence',
      Buffer.concat([Buffer.from('<a>'), Buffer.from([0xc0, 0xbc]), Buffer.from('</a>')]),
      'NOT_XML',
    ],
    [
      'a surrogate in UTF-8',
      Buffer.concat([Buffer.from('<a>'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('</a>')]),
      'NOT_XML',
    ],
    ['a null character', '<a>\0</a>', 'NOT_XML'],
    ['a control character by reference', '<a>&#1;</a>', 'NOT_XML'],
    ['elements 300 deep', nested(300), 'NOT_XML'],
    ['two roots', '<a/><b/>', 'NOT_XML'],
    ['crossed tags', '<a><b></a></b>', 'NOT_XML'],
    ['an open tag', '<a>', 'NOT_XML'],
    ['an undeclared prefix', '<x:a/>', 'NOT_XML'],
    ['an attribute twice', '<a b="1" b="2"/>', 'NOT_XML'],
    [
      'an attribute twice by two prefixes',
      '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>',
      'NOT_XML',
    ],
    ['white space before the declaration', ' <?xml version="1.0"?><a/>', 'NOT_XML'],
    ['JSON', '{"a":1}', 'NOT_XML'],
    ['ten megabytes of white space before the root', `${' '.repeat(10_000_000)}<a/>`, 'NOT_XML'],
  ]
  for (const [title, bytes, code] of refused) {
    it(`refuses ${title}`, () => {
      expect(refusal(bytes)).to.equal(code)
    })
  }

  it('gives the bytes without byte order mark, and as text with one character a byte', () => {
    const { bytes, text, document } = parse(Buffer.concat([mark, Buffer.from('<a>Ї</a>')]))
    document.dispose()
    expect(bytes.toString()).to.equal('<a>Ї</a>')
    expect(text).to.have.length(9)
  })

  it('gives element children in order, past text, comments, CDATA and instructions', () => {
    const document = wellFormed(
      Buffer.from('<a>x<b/><!-- c --><?p i?><c><d/></c><![CDATA[e]]><b/></a>'),
    )
    expect(children(document.root).map(({ name }) => name)).to.deep.equal(['b', 'c', 'b'])
    document.dispose()
  })

  it('gives the text of an element itself', () => {
    const document = wellFormed(
      Buffer.from('<a>x<b>no</b>&amp;<!-- no --><?p no?><![CDATA[<y>]]>&#x407;</a>'),
    )
    expect(treeOf(document).text).to.equal('x&<y>Ї')
    document.dispose()
  })
})

describe('a compiled schema', () => {
  const schema = (inside: string) =>
    Buffer.from(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${inside}</xs:schema>`)

  it('is refused when it is wrong', () => {
    expect(() => compileSchema(schema('<xs:element name="a" type="nothing"/>'))).to.throw()
  })

  it('judges an element inside a document and reports at most twenty violations', () => {
    const validate = compileSchema(
      schema(
        '<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" type="xs:int" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>',
      ),
    )
    const document = wellFormed(
      Buffer.from(`<e><a><b>1</b></a><a>${'<b>x</b>'.repeat(30)}</a></e>`),
    )
    const [good, bad] = children(document.root)
    expect(validate(good as never)).to.deep.equal([])
    expect(validate(bad as never)).to.have.length(20)
    expect(validate(bad as never)[3]).to.deep.equal({ path: 'a/b[4]', rule: 'type xs:int' })
    document.dispose()
  })
})

import { expect } from 'chai'
import { compare } from '../../scripts/conformance/compare.ts'
import { ignoring } from '../../scripts/conformance/paths.ts'
import { parse } from '../../src/xml/document.ts'

function differences(expected: string, actual: string, ...patterns: string[]): string[] {
  const [one, other] = [parse(Buffer.from(expected)), parse(Buffer.from(actual))]
  const judge = (wanted: string, got: string) => (wanted === got ? undefined : '')
  return compare(one.root, other.root, judge, ignoring(patterns))
}

const person = '<a xmlns="urn:a"><person><familyName>Вигадана</familyName></person></a>'

describe('the comparison of answers', () => {
  it('sees no difference in prefixes, order of attributes, indentation and CDATA', () => {
    const expected = '<a xmlns="urn:a" b="1" c="2">\n  <d>x</d>\n</a>'
    const actual = '<p:a xmlns:p="urn:a" c="2" b="1"><p:d><![CDATA[x]]></p:d></p:a>'
    expect(differences(expected, actual)).to.deep.equal([])
  })

  it('names the path of another value and does not show a person’s', () => {
    const found = differences(person, person.replace('Вигадана', 'Інша'))
    expect(found).to.deep.equal([
      'a/person/familyName: is *** (4 characters), expected *** (8 characters)',
    ])
  })

  it('shows codes, which are ours', () => {
    const found = differences(
      '<f><faultCode>ONE</faultCode></f>',
      '<f><faultCode>TWO</faultCode></f>',
    )
    expect(found).to.deep.equal(['f/faultCode: is "TWO", expected "ONE"'])
  })

  it('counts elements of the same name', () => {
    const found = differences('<f><s>1</s><s>2</s></f>', '<f><s>1</s><s>3</s></f>')
    expect(found).to.deep.equal(['f/s[2]: is *** (1 character), expected *** (1 character)'])
  })

  it('refuses a missing, an added and a moved element', () => {
    expect(differences('<f><s/><t/></f>', '<f><s/></f>')).to.deep.equal(['f/t: is missing'])
    expect(differences('<f><s/></f>', '<f><s/><t/></f>')).to.deep.equal([
      'f/t: is not expected here',
    ])
    expect(differences('<f><s/><t/></f>', '<f><t/><s/></f>')).to.deep.equal([
      'f/s: is not in its place',
    ])
  })

  it('compares what a moved element holds all the same', () => {
    expect(differences('<f><s>1</s><t/></f>', '<f><t/><s>22</s></f>')).to.deep.equal([
      'f/s: is not in its place',
      'f/s: is *** (2 characters), expected *** (1 character)',
    ])
  })

  it('names every difference, each once', () => {
    const expected = '<f><a>1</a><b/><c>1</c><d><e>1</e></d><g/></f>'
    const actual = '<f><a>22</a><c>1</c><x/><d><e>22</e><h/></d><g/></f>'
    expect(differences(expected, actual)).to.deep.equal([
      'f/a: is *** (2 characters), expected *** (1 character)',
      'f/b: is missing',
      'f/x: is not expected here',
      'f/d/e: is *** (2 characters), expected *** (1 character)',
      'f/d/h: is not expected here',
    ])
  })

  it('knows one of several by its name, so that a missing one is one difference', () => {
    const item = (name: string) => `<s><name>${name}</name><v>${name}</v></s>`
    const all = `<f>${item('A')}${item('B')}${item('C')}</f>`
    expect(differences(all, `<f>${item('A')}${item('C')}</f>`)).to.deep.equal([
      'f/s[2]: is missing',
    ])
    expect(differences(all, `<f>${item('A')}${item('X')}${item('C')}</f>`)).to.deep.equal([
      'f/s[2]/name: is "X", expected "B"',
      'f/s[2]/v: is *** (1 character), expected *** (1 character)',
    ])
  })

  it('refuses another namespace and text beside elements', () => {
    expect(differences('<f xmlns="urn:a"/>', '<f/>')).to.deep.equal([
      'f: is {}f, expected {urn:a}f',
    ])
    expect(differences('<f><s/></f>', '<f><s/>text</f>')).to.deep.equal([
      'f: has text beside its elements',
    ])
  })

  it('names the attribute that is missing, added or differs, and no value', () => {
    const expected = '<f x="1" z="1"/>'
    const actual = '<f xmlns:p="urn:p" x="2" p:y="1"/>'
    expect(differences(expected, actual)).to.deep.equal([
      'f/@{urn:p}y: is not expected',
      'f/@x: differs',
      'f/@z: is missing',
    ])
  })

  it('takes the prefix of a faultcode for what it means', () => {
    const fault = (prefix: string, uri: string) =>
      `<f xmlns:${prefix}="${uri}"><faultcode>${prefix}:Client</faultcode></f>`
    expect(differences(fault('a', 'urn:a'), fault('b', 'urn:a'))).to.deep.equal([])
    expect(differences(fault('a', 'urn:a'), fault('b', 'urn:b'))).to.deep.equal([
      'f/faultcode: is "b:Client", expected "a:Client"',
    ])
    const plain = '<f><faultcode>Client</faultcode></f>'
    expect(differences(fault('a', 'urn:a'), plain)).to.have.lengthOf(1)
  })

  it('passes over what is ignored, on both sides, with all that it holds', () => {
    const expected = '<f x="1"><a>1</a><w><t>1</t></w><b><t>1</t></b></f>'
    const actual = '<f x="2"><a>1</a><b><t>2</t></b><c/></f>'
    expect(differences(expected, actual, 'f/w', '**/t', '/f/c', 'f/@x')).to.deep.equal([])
    expect(differences(expected, actual, 'f/w', 'f/c', 'f/@x')).to.deep.equal([
      'f/b/t: is *** (1 character), expected *** (1 character)',
    ])
  })

  it('takes a space at the end of a value for a difference', () => {
    expect(differences('<f>x</f>', '<f>x </f>')).to.deep.equal([
      'f: is *** (2 characters), expected *** (1 character)',
    ])
  })
})

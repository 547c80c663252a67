import { expect } from 'chai'
import { compare } from '../../scripts/conformance/compare.ts'
import { parse } from '../../src/xml/document.ts'

function differences(expected: string, actual: string): string[] {
  const [one, other] = [parse(Buffer.from(expected)), parse(Buffer.from(actual))]
  const judge = (wanted: string, got: string) => (wanted === got ? undefined : '')
  return compare(one.root, other.root, judge)
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
    expect(found).to.deep.equal(['a/person/familyName: differs'])
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
    expect(found).to.deep.equal(['f/s[2]: differs'])
  })

  it('refuses a missing, an added and a moved element', () => {
    expect(differences('<f><s/><t/></f>', '<f><s/></f>')).to.deep.equal([
      'f: has nothing where t belongs',
    ])
    expect(differences('<f><s/></f>', '<f><s/><t/></f>')).to.deep.equal([
      'f: has t where nothing belongs',
    ])
    expect(differences('<f><s/><t/></f>', '<f><t/><s/></f>')).to.deep.equal([
      'f: has t where s belongs',
    ])
  })

  it('refuses another namespace, another attribute and text beside elements', () => {
    expect(differences('<f xmlns="urn:a"/>', '<f/>')).to.have.lengthOf(1)
    expect(differences('<f x="1"/>', '<f x="2"/>')).to.deep.equal(['f: attributes differ'])
    expect(differences('<f><s/></f>', '<f><s/>text</f>')).to.deep.equal([
      'f: has text beside its elements',
    ])
  })

  it('takes a space at the end of a value for a difference', () => {
    expect(differences('<f>x</f>', '<f>x </f>')).to.deep.equal(['f: differs'])
  })
})

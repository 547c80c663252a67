import { expect } from 'chai'
import { Failure, type FailureCode } from '../../src/errors.ts'
import { treeOf, wellFormed } from '../../src/xml/document.ts'
import { clientText, readIdentifier } from '../../src/xroad/identifiers.ts'
import { identifiers } from './envelopes.ts'

type Kind = 'client' | 'service' | 'securityServer'

interface Parts {
  objectType?: string
  attribute?: string
  inside?: string
}

const member =
  '<i:xRoadInstance>SEVDEIR</i:xRoadInstance><i:memberClass>GOV</i:memberClass><i:memberCode>00012345</i:memberCode>'
const client = `${member}<i:subsystemCode>1_A_cons</i:subsystemCode>`
const service = `${client}<i:serviceCode>Do_v1</i:serviceCode>`
const ordinary: Record<Kind, [objectType: string, inside: string]> = {
  client: ['SUBSYSTEM', client],
  service: ['SERVICE', service],
  securityServer: ['SERVER', `${member}<i:serverCode>s1</i:serverCode>`],
}

function read(kind: Kind, parts: Parts = {}) {
  const [type, content] = ordinary[kind]
  const { objectType = type, inside = content } = parts
  const attribute = parts.attribute ?? `i:objectType="${objectType}"`
  const document = wellFormed(
    Buffer.from(`<x xmlns:i="${identifiers}" xmlns:o="urn:other" ${attribute}>${inside}</x>`),
  )
  try {
    return readIdentifier(treeOf(document), kind)
  } finally {
    document.dispose()
  }
}

function refused(kind: Kind, parts: Parts): FailureCode {
  try {
    read(kind, parts)
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
  throw new Error('accepted')
}

describe('identifiers', () => {
  it('of a client keep leading zeros and have the parts that were sent', () => {
    expect(read('client')).to.deep.equal({
      xRoadInstance: 'SEVDEIR',
      memberClass: 'GOV',
      memberCode: '00012345',
      subsystemCode: '1_A_cons',
    })
  })

  it('of a member have no subsystem', () => {
    const id = read('client', { objectType: 'MEMBER', inside: member })
    expect(id).to.have.all.keys('xRoadInstance', 'memberClass', 'memberCode')
  })

  // The security server makes its client identity from the parts alone; to see another would be to be fooled.
  it('of a client are made from the parts, whichever of its two types is named', () => {
    expect(read('client', { objectType: 'MEMBER' })).to.deep.equal(read('client'))
    const bare = { inside: member }
    expect(read('client', bare)).to.deep.equal(read('client', { ...bare, objectType: 'MEMBER' }))
  })

  it('of a service may lack subsystem and version, and may have them blank', () => {
    const code = '<i:serviceCode>a</i:serviceCode>'
    expect(read('service', { inside: member + code })).not.to.have.property('subsystemCode')
    const blank = `${member}<i:subsystemCode/>${code}<i:serviceVersion/>`
    expect(read('service', { inside: blank })).to.include({ subsystemCode: '', serviceVersion: '' })
  })

  it('keep white space inside and around a part', () => {
    const inside = client.replace('GOV', ' G V ')
    expect(read('client', { inside })).to.include({ memberClass: ' G V ' })
  })

  it('leave out parts that belong to other identifiers', () => {
    const inside = `${client}<i:serviceCode>x</i:serviceCode><i:serviceCode>x</i:serviceCode>`
    expect(read('client', { inside })).to.deep.equal(read('client'))
  })

  for (const kind of ['client', 'service', 'securityServer'] as const) {
    const [type] = ordinary[kind]
    const wrong: [title: string, attribute: string][] = [
      ['no object type', ''],
      ['an object type without namespace', `objectType="${type}"`],
      ['an object type of another namespace', `o:objectType="${type}"`],
      ['an unknown object type', 'i:objectType="MEMBERS"'],
      ['an object type with white space', `i:objectType=" ${type}"`],
      ['an object type in small letters', `i:objectType="${type.toLowerCase()}"`],
      ['an object type that does not fit', 'i:objectType="GLOBALGROUP"'],
    ]
    for (const [title, attribute] of wrong) {
      it(`of a ${kind} are refused with ${title}`, () => {
        expect(refused(kind, { attribute })).to.equal('INVALID_IDENTIFIER')
      })
    }
  }

  it('of one kind are refused as another', () => {
    expect(refused('client', { objectType: 'SERVICE' })).to.equal('INVALID_IDENTIFIER')
    expect(refused('service', { objectType: 'SUBSYSTEM' })).to.equal('INVALID_IDENTIFIER')
  })

  const needed: [kind: Kind, part: string][] = [
    ...(['client', 'service', 'securityServer'] as const).flatMap((kind) =>
      ['xRoadInstance', 'memberClass', 'memberCode'].map((part): [Kind, string] => [kind, part]),
    ),
    ['service', 'serviceCode'],
    ['securityServer', 'serverCode'],
  ]
  for (const [kind, part] of needed) {
    it(`of a ${kind} are refused without ${part}, with a blank one, and with one of another namespace`, () => {
      const [, inside] = ordinary[kind]
      const whole = new RegExp(`<i:${part}>[^<]*</i:${part}>`)
      const replacements = [
        '',
        `<i:${part}/>`,
        `<i:${part}> \n</i:${part}>`,
        `<${part}>a</${part}>`,
      ]
      for (const replacement of replacements) {
        const changed = inside.replace(whole, replacement)
        expect(refused(kind, { inside: changed }), replacement).to.equal('EMPTY_IDENTIFIER')
      }
    })
  }

  it('of a client are refused with a blank subsystem', () => {
    const inside = `${member}<i:subsystemCode> </i:subsystemCode>`
    expect(refused('client', { inside })).to.equal('EMPTY_IDENTIFIER')
  })

  it('are refused with a part twice', () => {
    const inside = `${client}<i:memberCode>99999999</i:memberCode>`
    expect(refused('client', { inside })).to.equal('DUPLICATE_HEADER_FIELD')
  })

  it('are written with slashes', () => {
    const id = { xRoadInstance: 'S', memberClass: 'GOV', memberCode: '00012345' }
    expect(clientText(id)).to.equal('S/GOV/00012345')
    expect(clientText({ ...id, subsystemCode: 'A' })).to.equal('S/GOV/00012345/A')
  })
})

import { expect } from 'chai'
import { Failure, type FailureCode } from '../../src/errors.ts'
import { treeOf, wellFormed } from '../../src/xml/document.ts'
import { type DialectName, dialects } from '../../src/xroad/dialect.ts'
import { clientText, isUnversioned, readIdentifier } from '../../src/xroad/identifiers.ts'
import { identifiers } from './envelopes.ts'

type Kind = 'client' | 'service' | 'centralService' | 'securityServer'

interface Parts {
  objectType?: string
  attribute?: string
  inside?: string
  dialect?: DialectName
}

const member =
  '<i:xRoadInstance>SEVDEIR</i:xRoadInstance><i:memberClass>GOV</i:memberClass><i:memberCode>00012345</i:memberCode>'
const client = `${member}<i:subsystemCode>1_A_cons</i:subsystemCode>`
const service = `${client}<i:serviceCode>Do_v1</i:serviceCode>`
const ordinary: Record<Kind, [objectType: string, inside: string]> = {
  client: ['SUBSYSTEM', client],
  service: ['SERVICE', service],
  centralService: [
    'CENTRALSERVICE',
    '<i:xRoadInstance>SEVDEIR</i:xRoadInstance><i:serviceCode>Do_v1</i:serviceCode>',
  ],
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
    return readIdentifier(treeOf(document), kind, dialects[parts.dialect ?? 'uxp'])
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

  for (const kind of ['client', 'service', 'centralService', 'securityServer'] as const) {
    const [type] = ordinary[kind]

    it(`of a ${kind} may have an object type without namespace in Trembita’s dialect, never in X-Road’s`, () => {
      const attribute = `objectType="${type}"`
      expect(read(kind, { attribute })).to.deep.equal(read(kind))
      expect(refused(kind, { attribute, dialect: 'x-road' })).to.equal('INVALID_IDENTIFIER')
    })

    const wrong: [title: string, attribute: string][] = [
      ['no object type', ''],
      ['a wrong object type beside one without namespace', `i:objectType="X" objectType="${type}"`],
      ['an object type of another namespace', `o:objectType="${type}"`],
      ['an unknown object type', 'i:objectType="MEMBERS"'],
      ['an object type with white space', `i:objectType=" ${type}"`],
      ['an object type in small letters', `i:objectType="${type.toLowerCase()}"`],
      ['an object type that does not fit', 'i:objectType="GLOBALGROUP"'],
    ]
    for (const [title, attribute] of wrong) {
      it(`of a ${kind} are refused with ${title}`, () => {
        expect(refused(kind, { attribute })).to.equal('INVALID_IDENTIFIER')
        expect(refused(kind, { attribute, dialect: 'x-road' })).to.equal('INVALID_IDENTIFIER')
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
    ['centralService', 'xRoadInstance'],
    ['centralService', 'serviceCode'],
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

  for (const text of ['1_A_cons', 'Мінцифри', 'a b', 'a\u200bb', 'a:b', 'a;b', 'a%b', 'a\\b']) {
    it(`of others may have ${JSON.stringify(text)} in Trembita’s dialect, not in X-Road’s`, () => {
      const inside = `${member}<i:subsystemCode>${text}</i:subsystemCode>`
      expect(read('client', { inside })).to.include({ subsystemCode: text })
      const strict = { inside, dialect: 'x-road' } as const
      expect(refused('client', strict)).to.equal('INVALID_IDENTIFIER')
    })
  }

  it('of others may have every character of X-Road’s set in both dialects', () => {
    const inside = `${member}<i:subsystemCode>AZaz09'()+,-.=?</i:subsystemCode>`
    const strict = read('client', { inside, dialect: 'x-road' })
    expect(strict).to.deep.equal(read('client', { inside }))
  })

  it('of others have no slash in any part: two clients would be written alike', () => {
    const whole = `${member}<i:subsystemCode>A</i:subsystemCode><i:serverCode>s</i:serverCode>`
    for (const part of ['SEVDEIR<', 'GOV<', '00012345<', 'A<', 's<']) {
      const inside = whole.replace(part, `/${part}`)
      const kind = part === 's<' ? 'securityServer' : 'client'
      expect(refused(kind, { inside }), part).to.equal('INVALID_IDENTIFIER')
      expect(refused(kind, { inside, dialect: 'x-road' }), part).to.equal('INVALID_IDENTIFIER')
    }
  })

  for (const kind of ['client', 'service', 'centralService', 'securityServer'] as const) {
    const part =
      kind === 'client' ? 'subsystemCode' : kind === 'securityServer' ? 'serverCode' : 'serviceCode'
    const [, content] = ordinary[kind]
    const withText = (text: string) =>
      content.replace(new RegExp(`(<i:${part}>)[^<]*`), (_, opening) => opening + text)

    it(`of a ${kind} have parts of at most 255 characters, in both dialects`, () => {
      for (const dialect of ['uxp', 'x-road'] as const) {
        const fits = 'x'.repeat(255)
        const inside = withText(fits).replace('1_A_cons', 'A')
        expect(read(kind, { inside, dialect })).to.include({ [part]: fits })
        const long = withText(`${fits}x`).replace('1_A_cons', 'A')
        expect(refused(kind, { inside: long, dialect })).to.equal('INVALID_IDENTIFIER')
      }
    })

    it(`of a ${kind} hold no carriage return`, () => {
      for (const text of ['a&#13;', '&#xD;a', 'a&#13;&#10;b'])
        expect(refused(kind, { inside: withText(text) })).to.equal('INVALID_IDENTIFIER')
      expect(read(kind, { inside: withText('a\r\nb') })).to.include({ [part]: 'a\nb' })
    })
  }

  it('name the part and the rule that it breaks, never the part itself', () => {
    const long = client.replace('GOV', 'G'.repeat(300))
    const rule = 'at most 255 characters'
    expect(() => read('client', { inside: long }))
      .to.throw(Failure)
      .with.deep.property('violations', [{ path: 'Header/client/memberClass', rule }])
  })

  it('of our service may have what our configuration has, in both dialects', () => {
    expect(read('service', { dialect: 'x-road' })).to.deep.equal(read('service'))
    expect(read('centralService', { dialect: 'x-road' })).to.deep.equal({
      xRoadInstance: 'SEVDEIR',
      serviceCode: 'Do_v1',
    })
  })

  it('of a service are unversioned when the version only repeats that of the code, in Trembita’s dialect', () => {
    const versions: [version: string | undefined, uxp: boolean, xRoad: boolean][] = [
      [undefined, true, true],
      ['v1', true, false],
      ['v2', false, false],
      ['1', false, false],
      ['V1', false, false],
      ['', false, false],
      ['Do_v1', false, false],
    ]
    for (const [version, ...expected] of versions) {
      const stated = version === undefined ? '' : `<i:serviceVersion>${version}</i:serviceVersion>`
      const id = read('service', { inside: service + stated }) as Parameters<
        typeof isUnversioned
      >[0]
      const found = [dialects.uxp, dialects['x-road']].map((dialect) => isUnversioned(id, dialect))
      expect(found, String(version)).to.deep.equal(expected)
    }
  })

  it('are written with slashes', () => {
    const id = { xRoadInstance: 'S', memberClass: 'GOV', memberCode: '00012345' }
    expect(clientText(id)).to.equal('S/GOV/00012345')
    expect(clientText({ ...id, subsystemCode: 'A' })).to.equal('S/GOV/00012345/A')
  })
})

// The security server's own judgements (facts of its parser: block by block as they stand, then what is
// missing, then the body).

import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { Failure, type FailureCode } from '../../src/errors.ts'
import { type DialectName, dialects } from '../../src/xroad/dialect.ts'
import { echoOf } from '../../src/xroad/echo.ts'
import { openEnvelope } from '../../src/xroad/envelope.ts'
import { type Header, readableId, readHeader } from '../../src/xroad/header.ts'
import { type Message, readMessage } from '../../src/xroad/message.ts'
import {
  clientBlock,
  envelope,
  headerBlocks,
  idBlock,
  message,
  request,
  serviceBlock,
  versionBlock,
} from './envelopes.ts'

const body = '<getState/>'

function party(partyCode: string, partyClass = 'COM'): string {
  const parts = { partyClass, partyCode }
  const written = Object.entries(parts).map(
    ([name, text]) => `<repr:${name}>${text}</repr:${name}>`,
  )
  return `<repr:representedParty>${written.join('')}</repr:representedParty>`
}

function headerOf(text: string, dialect: DialectName = 'uxp', userIdRequired = false): Header {
  const opened = openEnvelope(Buffer.from(text))
  try {
    return readHeader(opened, { dialect: dialects[dialect], userIdRequired })
  } finally {
    opened.dispose()
  }
}

function read(text: string): Omit<Message, 'body'> & { root: string } {
  const opened = openEnvelope(Buffer.from(text))
  try {
    const { body: element, ...rest } = readMessage(opened, readHeader(opened), echoOf(opened))
    return { ...rest, root: element.name }
  } finally {
    opened.dispose()
  }
}

function refusal(text: string, judge: (text: string) => unknown = read): Refused {
  try {
    judge(text)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { code: error.code, path: error.violations[0]?.path }
  }
  throw new Error('accepted')
}

interface Refused {
  code: FailureCode
  path: string | undefined
}

const withBlocks = (...blocks: string[]) => message(blocks, body)
const service = serviceBlock('getState')
const centralBlock =
  '<xrd:centralService id:objectType="CENTRALSERVICE"><id:xRoadInstance>SEVDEIR-TEST</id:xRoadInstance><id:serviceCode>getState</id:serviceCode></xrd:centralService>'
const ordinary = headerBlocks('getState')

describe('the reader of messages', () => {
  it('gives every header field exactly as sent', () => {
    const header = headerOf(
      withBlocks(
        '<xrd:userId> UA 123 </xrd:userId>',
        '<repr:representedParty><repr:partyClass>COM</repr:partyClass><repr:partyCode>7</repr:partyCode></repr:representedParty>',
        '<xrd:issue>a\n b</xrd:issue>',
        ...ordinary,
      ),
    )
    expect(header).to.deep.equal({
      client: {
        xRoadInstance: 'SEVDEIR-TEST',
        memberClass: 'GOV',
        memberCode: '01234567',
        subsystemCode: '1_MOZ_TEST_cons',
      },
      service: {
        xRoadInstance: 'SEVDEIR-TEST',
        memberClass: 'GOV',
        memberCode: '00000000',
        subsystemCode: '00_Sandbox_Certificates',
        serviceCode: 'getState',
      },
      id: '5f1c3b0a-0001',
      protocolVersion: '4.0',
      userId: ' UA 123 ',
      issue: 'a\n b',
      representedParty: 'COM/7',
    })
  })

  it('tells an empty field from an absent one', () => {
    const header = headerOf(withBlocks(...ordinary, '<xrd:issue/>'))
    expect(header).to.have.property('issue', '')
    expect(header).not.to.have.property('userId')
  })

  it('takes a represented party without class, and only the parts of its namespace', () => {
    const party =
      '<repr:representedParty><xrd:partyCode>x</xrd:partyCode><repr:partyCode>7</repr:partyCode></repr:representedParty>'
    expect(headerOf(withBlocks(...ordinary, party)).representedParty).to.equal('7')
  })

  it('tells parties apart whose joined texts would be the same, by taking no slash', () => {
    for (const [partyClass, partyCode, part] of [
      ['COM/7', '8', 'partyClass'],
      ['COM', '7/8', 'partyCode'],
    ] as const) {
      const path = `Header/representedParty/${part}`
      const sent = withBlocks(...ordinary, party(partyCode, partyClass))
      expect(refusal(sent)).to.deep.equal({ code: 'INVALID_IDENTIFIER', path })
    }
  })

  it('refuses a party without a code, or with a blank one', () => {
    const others = '<repr:partyClass>COM</repr:partyClass><partyCode>7</partyCode>'
    for (const inside of [others, `${others}<repr:partyCode> </repr:partyCode>`, ''])
      expect(
        refusal(
          withBlocks(...ordinary, `<repr:representedParty>${inside}</repr:representedParty>`),
        ),
      ).to.deep.equal({
        code: 'EMPTY_IDENTIFIER',
        path: 'Header/representedParty/partyCode',
      })
  })

  it('takes parts of a party up to 255 characters', () => {
    const [fits, long] = ['x'.repeat(255), 'x'.repeat(256)]
    const sent = withBlocks(...ordinary, party(fits, fits))
    expect(headerOf(sent).representedParty).to.equal(`${fits}/${fits}`)
    expect(refusal(withBlocks(...ordinary, party(long)))).to.deep.equal({
      code: 'INVALID_IDENTIFIER',
      path: 'Header/representedParty/partyCode',
    })
  })

  for (const name of ['id', 'userId', 'issue']) {
    it(`refuses a carriage return in ${name}, which no answer would bring back`, () => {
      const others = ordinary.filter((block) => name !== 'id' || block !== idBlock)
      for (const reference of ['&#13;', '&#xD;', 'a&#x0d;&#10;b']) {
        const sent = withBlocks(...others, `<xrd:${name}>a${reference}</xrd:${name}>`)
        const expected = { code: 'INVALID_IDENTIFIER', path: `Header/${name}` }
        expect(refusal(sent)).to.deep.equal(expected)
      }
      // Written as such it is a line feed to every reader (XML 1.0 §2.11).
      const raw = withBlocks(...others, `<xrd:${name}>a\r\nb\rc</xrd:${name}>`)
      expect(headerOf(raw)).to.include({ [name]: 'a\nb\nc' })
    })
  }

  it('takes a carriage return where nobody compares it', () => {
    const client = clientBlock.replace('<id:memberCode>', '&#13;\n<x>&#13;</x><id:memberCode>')
    const blocks = [client, service, idBlock, versionBlock, '<x xmlns="urn:x">&#13;</x>']
    expect(headerOf(withBlocks(...blocks))).to.deep.equal(headerOf(withBlocks(...ordinary)))
  })

  it('reads CDATA, character references and text around comments and instructions as text', () => {
    const id = '<xrd:id><![CDATA[a&b]]>&#x2d;<!-- no -->c<?pi no?>&lt;</xrd:id>'
    expect(headerOf(withBlocks(clientBlock, service, id, versionBlock)).id).to.equal('a&b-c<')
  })

  it('leaves out what stands in elements inside a field, as the security server does', () => {
    const client = clientBlock.replace('01234567', '0123<x>999</x>4567')
    expect(headerOf(withBlocks(client, service, idBlock, versionBlock)).client.memberCode).to.equal(
      '01234567',
    )
  })

  it('takes any order of blocks, and unknown ones twice', () => {
    const unknown = ['<xrd:other/>', '<x xmlns="urn:x">1</x>', '<x xmlns="urn:x">2</x>']
    const blocks = [...ordinary, ...unknown].reverse()
    expect(headerOf(message(blocks, body)).id).to.equal('5f1c3b0a-0001')
  })

  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    it(`only copies a block or namespace named ${name}`, () => {
      const blocks = [`<xrd:${name}/>`, `<x xmlns="${name}"/>`, `<client xmlns="${name}"/>`]
      expect(headerOf(withBlocks(...ordinary, ...blocks)).id).to.equal('5f1c3b0a-0001')
    })
  }

  it('takes requestHash and securityServer, and keeps neither in the header', () => {
    const server =
      '<xrd:securityServer id:objectType="SERVER"><id:xRoadInstance>S</id:xRoadInstance><id:memberClass>G</id:memberClass><id:memberCode>1</id:memberCode><id:serverCode>s</id:serverCode></xrd:securityServer>'
    const hash = '<xrd:requestHash algorithmId="urn:x">AAAA</xrd:requestHash>'
    expect(headerOf(withBlocks(...ordinary, server, hash))).to.have.all.keys(
      'client',
      'service',
      'id',
      'protocolVersion',
    )
  })

  it('takes an rpc encodingStyle on the envelope, elements beside the body and text around it', () => {
    const text = request('getState')
      .replace('<soapenv:Envelope', '<soapenv:Envelope soapenv:encodingStyle="urn:x"')
      .replace('</soapenv:Envelope>', 'text<other/></soapenv:Envelope>')
    expect(read(text).root).to.equal('getState')
  })

  it('takes a body whose root begins with the service code', () => {
    expect(read(message(ordinary, '<getStateRequest xmlns="urn:any"/>')).root).to.equal(
      'getStateRequest',
    )
  })

  const refused: [title: string, text: string, code: FailureCode, path: string][] = [
    ['no header', envelope('', `<soapenv:Body>${body}</soapenv:Body>`), 'MISSING_HEADER', 'Header'],
    [
      'a header of another namespace',
      envelope('<Header/>', `<soapenv:Body>${body}</soapenv:Body>`),
      'MISSING_HEADER',
      'Header',
    ],
    [
      'an empty header',
      envelope('<soapenv:Header/>', `<soapenv:Body>${body}</soapenv:Body>`),
      'MISSING_HEADER_FIELD',
      'Header/protocolVersion',
    ],
    [
      'a second header',
      envelope('<soapenv:Header/><soapenv:Header/>', `<soapenv:Body>${body}</soapenv:Body>`),
      'DUPLICATE_HEADER_FIELD',
      'Header/Header',
    ],
    [
      'no client',
      withBlocks(service, idBlock, versionBlock),
      'MISSING_HEADER_FIELD',
      'Header/client',
    ],
    [
      'no service',
      withBlocks(clientBlock, idBlock, versionBlock),
      'MISSING_HEADER_FIELD',
      'Header/service',
    ],
    ['no id', withBlocks(clientBlock, service, versionBlock), 'MISSING_HEADER_FIELD', 'Header/id'],
    [
      'no protocolVersion',
      withBlocks(clientBlock, service, idBlock),
      'MISSING_HEADER_FIELD',
      'Header/protocolVersion',
    ],
    [
      'a client of another namespace',
      withBlocks(clientBlock.replaceAll('xrd:', 'repr:'), service, idBlock, versionBlock),
      'MISSING_HEADER_FIELD',
      'Header/client',
    ],
    [
      'a centralService without its type',
      withBlocks(clientBlock, '<xrd:centralService/>', idBlock, versionBlock),
      'INVALID_IDENTIFIER',
      'Header/centralService',
    ],
    [
      'a centralService beside a service',
      withBlocks(...ordinary, centralBlock),
      'DUPLICATE_HEADER_FIELD',
      'Header/centralService',
    ],
    [
      'a centralService twice',
      withBlocks(clientBlock, centralBlock, centralBlock, idBlock, versionBlock),
      'DUPLICATE_HEADER_FIELD',
      'Header/centralService',
    ],
    [
      'no body',
      envelope(`<soapenv:Header>${ordinary.join('')}</soapenv:Header>`, ''),
      'MISSING_BODY',
      'Body',
    ],
    [
      'a body of another namespace',
      envelope(`<soapenv:Header>${ordinary.join('')}</soapenv:Header>`, `<Body>${body}</Body>`),
      'MISSING_BODY',
      'Body',
    ],
    ['an empty body', message(ordinary, ''), 'INVALID_BODY', 'Body'],
    ['a body of text', message(ordinary, 'getState'), 'INVALID_BODY', 'Body'],
    ['a body of two elements', message(ordinary, body + body), 'INVALID_BODY', 'Body'],
    [
      'two bodies',
      message(ordinary, body).replace('</soapenv:Envelope>', '<soapenv:Body/></soapenv:Envelope>'),
      'INVALID_BODY',
      'Body',
    ],
    ['another root', message(ordinary, '<getstate/>'), 'INCONSISTENT_HEADERS', 'Body/*'],
    ['a shorter root', message(ordinary, '<getStat/>'), 'INCONSISTENT_HEADERS', 'Body/*'],
    [
      'SOAP 1.2',
      request('getState').replaceAll(
        'http://schemas.xmlsoap.org/soap/envelope/',
        'http://www.w3.org/2003/05/soap-envelope',
      ),
      'SOAP_VERSION',
      'Envelope',
    ],
    [
      'another namespace',
      request('getState').replaceAll('/soap/envelope/', '/soap/x/'),
      'SOAP_VERSION',
      'Envelope',
    ],
    ['an envelope without namespace', '<Envelope/>', 'SOAP_VERSION', 'Envelope'],
    ['another root element', '<getState/>', 'NOT_SOAP', 'Envelope'],
    ['nothing', '', 'MESSAGE_EMPTY', 'Envelope'],
    ['what is not XML', 'POST', 'NOT_XML', 'Envelope'],
    [
      'a faulty block before it misses another',
      withBlocks('<xrd:protocolVersion>3.0</xrd:protocolVersion>'),
      'INVALID_PROTOCOL_VERSION',
      'Header/protocolVersion',
    ],
  ]
  for (const [title, text, code, path] of refused) {
    it(`refuses ${title}`, () => {
      expect(refusal(text)).to.deep.equal({ code, path })
    })
  }

  for (const name of ['client', 'service', 'id', 'userId', 'issue', 'protocolVersion']) {
    it(`refuses ${name} twice`, () => {
      const again = ordinary.find((block) => block.includes(`xrd:${name}`))
      const blocks = again === undefined ? [`<xrd:${name}/>`, `<xrd:${name}/>`] : [again]
      const expected = { code: 'DUPLICATE_HEADER_FIELD', path: `Header/${name}` }
      expect(refusal(withBlocks(...ordinary, ...blocks))).to.deep.equal(expected)
    })
  }

  for (const name of ['requestHash', 'representedParty']) {
    it(`refuses ${name} twice`, () => {
      const block = name === 'requestHash' ? '<xrd:requestHash/>' : party('7')
      const expected = { code: 'DUPLICATE_HEADER_FIELD', path: `Header/${name}` }
      expect(refusal(withBlocks(...ordinary, block, block))).to.deep.equal(expected)
    })
  }

  it('refuses a represented party with two codes', () => {
    const code = '<repr:partyCode>7</repr:partyCode>'
    const party = `<repr:representedParty>${code}${code}</repr:representedParty>`
    expect(refusal(withBlocks(...ordinary, party)).code).to.equal('DUPLICATE_HEADER_FIELD')
  })

  for (const version of ['4.', '4.1', '4.0.25', '4.x']) {
    it(`takes protocol version ${JSON.stringify(version)}`, () => {
      const block = `<xrd:protocolVersion>${version}</xrd:protocolVersion>`
      const header = headerOf(withBlocks(clientBlock, service, idBlock, block))
      expect(header.protocolVersion).to.equal(version)
    })
  }

  for (const version of ['', '4', ' 4.0', '\n4.0', '3.1', '5.0', 'v4.0']) {
    it(`refuses protocol version ${JSON.stringify(version)}`, () => {
      const block = `<xrd:protocolVersion>${version}</xrd:protocolVersion>`
      const { code } = refusal(withBlocks(clientBlock, service, idBlock, block))
      expect(code).to.equal('INVALID_PROTOCOL_VERSION')
    })
  }

  it('takes centralService for service in Trembita’s dialect', () => {
    const text = withBlocks(clientBlock, centralBlock, idBlock, versionBlock)
    const expected = { xRoadInstance: 'SEVDEIR-TEST', serviceCode: 'getState' }
    expect(headerOf(text)).to.have.deep.property('service', expected)
    expect(headerOf(text)).not.to.have.property('centralService')
    expect(read(text).root).to.equal('getState')
  })

  it('only copies centralService in X-Road’s dialect, and misses service', () => {
    const strict = (text: string) => headerOf(text, 'x-road')
    const client = clientBlock.replaceAll('_', '-')
    const both = withBlocks(client, service, '<xrd:centralService/>', idBlock, versionBlock)
    expect(strict(both).service).to.have.property('memberCode', '00000000')
    const alone = withBlocks(client, centralBlock, idBlock, versionBlock)
    const expected = { code: 'MISSING_HEADER_FIELD', path: 'Header/service' }
    expect(refusal(alone, strict)).to.deep.equal(expected)
  })

  it('refuses underscores of a client in X-Road’s dialect, naming the part', () => {
    const expected = { code: 'INVALID_IDENTIFIER', path: 'Header/client/subsystemCode' }
    const strict = (text: string) => headerOf(text, 'x-road')
    expect(refusal(withBlocks(...ordinary), strict)).to.deep.equal(expected)
  })

  for (const [title, block] of [
    ['no userId', ''],
    ['an empty one', '<xrd:userId/>'],
    ['one of white space', '<xrd:userId> \n</xrd:userId>'],
    ['one of another namespace', '<userId xmlns="urn:x">UA1</userId>'],
  ] as const) {
    it(`refuses ${title} where the provider demands it, and nowhere else`, () => {
      const text = withBlocks(...ordinary, block)
      expect(headerOf(text).id).to.equal('5f1c3b0a-0001')
      const expected = { code: 'MISSING_HEADER_FIELD', path: 'Header/userId' }
      expect(refusal(text, (sent) => headerOf(sent, 'uxp', true))).to.deep.equal(expected)
    })
  }

  it('takes a userId where the provider demands it', () => {
    const text = withBlocks(...ordinary, '<xrd:userId>UA1</xrd:userId>')
    expect(headerOf(text, 'uxp', true)).to.have.property('userId', 'UA1')
  })

  const tokens = [
    '<t:securityToken xmlns:t="http://x-road.eu/xsd/security-token.xsd" tokenType="urn:ietf:params:oauth:token-type:jwt">a.b.c</t:securityToken>',
    '<repr:other/>',
  ]
  it('copies a security token unread, even two of them', () => {
    expect(headerOf(withBlocks(...tokens, ...ordinary, ...tokens))).to.deep.equal(
      headerOf(withBlocks(...ordinary)),
    )
  })

  it('reads a header through white space, comments, CDATA and foreign attributes', () => {
    const busy = ordinary.map((block) =>
      block
        .replace('<xrd:', '\n<!-- a --><xrd:')
        .replace(/(<xrd:\w+)/, '$1\r\n\txml:lang="uk" soapenv:mustUnderstand="1" x=\'>\'')
        .replace(/>(\d+)</, ' ><![CDATA[$1]]><!-- b --><')
        .replace('</xrd:', '\n </xrd:'),
    )
    // White space is part of the text of `id` and `protocolVersion`, which have no other content.
    busy.splice(2, 2, idBlock, versionBlock)
    expect(headerOf(withBlocks(...busy))).to.deep.equal(headerOf(withBlocks(...ordinary)))
  })

  it('tells the id of a header that it cannot take, unless there are two', () => {
    const idOf = (text: string) => {
      const opened = openEnvelope(Buffer.from(text))
      opened.dispose()
      return readableId(opened)
    }
    expect(idOf(withBlocks(idBlock))).to.equal('5f1c3b0a-0001')
    expect(idOf(withBlocks('<id xmlns="urn:x">1</id>'))).to.equal(undefined)
    expect(idOf(withBlocks(idBlock, idBlock))).to.equal(undefined)
    expect(idOf(envelope('', ''))).to.equal(undefined)
  })

  it('takes an empty id, which is the gateway’s to refuse', () => {
    expect(headerOf(withBlocks(clientBlock, service, '<xrd:id/>', versionBlock)).id).to.equal('')
  })

  it('digests the body element and the whole request as they were sent', () => {
    const text = request('getState', 'Ї')
    const [element = ''] = /<soapenv:Body>.*<\/soapenv:Body>/.exec(text) ?? []
    const { bodyDigest, requestDigest } = read(text)
    expect(bodyDigest).to.equal(createHash('sha256').update(element).digest('hex'))
    expect(requestDigest).to.equal(createHash('sha512').update(text).digest('hex'))
  })

  it('digests the same body alike whatever stands in the header, and another differently', () => {
    const [one, same, other] = [
      request('getState', 'a'),
      request('getState', 'a', ['<xrd:issue/>']),
      request('getState', 'b'),
    ].map((text) => read(text).bodyDigest)
    expect(one).to.equal(same)
    expect(one).not.to.equal(other)
  })

  it('digests the request with its byte order mark and the body without', () => {
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(request('getState'))])
    const opened = openEnvelope(bytes)
    const marked = readMessage(opened, readHeader(opened), echoOf(opened))
    opened.dispose()
    const plain = read(request('getState'))
    expect(marked.bodyDigest).to.equal(plain.bodyDigest)
    expect(marked.requestDigest).to.equal(createHash('sha512').update(bytes).digest('hex'))
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { writeElement } from '../src/contract/codec.ts'
import { namespace } from '../src/contract/operations.ts'
import { responseViolations } from '../src/contract/schema.ts'
import { Failure, type FailureCode, failures, refusal } from '../src/errors.ts'
import { children, type Element, wellFormed } from '../src/xml/document.ts'
import { openEnvelope } from '../src/xroad/envelope.ts'
import { readHeader } from '../src/xroad/header.ts'
import type { Reply } from '../src/xroad/reply.ts'
import { type Answers, type GatewayUnderTest, gatewayOver } from './gateway-parts.ts'
import {
  clientBlock,
  envelope,
  headerBlocks,
  idBlock,
  message,
  request,
  serviceBlock,
  soap11,
  versionBlock,
} from './xroad/envelopes.ts'

interface Fault {
  status: number
  faultcode: string
  code: string
  /** The fields of gatewayFault as text, violations left out. */
  detail: Record<string, string>
  violations: { path: string; rule: string }[]
  header: string | undefined
}

const inner = (text: string) => /<soapenv:Header>(.*)<\/soapenv:Header>/s.exec(text)?.[1]

function fieldsOf(element: Element): Record<string, string> {
  const simple = children(element).filter((child) => children(child).length === 0)
  return Object.fromEntries(simple.map(({ name, content }) => [name, content]))
}

/** A SOAP Fault taken apart; its detail is judged by the schema on the way. */
function faultOf({ status, body }: Reply): Fault {
  const document = wellFormed(body)
  try {
    const find = (xpath: string) =>
      document.find(xpath, { s: soap11, c: namespace }) as unknown as Element[]
    const [fault] = find('/s:Envelope/s:Body/s:Fault')
    const [detail] = find('//s:Fault/detail/c:gatewayFault')
    expect(fault && children(fault).map(({ name }) => name)).to.deep.equal([
      'faultcode',
      'faultstring',
      'detail',
    ])
    const violations = find('//c:gatewayFault/c:violation').map(fieldsOf)
    expect(responseViolations(detail?.toString({ format: false }) ?? '')).to.deep.equal([])
    return {
      status,
      faultcode: find('//s:Fault/faultcode')[0]?.content ?? '',
      code: detail ? (fieldsOf(detail).faultCode ?? '') : '',
      detail: detail ? fieldsOf(detail) : {},
      violations: violations as unknown as Fault['violations'],
      header: inner(body.toString()),
    }
  } finally {
    document.dispose()
  }
}

async function ask(text: string | Buffer, answers: Answers = {}, bytesMax?: number) {
  const under = gatewayOver(answers, bytesMax)
  const reply = await under.gateway.exchange(Buffer.from(text))
  return { ...under, reply, lines: under.lines, text: reply.body.toString() }
}

const uvci = '<c:uvci>URN:UVCI:01:UA:1</c:uvci>'
const status = (further: string[] = []) => request('GetCertificateStatus_v1', uvci, further)
const ordinary = headerBlocks('GetCertificateStatus_v1')
const body = `<c:GetCertificateStatus_v1 xmlns:c="${namespace}">${uvci}</c:GetCertificateStatus_v1>`
const service = serviceBlock('GetCertificateStatus_v1')

/** What is sent, the code that answers, and whether there was a header to send back. */
const messages: [title: string, sent: string | Buffer, code: FailureCode, echoed: boolean][] = [
  ['nothing', '', 'MESSAGE_EMPTY', false],
  ['what is not XML', '<a', 'NOT_XML', false],
  ['a document type', '<!DOCTYPE a><a/>', 'DOCTYPE_REFUSED', false],
  ['UTF-16', Buffer.from('\ufeff<a/>', 'utf16le'), 'ENCODING_REFUSED', false],
  ['another root', '<a/>', 'NOT_SOAP', false],
  [
    'SOAP 1.2',
    '<a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope"/>',
    'SOAP_VERSION',
    false,
  ],
  ['another envelope', '<a:Envelope xmlns:a="urn:x"/>', 'SOAP_VERSION', false],
  ['no header', envelope('', `<soapenv:Body>${body}</soapenv:Body>`), 'MISSING_HEADER', false],
  ['no client', message([service, idBlock, versionBlock], body), 'MISSING_HEADER_FIELD', true],
  ['an id twice', message([...ordinary, idBlock], body), 'DUPLICATE_HEADER_FIELD', true],
  [
    'protocol 3.1',
    message(
      ordinary.map((block) => block.replace('4.0', '3.1')),
      body,
    ),
    'INVALID_PROTOCOL_VERSION',
    true,
  ],
  [
    'no object type',
    message(
      ordinary.map((block) => block.replace(/ id:objectType="[A-Z]+"/, '')),
      body,
    ),
    'INVALID_IDENTIFIER',
    true,
  ],
  [
    'a blank member code',
    message([clientBlock.replace('01234567', ' '), service, idBlock, versionBlock], body),
    'EMPTY_IDENTIFIER',
    true,
  ],
  [
    'a blank id',
    message([clientBlock, service, '<xrd:id> </xrd:id>', versionBlock], body),
    'MISSING_HEADER_FIELD',
    true,
  ],
  [
    'no body',
    envelope(`<soapenv:Header>${ordinary.join('')}</soapenv:Header>`, ''),
    'MISSING_BODY',
    true,
  ],
  ['two body elements', message(ordinary, body + body), 'INVALID_BODY', true],
  ['a root that does not fit', message(ordinary, '<other/>'), 'INCONSISTENT_HEADERS', true],
  [
    'a root with a suffix',
    message(ordinary, body.replaceAll('_v1', '_v1Request')),
    'INCONSISTENT_HEADERS',
    true,
  ],
  [
    'a service of another member',
    status().replace('00000000', '00000001'),
    'FOREIGN_SERVICE',
    true,
  ],
  [
    'a service of another instance',
    status().replace(/(<xrd:service.*?)SEVDEIR-TEST/, '$1SEVDEIR'),
    'FOREIGN_SERVICE',
    true,
  ],
  [
    'a service without subsystem',
    status().replace(/<id:subsystemCode>00_[^/]*\/id:subsystemCode>/, ''),
    'FOREIGN_SERVICE',
    true,
  ],
  ['an unknown service', request('Nothing_v1'), 'UNKNOWN_OPERATION', true],
  ['a service that every object has', request('constructor'), 'UNKNOWN_OPERATION', true],
  [
    'another service version',
    status().replace('</xrd:service>', '<id:serviceVersion>v2</id:serviceVersion></xrd:service>'),
    'UNKNOWN_OPERATION',
    true,
  ],
  [
    'an empty service version',
    status().replace('</xrd:service>', '<id:serviceVersion/></xrd:service>'),
    'UNKNOWN_OPERATION',
    true,
  ],
  ['another namespace', status().replace(namespace, 'urn:other'), 'WRONG_NAMESPACE', true],
  [
    'a broken schema',
    request('GetCertificateStatus_v1', '<c:uvci>x</c:uvci>'),
    'SCHEMA_VIOLATION',
    true,
  ],
  [
    'base64 that is none',
    request('VerifyCertificate_v1', '<c:cose>%%%%</c:cose>'),
    'SCHEMA_VIOLATION',
    true,
  ],
]

describe('the gateway', () => {
  for (const [title, sent, code, echoed] of messages) {
    it(`answers ${title} with ${code}${echoed ? ' and the header of the request' : ''}`, async () => {
      const { reply, calls, lines } = await ask(sent)
      const fault = faultOf(reply)
      expect(fault.status).to.equal(500)
      expect(fault.code).to.equal(code)
      expect(fault.faultcode).to.equal(`soapenv:${failures[code].kind}`)
      expect(fault.detail).to.include({
        faultString: failures[code].uk,
        faultStringEn: failures[code].en,
      })
      expect(fault.header).to.equal(echoed ? inner(String(sent)) : undefined)
      // Of two ids neither is the message's.
      const ids = String(sent).match(/<xrd:id>/g) ?? []
      expect('xRoadId' in fault.detail).to.equal(echoed && ids.length === 1)
      expect(calls).to.deep.equal([])
      expect(lines).to.have.length(1)
      expect(lines[0]).to.include({ outcome: code, bytesIn: Buffer.from(sent).length })
    })
  }

  const understood: [title: string, block: string, code: FailureCode | 'OK'][] = [
    [
      'a block that demands to be understood',
      '<x xmlns="urn:x" soapenv:mustUnderstand="1"/>',
      'HEADER_NOT_UNDERSTOOD',
    ],
    [
      'one for whoever is next',
      '<x soapenv:mustUnderstand="1" soapenv:actor="http://schemas.xmlsoap.org/soap/actor/next"/>',
      'HEADER_NOT_UNDERSTOOD',
    ],
    [
      'one behind a known one',
      '<xrd:issue soapenv:mustUnderstand="1"/><x soapenv:mustUnderstand="1"/>',
      'HEADER_NOT_UNDERSTOOD',
    ],
    ['one for another actor', '<x soapenv:mustUnderstand="1" soapenv:actor="urn:other"/>', 'OK'],
    ['one that demands nothing', '<x soapenv:mustUnderstand="0"/>', 'OK'],
    ['one of another namespace’s demand', '<x mustUnderstand="1"/>', 'OK'],
    ['a known one', '<xrd:userId soapenv:mustUnderstand="1">UA1</xrd:userId>', 'OK'],
  ]
  for (const [title, block, code] of understood) {
    it(`answers ${title} with ${code}`, async () => {
      const sent = status([block])
      const { reply, text } = await ask(sent)
      expect(inner(text)).to.equal(inner(sent))
      if (code === 'OK') return expect(reply.status).to.equal(200)
      expect(faultOf(reply)).to.deep.include({ code, faultcode: 'soapenv:MustUnderstand' })
    })
  }

  it('names path and rule of what the schema refuses', async () => {
    const { reply } = await ask(request('GetCertificateStatus_v1', '<c:uvci>x</c:uvci>'))
    expect(faultOf(reply).violations).to.deep.equal([
      { path: 'GetCertificateStatus_v1/uvci', rule: 'pattern [A-Za-z0-9/:#]{5,80}' },
    ])
  })

  it('refuses a message larger than its limit, with its header', async () => {
    const sent = status(['<xrd:issue>large</xrd:issue>'])
    const limit = Buffer.byteLength(sent)
    const { reply } = await ask(sent, {}, limit - 1)
    expect(faultOf(reply)).to.deep.include({ code: 'MESSAGE_TOO_LARGE', header: inner(sent) })
    expect((await ask(sent, {}, limit)).reply.status).to.equal(200)
  })

  it('answers a valid request with 200, the header as sent and the response', async () => {
    const response = { status: 'VALID', asOf: '2022-02-01T10:00:00Z' }
    const sent = status(['<own xmlns="urn:own">1</own>'])
    const { reply, text, calls, lines } = await ask(sent, { status: () => response })
    expect(reply.status).to.equal(200)
    expect(inner(text)).to.equal(inner(sent))
    expect(text).to.include(writeElement('GetCertificateStatus_v1Response', response))
    expect(calls.map(({ method }) => method)).to.deep.equal(['status'])
    expect(lines).to.have.length(1)
    expect(lines[0]).to.deep.include({
      outcome: 'OK',
      xRoadId: '5f1c3b0a-0001',
      client: 'SEVDEIR-TEST/GOV/01234567/1_MOZ_TEST_cons',
      service: 'GetCertificateStatus_v1',
      bytesIn: Buffer.byteLength(sent),
      bytesOut: reply.body.length,
    })
  })

  it('tells the engine who asks, with digests, and leaves out what the header does not have', async () => {
    const party =
      '<repr:representedParty><repr:partyCode>7</repr:partyCode></repr:representedParty>'
    const further = ['<xrd:userId>UA1</xrd:userId>', '<xrd:issue>i</xrd:issue>', party]
    const [plain, full] = [await ask(status()), await ask(status(further))]
    const callers = [plain, full].map(({ calls }) => calls[0]?.arguments[1])
    const needed = {
      client: 'SEVDEIR-TEST/GOV/01234567/1_MOZ_TEST_cons',
      service: 'GetCertificateStatus_v1',
      id: '5f1c3b0a-0001',
    }
    expect(callers[0])
      .to.include(needed)
      .and.to.have.all.keys(...Object.keys(needed), 'bodyDigest', 'requestDigest')
    expect(callers[1]).to.include({ ...needed, userId: 'UA1', issue: 'i', representedParty: '7' })
    expect(callers[1])
      .to.have.property('bodyDigest')
      .that.matches(/^[0-9a-f]{64}$/)
    expect(callers[1])
      .to.have.property('requestDigest')
      .that.matches(/^[0-9a-f]{128}$/)
  })

  it('answers a refusal inside the response, with 200', async () => {
    const fault = refusal('CERTIFICATE_UNKNOWN')
    const { reply, text, lines } = await ask(status(), { status: () => ({ fault }) })
    expect(reply.status).to.equal(200)
    expect(text).to.include(writeElement('GetCertificateStatus_v1Response', { fault }))
    expect(lines).to.have.length(1)
    expect(lines[0]).to.include({ outcome: 'CERTIFICATE_UNKNOWN' })
  })

  for (const code of [
    'ENGINE_UNAVAILABLE',
    'REGISTER_UNAVAILABLE',
    'SIGNER_UNAVAILABLE',
    'READ_BACK_FAILED',
    'OVERLOADED',
    'STOPPING',
  ] as const) {
    const logged = /OVERLOADED|STOPPING/.test(code) ? ['message'] : ['failure', 'message']
    it(`answers ${code} of the engine with the header and whether to try again, and logs ${logged}`, async () => {
      const { reply, lines } = await ask(status(), {
        status: () => {
          throw new Failure(code, { detail: 'ours' })
        },
      })
      const fault = faultOf(reply)
      expect(fault).to.deep.include({
        status: 500,
        faultcode: 'soapenv:Server',
        code,
        header: inner(status()),
      })
      const seconds = failures[code].retryAfterSeconds
      expect(fault.detail).to.include({ retryable: 'true', retryAfterSeconds: String(seconds) })
      expect(lines.map((line) => line.message)).to.deep.equal(logged)
      if (logged.length > 1) expect(lines[0]).to.include({ code, detail: 'ours' })
      expect(fault.detail).not.to.have.property('detail')
    })
  }

  const crashes: [title: string, thrown: unknown][] = [
    ['an error', new Error('SELECT * FROM person WHERE name = Шевченко')],
    ['an error with a cause', new Error('x', { cause: new Error('Шевченко') })],
    ['a text', 'Шевченко'],
    ['nothing', undefined],
  ]
  for (const [title, thrown] of crashes) {
    it(`answers ${title} thrown by a handler with INTERNAL and not a word of it`, async () => {
      const { reply, text, logged } = await ask(status(), {
        status: () => {
          throw thrown
        },
      })
      expect(faultOf(reply)).to.deep.include({ code: 'INTERNAL', violations: [] })
      expect(text + logged()).not.to.match(/Шевченко|SELECT/)
    })
  }

  const invalid: [title: string, response: unknown][] = [
    ['a status that is no code', { status: 'Шевченко' }],
    ['a time that is none', { asOf: 'Шевченко' }],
    ['a refusal without its texts', { fault: { faultCode: 'INTERNAL' } }],
    ['a list where one is allowed', { status: ['VALID', 'VALID'] }],
    ['nothing at all', null],
  ]
  for (const [title, response] of invalid) {
    it(`lets no response leave with ${title}`, async () => {
      const { reply, text, logged, lines } = await ask(status(), {
        status: () => response ?? { status: null },
      })
      expect(faultOf(reply)).to.deep.include({ code: 'INTERNAL', faultcode: 'soapenv:Server' })
      expect(text + logged()).not.to.include('Шевченко')
      expect(lines[0]?.detail).to.match(/^response /)
    })
  }

  it('answers DEADLINE with the header when the engine takes too long, and logs one message', async () => {
    const under = gatewayOver({ status: () => new Promise(() => undefined) })
    const reply = await under.gateway.exchange(Buffer.from(status()), 20)
    expect(faultOf(reply)).to.deep.include({ code: 'DEADLINE', header: inner(status()) })
    expect(
      under.lines.map(({ message, outcome, code }) => [message, outcome ?? code]),
    ).to.deep.equal([
      ['failure', 'DEADLINE'],
      ['message', 'DEADLINE'],
    ])
  })

  it('tells the log of an engine that fails after its deadline', async () => {
    const under = gatewayOver({
      status: () => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 30)),
    })
    const reply = await under.gateway.exchange(Buffer.from(status()), 5)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(faultOf(reply).code).to.equal('DEADLINE')
    expect(under.lines.map(({ code, outcome }) => code ?? outcome)).to.deep.equal([
      'DEADLINE',
      'DEADLINE',
      'INTERNAL',
    ])
  })

  it('takes the answer that comes before the deadline', async () => {
    const under = gatewayOver({ status: () => ({ status: 'VALID' }) })
    expect((await under.gateway.exchange(Buffer.from(status()), 1000)).status).to.equal(200)
  })

  it('answers messages side by side, each with its own header', async () => {
    const under = gatewayOver({ status: async () => ({ status: 'VALID' }) })
    const sent = Array.from({ length: 20 }, (_, at) => status([`<xrd:issue>${at}</xrd:issue>`]))
    const replies = await Promise.all(sent.map((text) => under.gateway.exchange(Buffer.from(text))))
    expect(replies.map(({ body: bytes }) => inner(bytes.toString()))).to.deep.equal(sent.map(inner))
  })

  it('makes a fault of what the door could not take, and logs and counts it', async () => {
    const under = gatewayOver()
    const fault = faultOf(under.gateway.refuse(new Failure('OVERLOADED'), 123))
    expect(fault).to.deep.include({ status: 500, code: 'OVERLOADED', header: undefined })
    expect(under.lines.at(-1)).to.include({ outcome: 'OVERLOADED', bytesIn: 123 })
    expect(await under.metrics.text()).to.include(
      'gateway_messages_total{operation="none",outcome="OVERLOADED"} 1',
    )
  })

  it('never fails itself, whatever bytes it is given', async () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      '&',
      ...ordinary,
      body,
      '<soapenv:Header>',
      '</soapenv:Header>',
      '<?x?>',
      '<!--',
      '-->',
      'Ї',
    )
    const mutated = fc.tuple(fc.nat(), fc.nat(40), pieces).map(([at, length, piece]) => {
      const text = status()
      const start = at % text.length
      return Buffer.from(text.slice(0, start) + piece + text.slice(start + length))
    })
    const random = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
    const { gateway } = gatewayOver({ status: () => ({ status: 'VALID' }) })
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, random), async (bytes) => {
        const reply = await gateway.exchange(bytes)
        if (reply.status === 500) {
          const { code, violations } = faultOf(reply)
          expect(failures[code as FailureCode].kind).not.to.equal('Server')
          expect(violations).not.to.deep.equal([])
        }
        const answered = openEnvelope(reply.body)
        if (reply.status === 200) readHeader(answered)
        answered.dispose()
      }),
      { numRuns: 1000 },
    )
  })
})

describe('what is kept of a message', () => {
  const personal = {
    familyName: 'Шевченко',
    givenName: 'Тараска',
    secondName: 'Григорович',
    familyNameLatin: 'Shevchenko',
    givenNameLatin: 'Taraska',
    birthDate: '1914-03-09',
    rnokpp: '0123456789',
    unzr: '19140309-01234',
  }
  const user = 'UA9876543210'
  const issueText = 'case-of-Kotlyarevskyi'
  const party = 'party-of-Skovoroda'
  const secrets = [...Object.values(personal), 'КВ123456', user, issueText, party, 'purpose-77']

  function sent(change: (text: string) => string = (text) => text): string {
    const person = Object.entries(personal).map(
      ([name, value]) => `<c:${name}>${value}</c:${name}>`,
    )
    const document =
      '<c:document><c:type>PASSPORT</c:type><c:number>КВ123456</c:number></c:document>'
    const event =
      '<c:product>EU/1/20/1528</c:product><c:doseNumber>1</c:doseNumber><c:totalDoses>2</c:totalDoses><c:date>2021-06-01</c:date><c:country>UA</c:country>'
    const content = `<c:context><c:purposeId>purpose-77</c:purposeId></c:context><c:person>${person.join('')}${document}</c:person><c:event>${event}</c:event>`
    const further = [
      `<xrd:userId>${user}</xrd:userId>`,
      `<xrd:issue>${issueText}</xrd:issue>`,
      `<repr:representedParty><repr:partyCode>${party}</repr:partyCode></repr:representedParty>`,
    ]
    return change(request('IssueVaccinationCertificate_v1', content, further))
  }

  const ways: [title: string, text: string, answers?: Answers][] = [
    ['answered', sent()],
    ['refused', sent(), { issue: () => ({ fault: refusal('EVENT_IN_FUTURE') }) }],
    [
      'that crashes the handler',
      sent(),
      { issue: (_type, asked) => JSON.parse(JSON.stringify(asked).slice(1)) },
    ],
    [
      'whose certificate breaks the contract',
      sent(),
      { issue: (_type, asked) => ({ certificate: asked }) },
    ],
    ...Object.keys(personal).map((name): [string, string] => [
      `with a wrong ${name}`,
      sent((text) =>
        text.replace(`<c:${name}>`, `<c:${name}>1`).replaceAll(/(birthDate>1)/g, '$1x'),
      ),
    ]),
    [
      'with a field too many',
      sent((text) => text.replace('<c:event>', `<c:${'Shevchenko'}/><c:event>`)),
    ],
    ['cut off', sent((text) => text.slice(0, -100))],
    ['to another service', sent((text) => text.replace('00000000', '00000001'))],
    ['without protocol version', sent((text) => text.replace(versionBlock, ''))],
  ]
  for (const [title, text, answers] of ways) {
    it(`holds nobody in the log or the metrics of a message ${title}`, async () => {
      const under: GatewayUnderTest = gatewayOver(answers)
      const reply = await under.gateway.exchange(Buffer.from(text))
      const kept = under.logged() + (await under.metrics.text())
      for (const secret of secrets) expect(kept).not.to.include(secret)
      // A fault tells the client nothing of the body back; the header is its own.
      const answered = reply.body.toString().replace(/<soapenv:Header>.*<\/soapenv:Header>/s, '')
      for (const secret of secrets) expect(answered).not.to.include(secret)
    })
  }

  it('has labels of closed sets alone', async () => {
    const under = gatewayOver({ status: () => ({ fault: refusal('CERTIFICATE_UNKNOWN') }) })
    const texts = [
      ...messages.map(([, text]) => text),
      status(),
      request('Shevchenko_v1'),
      request('GetServiceInformation_v1'),
    ]
    for (const text of texts) await under.gateway.exchange(Buffer.from(text))
    const counted = await under.metrics.text()
    const labels = [
      ...counted.matchAll(/^gateway_messages_total\{operation="(.*?)",outcome="(.*?)"\}/gm),
    ]
    const operations = new Set(labels.map(([, operation]) => operation))
    expect([...operations]).to.have.members([
      'none',
      'GetCertificateStatus_v1',
      'VerifyCertificate_v1',
      'GetServiceInformation_v1',
    ])
    for (const [, , outcome = ''] of labels)
      expect(outcome === 'OK' || outcome in failures, outcome).to.equal(true)
    expect(counted).to.match(/gateway_message_seconds_count\{operation="none"\} \d+/)
  })
})

// What leaves is judged by the bytes: any change of them is either seen or says the same.

import { expect } from 'chai'
import fc from 'fast-check'
import { Failure } from '../../src/errors.ts'
import { type Echo, echoOf } from '../../src/xroad/echo.ts'
import { type Envelope, openEnvelope } from '../../src/xroad/envelope.ts'
import { type Header, readHeader } from '../../src/xroad/header.ts'
import { answer, faultReply, type Reply } from '../../src/xroad/reply.ts'
import { difference } from '../../src/xroad/self-check.ts'
import { gatewayOver } from '../gateway-parts.ts'
import { headerBlocks, idBlock, message, request, versionBlock } from './envelopes.ts'

const blocks = [
  ...headerBlocks('Do_v1'),
  '<xrd:userId> UA1 </xrd:userId>',
  "<xrd:issue a='b>'>a&amp;<![CDATA[<b>]]></xrd:issue>",
  '<repr:representedParty><repr:partyClass>COM</repr:partyClass><repr:partyCode>7</repr:partyCode></repr:representedParty>',
  '<own xmlns="urn:own" x="1">Ї<deep/></own>',
]
const content = '<Do_v1Response xmlns="urn:ours"><a>Є &lt;/Body></a></Do_v1Response>'

function opened(text: string): Envelope {
  const envelope = openEnvelope(Buffer.from(text))
  envelope.dispose()
  return envelope
}

const asked = opened(message(blocks, '<Do_v1/>'))
const right = answer(echoOf(asked), content)

/** What differs when this part of the right reply is written otherwise. */
function changed(from: string | RegExp, to: string, reply: Reply = right): string | undefined {
  const text = reply.body.toString()
  expect(text, String(from)).to.match(from instanceof RegExp ? from : new RegExp(escaped(from)))
  return difference({ ...reply, body: Buffer.from(text.replace(from, () => to)) }, asked)
}

const escaped = (text: string) => text.replace(/[^\p{L}\d]/gu, '\\$&')

describe('the self-check', () => {
  it('finds nothing in an answer with the header of its request', () => {
    expect(difference(right, asked)).to.equal(undefined)
  })

  it('finds nothing in an answer without content, in an empty element, and under another prefix', () => {
    for (const empty of ['<Do_v1Response/>', '<p:Do_v1Response xmlns:p="urn:p"></p:Do_v1Response>'])
      expect(difference(answer(echoOf(asked), empty), asked), empty).to.equal(undefined)
  })

  it('finds nothing where only a requestHash was left out', () => {
    const hash = '<xrd:requestHash algorithmId="urn:x">AAAA</xrd:requestHash>'
    const hashed = opened(message(blocks.toSpliced(3, 0, hash), '<Do_v1/>'))
    expect(difference(answer(echoOf(hashed), content), hashed)).to.equal(undefined)
    expect(difference(right, hashed)).to.equal(undefined)
  })

  it('finds nothing in the fault to a header that nobody could take', () => {
    for (const wrong of [
      [],
      [...blocks, idBlock],
      blocks.map((block) => block.replace(/ id:objectType="\w+"/, '')),
      blocks.map((block) => block.replace('4.0', '3.1')),
    ]) {
      const request = opened(message(wrong, '<Do_v1/>'))
      const reply = faultReply(new Failure('NOT_XML'), () => '<d/>', { echo: echoOf(request) })
      expect(difference(reply, request)).to.equal(undefined)
    }
  })

  const differences: [title: string, from: string | RegExp, to: string, where: string][] = [
    ['a trimmed text', '> UA1 <', '>UA1<', 'Header/userId'],
    ['another id', '5f1c3b0a', '5F1c3b0a', 'Header/id'],
    ['a lost leading zero', '>01234567<', '>1234567<', 'Header/client'],
    ['a lost subsystem', /<id:subsystemCode>1_.*?<\/id:subsystemCode>/, '', 'Header/client'],
    ['another member as service', '>00000000<', '>00000001<', 'Header/service'],
    [
      'an added service version',
      '</xrd:service>',
      '<id:serviceVersion>v1</id:serviceVersion></xrd:service>',
      'Header/service',
    ],
    ['a lost object type', ' id:objectType="SUBSYSTEM"', '', 'Header/client'],
    [
      'an object type of no namespace',
      'id:objectType="SERVICE"',
      'objectType="SERVICE"',
      'Header/service',
    ],
    ['a lost issue', /<xrd:issue.*<\/xrd:issue>/, '', 'Header/issue'],
    ['an issue written empty', /<xrd:issue.*<\/xrd:issue>/, '<xrd:issue/>', 'Header/issue'],
    ['another issue', 'a&amp;', 'a&amp;amp;', 'Header/issue'],
    ['another party', '>7<', '>8<', 'Header/representedParty'],
    ['another protocol version', '>4.0<', '>4.1<', 'Header/protocolVersion'],
    ['a changed attribute of an unknown block', 'x="1"', 'x="2"', 'Header/*'],
    ['a block too many', '</soapenv:Header>', '<more/></soapenv:Header>', 'Header/*'],
    [
      'a requestHash of its own',
      '</soapenv:Header>',
      '<xrd:requestHash>A</xrd:requestHash></soapenv:Header>',
      'Header/*',
    ],
    ['another order', idBlock + versionBlock, versionBlock + idBlock, 'Header/id'],
    [
      'another namespace',
      'http://x-road.eu/xsd/xroad.xsd',
      'https://x-road.eu/xsd/xroad.xsd',
      'Header/client',
    ],
    ['no header', /<soapenv:Header>.*<\/soapenv:Header>/, '', 'XML'],
    ['a lost prefix', / xmlns:repr="[^"]*"/, '', 'XML'],
    ['another envelope', 'http://schemas.xmlsoap.org/soap/envelope/', 'urn:x', 'Envelope'],
    ['text beside a header', '</soapenv:Header>', 'x</soapenv:Header>', 'Header'],
    ['no character of XML beside a block', '</soapenv:Header>', '\v</soapenv:Header>', 'Header'],
    ['no character of XML beside the header', '<soapenv:Header>', '\f<soapenv:Header>', 'Envelope'],
    ['no character of XML in front', '<soapenv:Envelope', '\v<soapenv:Envelope', 'XML'],
    ['an attribute of ours', '<soapenv:Body>', '<soapenv:Body a="">', 'Body'],
    ['text beside the body', '<soapenv:Body>', 'x<soapenv:Body>', 'Envelope'],
    ['no declaration', '<?xml version="1.0" encoding="UTF-8"?>', '', 'XML'],
    ['another encoding', '"UTF-8"', '"UTF-16"', 'XML'],
    ['a byte order mark', /^/, '\ufeff', 'XML'],
    ['another answer', /Do_v1Response/g, 'Do_v1Result', 'Body/*'],
    ['a shorter answer', /Do_v1Response/g, 'Do_v1', 'Body/*'],
    ['a second element', '<soapenv:Body>', '<soapenv:Body><a/>', 'XML'],
    ['text in the body', '</Do_v1Response>', '</Do_v1Response>x', 'Body'],
    ['two bodies', '</soapenv:Body>', '</soapenv:Body><soapenv:Body/>', 'Envelope'],
    ['no body', /<soapenv:Body>.*<\/soapenv:Body>/, '', 'XML'],
    ['another end tag', '</soapenv:Body>', '</xrd:Body>', 'XML'],
    ['a cut', /.{9}$/, '', 'XML'],
  ]
  for (const [title, from, to, where] of differences) {
    it(`finds ${title} at ${where}`, () => {
      expect(changed(from, to)).to.equal(where)
    })
  }

  it('finds what is no fault where one should be, and the other way round', () => {
    expect(difference({ ...right, status: 500 }, asked)).to.equal('Body/Fault')
    const fault = faultReply(new Failure('INTERNAL'), () => '<d/>', { echo: echoOf(asked) })
    expect(difference(fault, asked)).to.equal(undefined)
    expect(difference({ ...fault, status: 200 }, asked)).to.equal('Body/*')
    expect(changed('<faultcode>', '<faultcode', fault)).to.equal('XML')
  })

  it('finds a carriage return that the security server would rewrite in an answer, and leaves a fault alone', () => {
    const places: [from: string, where: string][] = [
      ['5f1c3b0a', 'Header/id'],
      [' UA1 ', 'Header/userId'],
      ['01234567', 'Header/client'],
      ['00000000', 'Header/service'],
      ['>7<', 'Header/representedParty'],
    ]
    const text = message(blocks, '<Do_v1/>')
    for (const [from, where] of places) {
      const request = opened(text.replace(from, from.replace(/\w/, '$&&#13;')))
      const echo = echoOf(request)
      expect(difference(answer(echo, content), request), where).to.equal(where)
      const fault = faultReply(new Failure('INVALID_IDENTIFIER'), () => '<d/>', { echo })
      expect(difference(fault, request)).to.equal(undefined)
    }
  })

  it('finds nothing in a carriage return that nobody compares', () => {
    const text = message(blocks, '<Do_v1/>')
      .replace('<id:memberCode>', '&#13;<id:memberCode>')
      .replace('<deep/>', '<deep>&#13;</deep>')
    const request = opened(text)
    expect(difference(answer(echoOf(request), content), request)).to.equal(undefined)
  })

  it('lets no changed byte pass that changes what the consumer’s security server compares', () => {
    const headerOf = (bytes: Buffer): Header => {
      const envelope = openEnvelope(bytes)
      try {
        return readHeader(envelope)
      } finally {
        envelope.dispose()
      }
    }
    const expected = readHeader(asked)
    const at = fc.nat({ max: right.body.indexOf('<soapenv:Body>') })
    fc.assert(
      fc.property(at, fc.nat({ max: 255 }), fc.nat({ max: 3 }), (start, byte, dropped) => {
        const rest = right.body.subarray(start + dropped)
        const body = Buffer.concat([right.body.subarray(0, start), Buffer.from([byte]), rest])
        if (difference({ ...right, body }, asked) === undefined)
          expect(headerOf(body)).to.deep.equal(expected)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('a reply that differs from its request', () => {
  const sent = request('GetCertificateStatus_v1', '<c:uvci>URN:UVCI:01:UA:1</c:uvci>')
  const broken = (change: (header: string) => string) => (envelope: Envelope) => {
    const echo: Echo = echoOf(envelope)
    return { ...echo, header: change(echo.header) }
  }

  const ways: [title: string, change: (header: string) => string][] = [
    ['with another client', (header) => header.replace('01234567', '76543210')],
    ['with a trimmed id', (header) => header.replace('5f1c3b0a-', '5f1c3b0a')],
    ['without its header', () => ''],
    ['that is no XML', (header) => header.slice(1)],
  ]
  for (const [title, change] of ways) {
    it(`never leaves ${title}: a fault without header does, counted and logged as an error`, async () => {
      const more = { copyHeader: broken(change) }
      const under = gatewayOver({ status: () => ({ status: 'VALID' }) }, undefined, undefined, more)
      const { status, body } = await under.gateway.exchange(Buffer.from(sent))
      const text = body.toString()
      expect(status).to.equal(500)
      expect(text).to.include('<faultcode>soapenv:Server</faultcode>')
      expect(text).to.include('<faultCode>SELF_CHECK_FAILED</faultCode>')
      expect(text).to.include('<xRoadId>5f1c3b0a-0001</xRoadId>')
      expect(text).not.to.include('Header>')
      expect(text).not.to.match(/01234567|76543210|>VALID</)
      const [failure, line] = under.lines
      expect(failure).to.include({ level: 'error', code: 'SELF_CHECK_FAILED' })
      expect(failure?.detail).to.match(/^the reply differs at (Header\/\w+|XML)$/)
      expect(line).to.include({ outcome: 'SELF_CHECK_FAILED', xRoadId: '5f1c3b0a-0001' })
      expect(await under.metrics.text()).to.include('gateway_self_check_failures_total 1')
    })

    it(`never leaves ${title} when it is a fault`, async () => {
      const under = gatewayOver({}, undefined, undefined, { copyHeader: broken(change) })
      const foreign = sent.replace('00000000', '00000001')
      const { status, body } = await under.gateway.exchange(Buffer.from(foreign))
      expect(status).to.equal(500)
      expect(body.toString()).to.include('<faultCode>SELF_CHECK_FAILED</faultCode>')
      expect(body.toString()).not.to.include('Header>')
      expect(await under.metrics.text()).to.include('gateway_self_check_failures_total 1')
    })
  }

  it('is rare: nothing is counted of an ordinary message', async () => {
    const under = gatewayOver({ status: () => ({ status: 'VALID' }) })
    expect((await under.gateway.exchange(Buffer.from(sent))).status).to.equal(200)
    expect(await under.metrics.text()).to.include('gateway_self_check_failures_total 0')
  })
})

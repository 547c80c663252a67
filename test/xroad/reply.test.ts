// The echo, judged by reading the answer back with libxml2 as the consumer's security server will.

import { expect } from 'chai'
import { Failure } from '../../src/errors.ts'
import { children, parse } from '../../src/xml/document.ts'
import { type Echo, echoOf } from '../../src/xroad/echo.ts'
import { openEnvelope } from '../../src/xroad/envelope.ts'
import { type Header, readHeader } from '../../src/xroad/header.ts'
import { answer, faultReply } from '../../src/xroad/reply.ts'
import {
  clientBlock,
  envelope,
  headerBlocks,
  identifiers,
  message,
  representation,
  request,
  serviceBlock,
  soap11,
  versionBlock,
  xroad,
} from './envelopes.ts'

interface Read {
  header: Header
  echo: Echo
}

function read(sent: string | Buffer): Read {
  const opened = openEnvelope(Buffer.from(sent))
  try {
    return { header: readHeader(opened), echo: echoOf(opened) }
  } finally {
    opened.dispose()
  }
}

/** The header of an answer as sent, and as its bytes. */
function answered(sent: string | Buffer): { text: string; sent: Header; received: Header } {
  const { header, echo } = read(sent)
  const { status, body } = answer(echo, '<answer xmlns="urn:ours"/>')
  expect(status).to.equal(200)
  const received = read(body)
  // What the next reader would echo is what we echoed: nothing was lost on the way.
  expect(received.echo).to.deep.equal(echo)
  return { text: body.toString(), sent: header, received: received.header }
}

/** The names, with namespace, of the header's blocks. */
function blockNames(text: string): string[] {
  const { root, document } = parse(Buffer.from(text))
  const [header] = children(root)
  const names = header ? children(header).map((at) => `{${at.namespaceUri}}${at.name}`) : []
  document.dispose()
  return names
}

const ordinary = headerBlocks('Do_v1')
const inner = (text: string) => /<soapenv:Header>(.*)<\/soapenv:Header>/s.exec(text)?.[1]

describe('an answer', () => {
  it('is UTF-8 with a declaration, without byte order mark', () => {
    const { text } = answered(request('Do_v1'))
    expect(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope ')).to.equal(
      true,
    )
  })

  it('holds the header blocks byte for byte in the same order', () => {
    const blocks = [
      '<xrd:userId  a = "x"\n b=\'y>\' >UA&#x31;&amp;</xrd:userId >',
      ...ordinary,
      '<xrd:issue><!-- > <x> --><![CDATA[<a>&</a>]]></xrd:issue>',
      '<repr:representedParty><repr:partyClass>COM</repr:partyClass><repr:partyCode> 7 </repr:partyCode></repr:representedParty>',
      '<own xmlns="urn:own" xmlns:z="urn:z" z:mustUnderstand="0"><z:deep a="&gt;"><z:deep/></z:deep></own>',
      '<own xmlns="urn:own"/>',
      '<xrd:unknown xml:lang="uk">Ґанок — 漢字 😀</xrd:unknown>',
    ]
    const { text, sent, received } = answered(message(blocks, '<Do_v1/>'))
    expect(inner(text)).to.equal(blocks.join(''))
    expect(received).to.deep.equal(sent)
  })

  it('drops the white space, comments and text between blocks and nothing else', () => {
    const spaced = message(
      [...ordinary.map((block) => `\n  ${block} <!-- x -->`), '\n'],
      '<Do_v1/>',
    )
    const { text, sent, received } = answered(spaced)
    expect(inner(text)).to.equal(ordinary.join(''))
    expect(received).to.deep.equal(sent)
  })

  const hashes: [title: string, block: string][] = [
    ['an ordinary requestHash', '<xrd:requestHash algorithmId="urn:a">AAAA</xrd:requestHash>'],
    ['an empty requestHash', '<xrd:requestHash/>'],
    [
      'a requestHash with another prefix',
      `<é.-:requestHash xmlns:é.-="${xroad}">A</é.-:requestHash>`,
    ],
    ['a requestHash in a default namespace', `<requestHash xmlns="${xroad}">A</requestHash>`],
    ['a requestHash that holds elements', '<xrd:requestHash><xrd:id>x</xrd:id>></xrd:requestHash>'],
  ]
  for (const [title, block] of hashes) {
    it(`never holds ${title}, wherever it stood`, () => {
      for (const at of [0, 2, 4]) {
        const blocks = ordinary.toSpliced(at, 0, block)
        const { text } = answered(message(blocks, '<Do_v1/>'))
        expect(inner(text)).to.equal(ordinary.join(''))
      }
    })
  }

  it('holds a requestHash of another namespace', () => {
    const { text } = answered(message([...ordinary, '<requestHash xmlns="urn:x"/>'], '<Do_v1/>'))
    expect(inner(text)).to.include('<requestHash xmlns="urn:x"/>')
  })

  it('holds no processing instruction', () => {
    const sent = message(
      [
        '<?a b?>',
        clientBlock.replace('<id:memberCode>', '<?x <a> ?><id:memberCode>0<?y?>'),
        serviceBlock('Do_v1'),
        '<xrd:id><?z?><![CDATA[<?kept?>]]><!-- <?kept?> -->i</xrd:id>',
        versionBlock,
        '<?c?>',
      ],
      '<Do_v1/>',
    ).replace('?>\n', '?>\n<?top x?><!-- <Envelope> --><?top y?>')
    const { text, received, sent: header } = answered(sent)
    const { document } = parse(Buffer.from(text))
    expect(document.find('//processing-instruction()')).to.have.length(0)
    document.dispose()
    expect(received).to.deep.equal(header)
    expect(received.id).to.equal('<?kept?>i')
    expect(received.client.memberCode).to.equal('001234567')
  })

  it('keeps the namespaces that the header inherits from envelope and header', () => {
    const blocks = [...ordinary, '<a:b xmlns:a="urn:inner"/>', '<o:b/>', '<p:b q:c="1"/>', '<d/>']
    const sent = envelope(
      `<soapenv:Header xmlns:o='urn:o' xmlns:p = "urn:p" xmlns:q="urn:q" xmlns="urn:d" soapenv:x="&gt;">${blocks.join('')}</soapenv:Header>`,
      '<soapenv:Body><Do_v1/></soapenv:Body>',
    )
    const { text, sent: header, received } = answered(sent)
    expect(blockNames(text)).to.deep.equal(blockNames(sent))
    expect(blockNames(text).at(-1)).to.equal('{urn:d}d')
    expect(received).to.deep.equal(header)
  })

  it('is not fooled by declarations inside attribute values', () => {
    const sent = message([...ordinary, '<d/>'], '<Do_v1/>')
      .replace(
        '<soapenv:Envelope',
        `<soapenv:Envelope a=' xmlns="urn:evil" ' b=" xmlns:xrd='urn:evil'"`,
      )
      .replace('<soapenv:Header', `<soapenv:Header a="> xmlns='urn:evil'"`)
    const { text, received, sent: header } = answered(sent)
    expect(text).not.to.include('urn:evil')
    expect(blockNames(text).at(-1)).to.equal('{}d')
    expect(received).to.deep.equal(header)
  })

  it('follows an envelope in the default namespace', () => {
    const sent =
      `<Envelope xmlns="${soap11}"><Header><client xmlns="${xroad}" xmlns:i="${identifiers}" i:objectType="MEMBER">` +
      '<i:xRoadInstance>S</i:xRoadInstance><i:memberClass>G</i:memberClass><i:memberCode>1</i:memberCode></client>' +
      `${serviceBlock('Do_v1').replaceAll('xrd:', '').replace('<service', `<service xmlns="${xroad}" xmlns:id="${identifiers}"`)}` +
      `<id xmlns="${xroad}">1</id><protocolVersion xmlns="${xroad}">4.0</protocolVersion></Header><Body><Do_v1 xmlns=""/></Body></Envelope>`
    const { text, sent: header, received } = answered(sent)
    expect(text).to.match(
      /<Body><answer xmlns="urn:ours"><\/answer><\/Body><\/Envelope>$|<Body><answer xmlns="urn:ours"\/><\/Body><\/Envelope>$/,
    )
    expect(received).to.deep.equal(header)
  })

  it('follows prefixes outside ASCII, and ones whose bytes look like white space', () => {
    for (const prefix of ['Р', 'ё', 'à', 'х.-_1', '漢', '_']) {
      const sent = request('Do_v1').replaceAll('soapenv', prefix).replaceAll('xrd', `${prefix}2`)
      const { text, sent: header, received } = answered(sent)
      expect(text).to.include(`<${prefix}:Body>`).and.to.include(`</${prefix}:Envelope>`)
      expect(received).to.deep.equal(header)
    }
  })

  it('follows a start tag written over several lines', () => {
    const sent = request('Do_v1')
      .replace('<soapenv:Envelope ', '<soapenv:Envelope\r\n\t')
      .replaceAll('" xmlns', '"\r\n\t\txmlns')
      .replace('<soapenv:Header>', '<soapenv:Header\r\n>')
    const { sent: header, received } = answered(sent)
    expect(received).to.deep.equal(header)
  })

  it('follows a Header under another prefix than the envelope', () => {
    const sent = request('Do_v1')
      .replace('<soapenv:Header>', `<h:Header xmlns:h="${soap11}">`)
      .replace('</soapenv:Header>', '</h:Header>')
    const { text, sent: header, received } = answered(sent)
    expect(text).to.include('</h:Header><soapenv:Body>')
    expect(received).to.deep.equal(header)
  })

  it('drops a byte order mark', () => {
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(request('Do_v1'))])
    const { text } = answered(bytes)
    expect(text).to.equal(answered(request('Do_v1')).text)
  })

  it('keeps carriage returns and every other byte of a header', () => {
    const id = '<xrd:id>\r\n a\rb\t</xrd:id>'
    const own = '<own xmlns="urn:own" a="&#13;">\r\n a\rb&#13;\t</own>'
    const { text, sent, received } = answered(
      message([clientBlock, serviceBlock('Do_v1'), id, versionBlock, own], '<Do_v1/>'),
    )
    expect(inner(text)).to.include(id).and.to.include(own)
    expect(received).to.deep.equal(sent)
  })
})

describe('a fault', () => {
  const writeDetail = (value: object) => `<d xmlns="urn:d">${Object.keys(value).join()}</d>`

  function fault(failure: Failure, sent?: string) {
    const known = sent === undefined ? undefined : read(sent)
    const { status, body } = faultReply(
      failure,
      writeDetail,
      known && { echo: known.echo, id: known.header.id },
    )
    expect(status).to.equal(500)
    const { root, document } = parse(body)
    const parts = children(root)
    const element = children(parts.at(-1) as never)[0]
    expect([element?.namespaceUri, element?.name]).to.deep.equal([soap11, 'Fault'])
    const fields = children(element as never).map((at) => [at.namespaceUri, at.name, at.content])
    const prefixes = element?.namespaces ?? {}
    const header = parts.length > 1
    document.dispose()
    return { fields, prefixes, header, text: body.toString() }
  }

  it('has unqualified faultcode, faultstring and detail, in this order', () => {
    const { fields, prefixes, header } = fault(new Failure('NOT_XML'))
    expect(fields).to.deep.equal([
      ['', 'faultcode', 'soapenv:Client'],
      ['', 'faultstring', 'Повідомлення не є правильно сформованим XML.'],
      ['', 'detail', 'faultCode,faultString,faultStringEn,retryable'],
    ])
    expect(prefixes).to.include({ soapenv: soap11 })
    expect(header).to.equal(false)
  })

  it('keeps them unqualified where the request has a default namespace', () => {
    const sent = request('Do_v1').replaceAll('soapenv:', '').replace('xmlns:soapenv=', 'xmlns=')
    const { fields, header, text } = fault(new Failure('INTERNAL'), sent)
    expect(fields.map(([namespace, name]) => `${namespace} ${name}`)).to.deep.equal([
      ' faultcode',
      ' faultstring',
      ' detail',
    ])
    expect(header).to.equal(true)
    expect(text).to.include('<Body><soapenv:Fault ')
  })

  it('binds its own prefix where the request uses that prefix for something else', () => {
    const sent = request('Do_v1')
      .replaceAll('soapenv', 's')
      .replace('xmlns:s=', 'xmlns:soapenv="urn:x" xmlns:s=')
    const { fields, prefixes } = fault(new Failure('INTERNAL'), sent)
    expect(fields[0]?.[2]).to.equal('soapenv:Server')
    expect(prefixes).to.include({ soapenv: soap11 })
  })

  it('bears the message id unless it is longer than the contract holds', () => {
    const withId = (id: string) =>
      message(
        [clientBlock, serviceBlock('Do_v1'), `<xrd:id>${id}</xrd:id>`, versionBlock],
        '<Do_v1/>',
      )
    expect(fault(new Failure('INTERNAL'), withId('x'.repeat(2000))).text).to.include('xRoadId')
    expect(fault(new Failure('INTERNAL'), withId('x'.repeat(2001))).text).not.to.include('xRoadId')
  })

  it('echoes the header like any answer', () => {
    const sent = message([...ordinary, `<x xmlns="${representation}"/>`], '<Do_v1/>')
    expect(inner(fault(new Failure('INTERNAL'), sent).text)).to.equal(inner(sent))
  })

  it('calls a refusal that was thrown a client’s fault', () => {
    expect(fault(new Failure('CERTIFICATE_UNKNOWN')).fields[0]?.[2]).to.equal('soapenv:Client')
  })
})

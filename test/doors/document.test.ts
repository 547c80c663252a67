import { createHash } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { expect } from 'chai'
import { createWebDoor } from '../../src/doors/web.ts'
import { exchange, type ServerUnderTest, serve } from './raw.ts'

const wsdl = { full: '<full>ї</full>', plain: '<plain/>' }
const tag = `"${createHash('sha256').update(wsdl.full).digest('base64url')}"`

const paths = [
  '/wsdl/certificates.wsdl',
  '/wsdl/certificates.plain.wsdl',
  '/wsdl/certificates.xsd',
  '/wsdl/xroad.xsd',
  '/wsdl/identifiers.xsd',
  '/wsdl/representation.xsd',
  '/trembita/v1',
]

describe('a published document', () => {
  let under: ServerUnderTest
  before(async () => {
    under = await serve({}, {}, createWebDoor({ wsdl }) as RequestListener)
  })
  after(() => under.close())

  const ask = (path: string, headers: readonly string[] = []) =>
    exchange(under.port, [`GET ${path} HTTP/1.1`, 'Host: a', ...headers, '', ''].join('\r\n'))
  const full = (ifNoneMatch: string) =>
    ask('/wsdl/certificates.wsdl', [`If-None-Match: ${ifNoneMatch}`])

  it('has the SHA-256 of its bytes as a strong entity tag', async () => {
    const answer = await ask('/wsdl/certificates.wsdl')
    expect(answer.status).to.equal(200)
    expect(answer.headers).to.include({ etag: tag, 'cache-control': 'no-cache' })
  })

  for (const path of paths) {
    it(`at ${path} is not sent again to whoever has it`, async () => {
      const first = await ask(path)
      expect(first.status).to.equal(200)
      expect(first.headers.etag).to.match(/^"[\w-]{43}"$/)
      const again = await ask(path, [`If-None-Match: ${first.headers.etag}`])
      expect(again).to.include({ status: 304, body: '' })
      expect(again.headers.etag).to.equal(first.headers.etag)
      expect(again.headers).not.to.have.property('content-type')
    })
  }

  it('has another tag than any other', async () => {
    const tags = await Promise.all(paths.map(async (path) => (await ask(path)).headers.etag))
    expect(new Set(tags).size).to.equal(paths.length - 1)
    expect(tags.at(-1)).to.equal(tags[2])
  })

  for (const known of [
    tag,
    `W/${tag}`,
    '*',
    ` ${tag} `,
    `"a", ${tag}`,
    `W/"a",W/${tag},"b"`,
    `"a,b", ${tag}`,
  ]) {
    it(`is not sent again for If-None-Match: ${known.replace(tag, '…')}`, async () => {
      expect((await full(known)).status).to.equal(304)
    })
  }

  for (const other of [
    '"a"',
    'W/"a"',
    tag.replaceAll('"', ''),
    tag.toLowerCase(),
    `w/${tag}`,
    `"x${tag.slice(1)}`,
    `a${tag}`,
    `${tag}b`,
    `"*"`,
    '',
    `"", "${'a'.repeat(8000)}"`,
  ]) {
    it(`is sent for If-None-Match: ${other.slice(0, 20).replace(tag, '…')}`, async () => {
      expect(await full(other)).to.include({ status: 200, body: wsdl.full })
    })
  }

  it('is sent to whoever asks by date alone', async () => {
    const later = 'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT'
    expect((await ask('/wsdl/certificates.wsdl', [later])).status).to.equal(200)
  })

  it('answers HEAD with the header of GET alone', async () => {
    const url = `http://127.0.0.1:${under.port}/wsdl/certificates.wsdl`
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, await head.text()]).to.deep.equal([200, ''])
    expect(Object.fromEntries(head.headers)).to.include({
      etag: tag,
      'content-type': 'text/xml; charset=utf-8',
      'content-length': String(Buffer.byteLength(wsdl.full)),
    })
    const known = await fetch(url, { method: 'HEAD', headers: { 'If-None-Match': tag } })
    expect(known.status).to.equal(304)
  })
})

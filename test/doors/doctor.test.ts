import type { RequestListener } from 'node:http'
import { expect } from 'chai'
import { createWebDoor } from '../../src/doors/web.ts'
import { ordinary } from '../doctor/rows.ts'
import { doctorFor } from '../doctor/settings.ts'
import { startSandbox } from '../running.ts'
import { type ServerUnderTest, serve } from './raw.ts'

const wsdl = { full: '<full/>', plain: '<plain/>' }

describe('the door of the doctor', () => {
  let under: ServerUnderTest

  before(async () => {
    const doctor = doctorFor()
    under = await serve({}, {}, createWebDoor({ wsdl, doctor }) as RequestListener)
  })
  after(() => under.close())

  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${under.port}/doctor`, {
      method: 'POST',
      body: body as never,
      headers: { 'content-type': 'text/xml; charset=utf-8', ...headers },
    })

  it('answers text', async () => {
    const answer = await post(ordinary.replace('>4.0<', '>5<'))
    expect(answer.status).to.equal(200)
    expect(answer.headers.get('content-type')).to.equal('text/plain; charset=utf-8')
    expect(await answer.text()).to.match(/^LINE 23 {2}error {2}INVALID_PROTOCOL_VERSION/)
  })

  it('answers JSON to who accepts it', async () => {
    const answer = await post(ordinary, { accept: 'application/json' })
    expect(await answer.json()).to.deep.equal({ errors: 0, warnings: 0, hints: 0, findings: [] })
  })

  it('takes 1 MiB and no more', async () => {
    const filled = ordinary.replace(
      '<c:purposeId>9',
      `<!--${'x'.repeat(1_048_000)}--><c:purposeId>9`,
    )
    expect((await post(filled)).status).to.equal(413)
    expect((await post(filled.replace(/x{5000}/, ''))).status).to.equal(200)
  })

  it('takes text/xml and nothing else, and nothing compressed', async () => {
    expect((await post('{}', { 'content-type': 'application/json' })).status).to.equal(415)
    expect((await post(ordinary, { 'content-encoding': 'gzip' })).status).to.equal(415)
    expect((await post('')).status).to.equal(200)
  })

  it('judges the charset that the message is sent with', async () => {
    const answer = await post(ordinary, { 'content-type': 'text/xml; charset=windows-1251' })
    expect(await answer.text()).to.include('ENCODING_REFUSED')
  })

  it('answers to POST alone', async () => {
    expect((await fetch(`http://127.0.0.1:${under.port}/doctor`)).status).to.equal(404)
  })

  it('is not there without a doctor', async () => {
    const other = await serve({}, {}, createWebDoor({ wsdl }) as RequestListener)
    const url = `http://127.0.0.1:${other.port}/doctor`
    const headers = { 'content-type': 'text/xml' }
    expect((await fetch(url, { method: 'POST', body: ordinary, headers })).status).to.equal(404)
    await other.close()
  })

  it('is there in the sandbox', async () => {
    const { url, stop } = await startSandbox()
    const headers = { 'content-type': 'text/xml' }
    const answer = await fetch(`${url}/doctor`, { method: 'POST', body: ordinary, headers })
    expect(await answer.text()).to.equal('message: 0 errors, 0 warnings, 0 hints: accepted\n')
    await stop()
  }).timeout(60_000)
})

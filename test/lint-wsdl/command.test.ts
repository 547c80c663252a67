import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { makeSelfSigned } from '../tls.ts'
import { full } from './broken.ts'

const command = fileURLToPath(new URL('../../scripts/lint-wsdl.js', import.meta.url))
const warned = full.replace('soapAction=""', 'soapAction="a"')

async function run(...words: string[]) {
  const child = spawn(process.execPath, [command, ...words])
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  const [code] = await once(child, 'close')
  return { code: code as number, text }
}

describe('npm run lint:wsdl', () => {
  let folder: string
  let server: Server
  let url: string
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lint-'))
    server = createServer((request, response) => {
      if (request.url === '/moved') response.writeHead(302, { Location: '/full' }).end()
      else response.writeHead(request.url === '/full' ? 200 : 503).end(full)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })

  it('passes our own two WSDLs, warnings counted as errors', async () => {
    const { code, text } = await run('--strict')
    expect(code).to.equal(0)
    expect(text).to.match(/^certificates\.wsdl: .*profile x-road, 0 errors, 0 warnings$/m)
    expect(text).to.match(/^certificates\.plain\.wsdl: .*trembita, 0 errors, 0 warnings$/m)
  })

  it('gives 1 for an error', async () => {
    const { code, text } = await run(file('a.wsdl', '<a/>'))
    expect(code).to.equal(1)
    expect(text).to.include('IMPORT_NOT_WSDL')
  })

  it('gives 0 for a warning, and 1 when asked to be strict', async () => {
    const path = file('b.wsdl', warned)
    expect((await run(path)).code).to.equal(0)
    expect((await run(path, '--strict')).code).to.equal(1)
  })

  it('judges what stands at an address, by the profile it is told', async () => {
    const { code, text } = await run(`${url}/full`, '--profile', 'trembita')
    expect(code).to.equal(0)
    expect(text).to.include('profile trembita')
  })

  it('gives 2 for a file that is not there', async () => {
    const { code, text } = await run('/nowhere/a.wsdl')
    expect(code).to.equal(2)
    expect(text).to.match(/^unreadable: /)
  })

  for (const [what, words] of [
    ['a profile that is not known', ['--profile', 'uxp']],
    ['a word that is not known', ['--lax']],
    ['a certificate without its key', ['--certificate', 'a.pem']],
  ] as const) {
    it(`gives 2 for ${what}, and says how it is used`, async () => {
      const { code, text } = await run(...words)
      expect(code).to.equal(2)
      expect(text).to.include('--profile x-road|trembita').and.not.to.include('unreadable')
    })
  }

  it('says how it is used when asked', async () => {
    const { code, text } = await run('--help')
    expect(code).to.equal(0)
    expect(text).to.match(/^npm run lint:wsdl -- /)
  })

  it('gives 2 and the reason when nobody answers', async () => {
    const { code, text } = await run('http://127.0.0.1:1/wsdl')
    expect(code).to.equal(2)
    expect(text).to.equal('unreadable: ECONNREFUSED\n')
  })

  for (const path of ['/broken', '/moved']) {
    it(`gives 2 for an address that does not answer 200: ${path}`, async () => {
      expect((await run(url + path)).code).to.equal(2)
    })
  }

  describe('at an https address that asks who calls', () => {
    let secure: Server
    let address: string
    let own: { certificate: string; key: string }

    before(async () => {
      own = await makeSelfSigned('importer')
      const { certificate, key } = await makeSelfSigned('gateway')
      const files = { cert: readFileSync(certificate), key: readFileSync(key) }
      const asking = { requestCert: true, rejectUnauthorized: false }
      secure = createSecureServer({ ...files, ...asking }, (request, response) => {
        const shown = (request.socket as TLSSocket).getPeerCertificate().subject?.CN
        if (shown === 'importer') response.end(full)
        else request.socket.destroy()
      })
      await once(secure.listen(0, '127.0.0.1'), 'listening')
      address = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/wsdl`
    })
    after(() => secure.close())

    it('trusts any certificate and shows its own, as the importer does', async () => {
      const shown = ['--certificate', own.certificate, '--key', own.key]
      const { code, text } = await run(address, ...shown)
      expect(code, text).to.equal(0)
      expect(text).to.include('imports it')
    })

    it('says what is missing when it has none to show', async () => {
      const { code, text } = await run(address)
      expect(code).to.equal(2)
      expect(text).to.match(/^unreadable: ECONNRESET; .*--certificate, --key\n$/)
    })
  })
})

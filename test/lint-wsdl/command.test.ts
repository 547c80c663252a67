import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
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

  for (const [what, words] of [
    ['a file that is not there', ['/nowhere/a.wsdl']],
    ['a profile that is not known', ['--profile', 'uxp']],
    ['a word that is not known', ['--lax']],
  ] as const) {
    it(`gives 2 for ${what}`, async () => {
      const { code, text } = await run(...words)
      expect(code).to.equal(2)
      expect(text).to.match(/^unreadable: /)
    })
  }

  it('gives 2 and the reason when nobody answers', async () => {
    const { code, text } = await run('http://127.0.0.1:1/wsdl')
    expect(code).to.equal(2)
    expect(text).to.match(/^unreadable: fetch failed \(.+\)\n$/)
  })

  for (const path of ['/broken', '/moved']) {
    it(`gives 2 for an address that does not answer 200: ${path}`, async () => {
      expect((await run(url + path)).code).to.equal(2)
    })
  }
})

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { freePort, type Running, startSandbox } from './running.ts'

const replay = fileURLToPath(new URL('../scripts/replay.js', import.meta.url))

function run(...words: string[]): Promise<{ code: number | null; out: string; errors: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [replay, ...words])
    let [out, errors] = ['', '']
    child.stdout.on('data', (text) => {
      out += text
    })
    child.stderr.on('data', (text) => {
      errors += text
    })
    child.on('close', (code) => resolve({ code, out, errors }))
  })
}

/** A gateway of which only the first answer is known. */
function pretend(
  environment: string,
  worldId: string,
  time = '2022-02-10T08:00:00Z',
): Promise<[Server, string]> {
  const answer = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><r>
    <environment>${environment}</environment><worldId>${worldId}</worldId>
    <time>${time}</time></r></e:Body></e:Envelope>`
  const server = createServer((request, response) => {
    request.resume()
    response.setHeader('Content-Type', 'text/xml; charset=utf-8')
    response.end(answer)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      resolve([server, `http://127.0.0.1:${port}/ws`])
    })
  })
}

describe('the replay of fixtures', () => {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'))
  let gateway: Running

  before(async () => {
    gateway = await startSandbox()
  })

  after(async () => {
    await gateway?.stop()
    rmSync(folder, { recursive: true })
  })

  it('walks the cases it is asked for, one line each, and writes JUnit XML', async () => {
    const file = join(folder, 'junit.xml')
    const words = ['GetCertificateStatus_v1/valid', '_refused/get', '--junit', file]
    const { code, out } = await run(gateway.url, ...words)
    expect(out).to.match(/^ok {5}GetCertificateStatus_v1\/valid \(\d+ ms\)$/m)
    expect(out).to.include('2 cases, 0 differ')
    expect(code).to.equal(0)
    const junit = readFileSync(file, 'utf8')
    expect(junit).to.include('<testsuite name="conformance" tests="2" failures="0">')
    expect(junit).to.include('classname="_refused" name="get"')
  })

  it('ends with 1 where an answer differs', async () => {
    const [server, url] = await pretend('SANDBOX', 'winter-2022')
    const { code, out } = await run(url, 'GetCertificateStatus_v1/unknown')
    server.close()
    expect(out).to.match(/^DIFFER GetCertificateStatus_v1\/unknown/m)
    expect(code).to.equal(1)
  })

  for (const [environment, world, reason] of [
    ['PRODUCTION', 'winter-2022', 'its environment is PRODUCTION, not SANDBOX'],
    ['SANDBOX', 'summer-2021', 'its world is summer-2021, not winter-2022'],
  ] as const) {
    it(`changes nothing where ${reason}`, async () => {
      const [server, url] = await pretend(environment, world)
      const { code, out, errors } = await run(url, 'RevokeCertificate_v1', '_refused/dose-0')
      server.close()
      expect(errors).to.match(new RegExp(`^REFUSED to run \\d+ cases that change data: ${reason}`))
      expect(out).to.include('0 cases')
      expect(code).to.equal(2)
    })
  }

  it('says that a sandbox has run too long for its tests', async () => {
    const [server, url] = await pretend('SANDBOX', 'winter-2022', '2022-02-14T08:00:00Z')
    const { out } = await run(url, '_refused/get')
    server.close()
    expect(out).to.include("The world's clock has run 4 days: restart the sandbox.")
  })

  it('ends with 2 where nobody answers', async () => {
    const { code, errors } = await run(`http://127.0.0.1:${await freePort()}`)
    expect(errors).not.to.equal('')
    expect(code).to.equal(2)
  })

  it('ends with 2 where there is no such case', async () => {
    const { code, errors } = await run(gateway.url, 'NoSuchOperation_v1')
    expect(errors).to.include('no such case')
    expect(code).to.equal(2)
  })
})

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { freePort } from './running.ts'

const demo = fileURLToPath(new URL('../scripts/demo.js', import.meta.url))

describe('the demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'))
  after(() => rmSync(folder, { recursive: true }))

  function run(port: number) {
    const env = { ...process.env, PORT: String(port), DATA_FOLDER: join(folder, 'data') }
    return spawnSync(process.execPath, [demo, '--once'], { env, encoding: 'utf8' })
  }

  it('issues a certificate, explains it and ends', async () => {
    const { status, stdout, stderr } = run(await freePort())
    expect(stderr).to.equal('')
    expect(stdout).to.match(/uvci +URN:UVCI:01:UA:[0-9A-F]{32}\n/)
    expect(stdout).to.include('PRYKLADENKO TARAS')
    expect(stdout).to.include('/wsdl/certificates.wsdl')
    expect(stdout).to.include('▄')
    expect(status).to.equal(0)
  })

  it('says plainly that its port is taken', async () => {
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
    })
    const { status, stderr } = run(port)
    server.close()
    expect(stderr).to.match(/^Port \d+ is taken\./)
    expect(status).to.equal(1)
  })
})

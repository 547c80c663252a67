// The command as an integrator starts it.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { makeAuthority } from '../tls.ts'
import {
  type AdapterUnderTest,
  answering,
  post,
  provider,
  request,
  response,
  serviceCode,
  startAdapter,
} from './messages.ts'

const command = fileURLToPath(new URL('../../scripts/security-server.js', import.meta.url))

interface Started {
  child: ChildProcess
  out(): string
  ended: Promise<{ code: number | null; errors: string }>
}

function start(...words: string[]): Started {
  const child = spawn(process.execPath, [command, ...words])
  let [out, errors] = ['', '']
  child.stdout?.on('data', (text) => {
    out += text
  })
  child.stderr?.on('data', (text) => {
    errors += text
  })
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, errors }))
  })
  return { child, out: () => out, ended }
}

async function listening(started: Started): Promise<string> {
  const ended = started.ended.then(({ errors }) => {
    throw new Error(errors)
  })
  for (;;) {
    const url = /^listening on (\S+)/m.exec(started.out())?.[1]
    if (url !== undefined) return url
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20))])
  }
}

describe('npm run security-server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'security-server-'))
  let adapter: AdapterUnderTest

  before(async () => {
    adapter = await startAdapter(answering(response()))
  })

  after(async () => {
    await adapter?.stop()
    rmSync(folder, { recursive: true })
  })

  const given = () => ['--provider', adapter.url, '--member', provider, '--services', serviceCode]

  it('listens, says one line for each message, and ends when it is told to', async () => {
    const access = join(folder, 'access.json')
    writeFileSync(access, JSON.stringify({ 'TEST/GOV/00000001/01_Zrazok_Consumer': '*' }))
    const clients = 'TEST/GOV/00000001/01_Zrazok_Consumer,TEST/GOV/00000002'
    const own = ['--port', '0', '--spelling', 'snake', '--access', access, '--clients', clients]
    const started = start(...given(), ...own, '--host', '127.0.0.1', '--uxp')
    const url = await listening(started)
    expect((await post(url, request())).text).to.include('<w:b>2</w:b>')
    expect((await post(url, '')).code).to.equal('client.invalid_soap')
    started.child.kill('SIGTERM')
    expect(await started.ended).to.deep.equal({ code: 0, errors: '' })
    expect(started.out().trim().split('\n')).to.have.lengthOf(3)
    expect(started.out()).to.match(
      /^refused client\.invalid_soap: Malformed SOAP message \(empty\)/m,
    )
  })

  it('reads its certificates from files', async () => {
    const { certificate, key } = await (await makeAuthority())('server')
    const own = ['--certificate', certificate, '--key', key, '--provider-pin', certificate]
    const consumer = ['--consumer-certificate', certificate, '--consumer-key', key]
    const started = start(...given(), '--port', '0', ...own, ...consumer)
    expect(await listening(started)).to.match(/^https:/)
    started.child.kill('SIGINT')
    expect((await started.ended).code).to.equal(0)
  })

  it('says so when an https provider is not verified', async () => {
    const words = given().map((word) => word.replace('http:', 'https:'))
    const started = start(...words, '--port', '0')
    await listening(started)
    started.child.kill('SIGTERM')
    await started.ended
    expect(started.out()).to.include('is not verified')
  })

  const wrong: [title: string, words: string[], says: RegExp][] = [
    ['no provider', [], /^npm run security-server -- --provider URL/],
    ['a port that is none', ['--port', '99999'], /^--port: a whole number from 0 to 65535/],
    ['another spelling', ['--spelling', 'kebab'], /^--spelling: camel or snake/],
    ['a timeout that is none', ['--service-timeout-ms', 'x'], /^--service-timeout-ms: a whole/],
    ['half a key pair', ['--certificate', 'x.pem'], /^--certificate and --key: both or neither/],
    ['a member of one word', ['--member', 'GOV'], /^GOV: INSTANCE\/CLASS\/MEMBER\/SUBSYSTEM/],
    ['a word that it does not know', ['--nonsense'], /Unknown option '--nonsense'/],
  ]

  for (const [title, words, says] of wrong) {
    it(`ends with code 2 at ${title}`, async () => {
      const started = start(...(title === 'no provider' ? [] : given()), ...words)
      const { code, errors } = await started.ended
      expect(errors).to.match(says)
      expect(code).to.equal(2)
    })
  }
})

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const command = fileURLToPath(new URL('../../scripts/publication-pack.js', import.meta.url))
const secret = 'a1'.repeat(32)

/** Who, where and how: all that the pack asks of a production. */
const production = {
  ENVIRONMENT: 'PRODUCTION',
  XROAD_INSTANCE: 'SEVDEIR',
  MEMBER_CODE: '00012345',
  SUBSYSTEM_CODE: '07_Zrazok_Certificates_prod',
  PUBLIC_URL: 'https://certificates.example',
  HOST: '127.0.0.1',
}

/** What else the gateway needs: the pack neither asks for it nor tells it. */
const beyond = {
  DATABASE_URL: 'postgres://gateway@db/certificates',
  SIGNING_KEYS: '/keys/a.pem=/keys/a.key',
  PEPPER: `p1:${secret}`,
  DELIVERY_KEY: `d1:${secret}`,
  ACCESS_FILE: '/etc/gateway/access.json',
}

describe('npm run publication-pack', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pack-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const run = (env: Record<string, string>, ...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], {
      env,
      encoding: 'utf8',
    })
    return { status, text: stdout + stderr }
  }
  const file = (language: string) => join(folder, 'out', `publication.${language}.md`)

  it('writes a document in each language, and says where', () => {
    const { status, text } = run({ ...production, ...beyond }, '--out', join(folder, 'out'))
    expect([status, text]).to.deep.equal([0, `${file('uk')}\n${file('en')}\n`])
    for (const language of ['uk', 'en']) {
      const written = readFileSync(file(language), 'utf8')
      expect(written).to.include('SEVDEIR/GOV/00012345/07_Zrazok_Certificates_prod')
      expect(written).not.to.include(secret)
    }
  })

  it('writes into the data folder unless told otherwise', () => {
    expect(run({ DATA_FOLDER: folder }).status).to.equal(0)
    expect(existsSync(join(folder, 'publication', 'publication.en.md'))).to.equal(true)
  })

  it('asks of a production for identity, address and link alone', () => {
    const { status, text } = run(production, '--out', join(folder, 'out'))
    expect([status, text]).to.deep.equal([0, `${file('uk')}\n${file('en')}\n`])
    for (const name of ['MEMBER_CODE', 'SUBSYSTEM_CODE', 'PUBLIC_URL', 'HOST']) {
      const refused = run({ ...production, [name]: '' }, '--out', join(folder, 'out'))
      expect(refused.status, name).to.equal(2)
    }
  })

  for (const [what, env] of [
    ['production on SEVDEIR-TEST', { ...production, XROAD_INSTANCE: 'SEVDEIR-TEST' }],
    ['production on SEVDEIR-TR', { ...production, XROAD_INSTANCE: 'SEVDEIR-TR' }],
    ['a sandbox on SEVDEIR', { XROAD_INSTANCE: 'SEVDEIR' }],
  ] as const) {
    it(`refuses ${what}, and writes nothing`, () => {
      const { status, text } = run(env, '--out', join(folder, 'out'))
      expect(status).to.equal(2)
      expect(text).to.include('XROAD_INSTANCE')
      expect(existsSync(join(folder, 'out'))).to.equal(false)
    })
  }

  it('refuses a word that it does not know', () => {
    expect(run({}, '--folder', folder).status).to.equal(2)
  })
})

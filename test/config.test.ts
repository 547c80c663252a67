import { availableParallelism } from 'node:os'
import { expect } from 'chai'
import { type Config, readConfig } from '../src/config.ts'

const secret = 'a1'.repeat(32)
const other = 'b2'.repeat(32)

/** What production needs. */
const production = {
  ENVIRONMENT: 'PRODUCTION',
  MEMBER_CODE: '00012345',
  DATABASE_URL: 'postgres://gateway:pa55word@db/certificates',
  SIGNING_KEYS: '/keys/a.pem=/keys/a.key',
  PEPPER: `p1:${secret}`,
  DELIVERY_KEY: `d1:${secret}`,
  XROAD_INSTANCE: 'SEVDEIR',
  SUBSYSTEM_CODE: '12_Zrazok_Certificates_prod',
  PUBLIC_URL: 'https://certificates.example',
  ACCESS_FILE: '/etc/gateway/access.json',
  HOST: '127.0.0.1',
}

/** The files of the link: all of them or none. */
const link = { TLS_CERTIFICATE: 'c.pem', TLS_KEY: 'k.pem', CLIENT_PINS: 'pins' }

function problems(env: Record<string, string | undefined>): string[] {
  try {
    readConfig(env)
  } catch (error) {
    const [first, ...lines] = (error as Error).message.split('\n')
    expect(first).to.equal('Configuration:')
    return lines.map((line) => line.trim())
  }
  return []
}

describe('the configuration', () => {
  it('of a sandbox needs nothing, listens on this machine alone, and cannot be changed', () => {
    const config = readConfig({})
    expect(config).to.deep.include({
      environment: 'SANDBOX',
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://localhost:8080',
      worldFile: 'fixtures/world.json',
      trustFolder: 'fixtures/keys',
      databaseUrl: undefined,
      engine: undefined,
      signingKeys: [],
      peppers: [],
      deliveryTtlMs: 86_400_000,
    })
    expect(() => Object.assign(config, { port: 1 })).to.throw(TypeError)
  })

  it('takes trust lists from folders, files and addresses, and how often', () => {
    const list = ' /lists/a , b.json, https://list.example/trustList?x=1,'
    const config = readConfig({ TRUST_LIST: list, TRUST_REFRESH_SECONDS: '60', RULES_FOLDER: 'r' })
    const trustList = ['/lists/a', 'b.json', 'https://list.example/trustList?x=1']
    expect(config).to.deep.include({ trustList, trustRefreshMs: 60_000, rulesFolder: 'r' })
    expect(readConfig(production).rulesFolder).to.equal(undefined)
    expect(readConfig({}).rulesFolder).to.equal('fixtures/rules')
    const files = { TRUST_TLS_CERTIFICATE: 'c', TRUST_TLS_KEY: 'k', TRUST_TLS_AUTHORITY: 'a' }
    expect(readConfig(files).trustTls).to.deep.equal({ certificate: 'c', key: 'k', authority: 'a' })
  })

  it('refuses a trust list over plain HTTP, or with a password in its address', () => {
    const rule = 'TRUST_LIST: folders, JSON files and https://… addresses, comma between'
    for (const address of ['http://list.example/', 'https://a:b@list.example/', 'https://'])
      expect(problems({ TRUST_LIST: `folder,${address}` }), address).to.deep.equal([rule])
  })

  it('of production has no world, no trust and no embedded database by default', () => {
    const config = readConfig({ ...production, ...link, HOST: undefined })
    expect(config).to.include({ host: '0.0.0.0', worldFile: undefined, trustFolder: undefined })
    expect(config.signingKeys).to.deep.equal([{ certificate: '/keys/a.pem', key: '/keys/a.key' }])
    expect(config.peppers).to.deep.equal([{ id: 'p1', key: Buffer.from(secret, 'hex') }])
  })

  it('takes an empty setting for one that is not there', () => {
    expect(readConfig({ PORT: '', WORLD_FILE: '', PEPPER: '' })).to.deep.equal(readConfig({}))
  })

  const good: [setting: Record<string, string>, part: Partial<Config>][] = [
    [{ PORT: '0' }, { port: 0, publicUrl: 'http://localhost:0' }],
    [{ PUBLIC_URL: 'https://a.b/c//' }, { publicUrl: 'https://a.b/c' }],
    [
      { UVCI_CHECKSUM: 'true', ANTIGEN_TESTS: 'false' },
      { uvciChecksum: true, antigenTests: false },
    ],
    [{ DELIVERY_TTL: '60' }, { deliveryTtlMs: 60_000 }],
    [{}, { renderThreads: Math.max(1, availableParallelism() - 1), renderQueueMax: 128 }],
    [
      { RENDER_THREADS: '3', RENDER_QUEUE_MAX: '0' },
      { renderThreads: 3, renderQueueMax: 0 },
    ],
    [{}, { reissueOld: 'revoke' }],
    [{ REISSUE_OLD: 'expire' }, { reissueOld: 'expire' }],
    [
      { DIALECT: 'x-road', REQUIRE_USER_ID: 'true' },
      { dialect: 'x-road', userIdRequired: true },
    ],
    [{}, { dialect: 'uxp', userIdRequired: false }],
    [
      { LIFETIME_TEST_DAYS: '3' },
      { lifetimeDays: { vaccination: undefined, test: 3, recovery: undefined } },
    ],
    [{ APPROVED_ORIGINS: 'DCC, WHO_1' }, { approvedOrigins: ['DCC', 'WHO_1'] }],
    [{ APPROVED_ORIGINS: 'NONE' }, { approvedOrigins: [] }],
    [{ APPROVED_ORIGINS: '' }, { approvedOrigins: ['DCC', 'CDC'] }],
    [{ ISSUER_NAME: 'ДП «Дія»' }, { issuerName: 'ДП «Дія»' }],
    [
      { QR_LEVEL: 'M', LOG_LEVEL: 'error' },
      { qrLevel: 'M', logLevel: 'error' },
    ],
    [
      { SIGNING_KEYS: ' a.pem = a.key , b.pem=b.key,' },
      {
        signingKeys: [
          { certificate: 'a.pem', key: 'a.key' },
          { certificate: 'b.pem', key: 'b.key' },
        ],
      },
    ],
    [
      { REVOCATION_KEY: 'r.pem=r.key', REVOCATION_KEY_PASSPHRASE: 'a phrase' },
      { revocationKey: { certificate: 'r.pem', key: 'r.key' }, revocationPassphrase: 'a phrase' },
    ],
    [
      { SEAL_KEY: 's.pem=s.key', SEAL_KEY_PASSPHRASE: 'a phrase' },
      { sealKey: { certificate: 's.pem', key: 's.key' }, sealPassphrase: 'a phrase' },
    ],
    [
      {
        REVOCATION_HASH_KINDS: 'UCI, SIGNATURE',
        REVOCATION_PERIOD_SECONDS: '60',
        REVOCATION_SOURCES: 'a, https://gateway/revocation-list ,',
        REVOCATION_TRUST: 't',
        REVOCATION_TLS_CERTIFICATE: 'c',
        REVOCATION_TLS_KEY: 'k',
        REVOCATION_TLS_AUTHORITY: 'ca',
      },
      {
        revocation: {
          kinds: ['UCI', 'SIGNATURE'],
          periodMs: 60_000,
          sources: ['a', 'https://gateway/revocation-list'],
          trustFolder: 't',
          refreshMs: 3_600_000,
          tls: { certificate: 'c', key: 'k', authority: 'ca' },
          authority: 'ca',
        },
      },
    ],
    [
      { FEED_PORT: '8082', FEED_HOST: '0.0.0.0' },
      { feed: { port: 8082, host: '0.0.0.0', tls: undefined } },
    ],
    [
      { ENGINE_URL: 'https://engine:8443/', ENGINE_TOKEN: 't' },
      {
        engine: {
          url: 'https://engine:8443',
          token: 't',
          tls: undefined,
          authority: undefined,
          timeoutMs: 10_000,
        },
      },
    ],
    [
      { ENGINE_TLS_CERTIFICATE: 'c', ENGINE_TLS_KEY: 'k', ENGINE_TLS_AUTHORITY: 'a' },
      { engineTls: { certificate: 'c', key: 'k', authority: 'a' } },
    ],
  ]
  for (const [setting, part] of good) {
    it(`takes ${JSON.stringify(setting)}`, () => {
      expect(readConfig(setting)).to.deep.include(part)
    })
  }

  it('takes two secrets with different ids, the current one first', () => {
    const { peppers } = readConfig({ PEPPER: `new:${secret}, old:${other}` })
    expect(peppers.map(({ id }) => id)).to.deep.equal(['new', 'old'])
    expect(peppers[1]?.key.toString('hex')).to.equal(other)
  })

  const bad: [name: string, values: string[], rule: RegExp][] = [
    [
      'PORT',
      ['x', '-1', '65536', '1.5', '0x50', '1e3', ' ', ' 80'],
      /whole number from 0 to 65535/,
    ],
    ['DEADLINE_MS', ['99', '900001'], /whole number from 100 to 900000/],
    ['ATTACHMENT_BYTES_MAX', ['-1', '67108865'], /whole number from 0 to 67108864/],
    ['ATTACHMENTS_MAX', ['1001'], /whole number from 0 to 1000/],
    ['MESSAGE_BYTES_MAX', ['1023', '10485761'], /whole number from 1024 to 10485760/],
    ['IN_FLIGHT_MAX', ['0'], /whole number from 1 to/],
    ['RECEIVE_TIMEOUT_MS', ['99'], /whole number from 100 to/],
    ['SEND_TIMEOUT_MS', ['99'], /whole number from 100 to/],
    ['QUEUE_MAX', ['-1', '100001'], /whole number from 0 to 100000/],
    ['MAX_CONNECTIONS', ['0'], /whole number from 1 to/],
    ['RECEIVED_BYTES_MAX', ['67108863'], /whole number from 67108864 to/],
    ['DRAIN_TIMEOUT_MS', ['900001'], /whole number from 0 to 900000/],
    ['DRAIN_DELAY_MS', ['-1', '20001'], /whole number from 0 to 20000/],
    ['ADMIN_PORT', ['65536'], /whole number from 0 to 65535/],
    ['ALLOW_PLAIN_HTTP', ['yes'], /true or false/],
    ['LIFETIME_VACCINATION_DAYS', ['0', '731'], /whole number from 1 to 730/],
    ['ENVIRONMENT', ['production', 'TEST'], /one of SANDBOX, PRODUCTION/],
    ['QR_LEVEL', ['L', 'H'], /one of Q, M/],
    ['DIALECT', ['UXP', 'xroad'], /one of uxp, x-road/],
    ['REQUIRE_USER_ID', ['yes'], /true or false/],
    ['LOG_LEVEL', ['debug'], /one of error, warn, info/],
    ['UVCI_CHECKSUM', ['yes', '1', 'TRUE'], /true or false/],
    ['REISSUE_OLD', ['keep', 'REVOKE'], /one of revoke, expire/],
    ['ANTIGEN_TESTS', ['on'], /true or false/],
    ['APPROVED_ORIGINS', ['dcc', 'DCC,', 'DCC;CDC'], /codes with comma between, or NONE/],
    ['MEMBER_CODE', ['1234567', '123456789', 'abcdefgh'], /eight digits/],
    ['XROAD_INSTANCE', ['A/B', 'Ї'], /instance/],
    ['MEMBER_CLASS', ['A B'], /member class/],
    ['SUBSYSTEM_CODE', ['a/b'], /subsystem/],
    ['PUBLIC_URL', ['ftp://a', 'a.b', 'http://a b', 'http://a?x', 'http://a#x'], /http\(s\):\/\//],
    ['ISSUER_NAME', ['"', 'x'.repeat(81), 'a\nb'], /1 to 80 characters/],
    ['SIGNING_KEYS', ['a.pem', '=a.key', 'a.pem=', 'a=b=c'], /certificate\.pem=key\.pem/],
    ['REVOCATION_KEY', ['r.pem', 'a=b,c=d'], /certificate\.pem=key\.pem/],
    ['REVOCATION_HASH_KINDS', ['uci', 'UCI,', 'toString'], /of SIGNATURE, UCI, COUNTRYCODEUCI/],
    ['REVOCATION_PERIOD_SECONDS', ['9', '86401'], /from 10 to 86400/],
    ['REVOCATION_REFRESH_SECONDS', ['9', '86401'], /from 10 to 86400/],
    ['REVOCATION_SOURCES', ['http://gateway', 'a,https://b?c'], /folders and https/],
    ['FEED_PORT', ['65536', 'x'], /from 0 to 65535/],
    ['SEAL_KEY', ['s.pem', 's.pem=', 'a=b,c=d'], /certificate\.pem=key\.pem/],
    ['RATE_PER_SECOND', ['0', '1.5', '100001'], /whole number from 1 to 100000/],
    ['RATE_BURST', ['0', 'many'], /whole number from 1 to 1000000/],
    [
      'PURPOSE_HEADER',
      ['purpose', '{}purpose', '{urn:x y}z', '{urn:x}', '{urn:x}a b'],
      /\{namespace\}name/,
    ],
    ['SUBJECT_HEADER', ['urn:x:subject', '{urn:x}1'], /\{namespace\}name/],
    [
      'PEPPER',
      [
        'x',
        secret,
        `p:${secret}00`,
        `p:${secret.toUpperCase()}`,
        `p:${secret},p:${other}`,
        `p:${secret},`,
        `a:${secret},b:${secret},c:${secret}`,
        `p q:${secret}`,
      ],
      /one or two of id:64-hex-digits/,
    ],
    ['DELIVERY_KEY', ['d1:00'], /one or two of id:64-hex-digits/],
    [
      'ENGINE_URL',
      ['http://engine', 'https://engine/path', 'https://a b', 'engine'],
      /https:\/\/host:port/,
    ],
    ['ENGINE_TLS_CERTIFICATE', ['a.pem'], /go together/],
    ['ENGINE_TLS_KEY', ['a.key'], /go together/],
  ]
  for (const [name, values, rule] of bad) {
    for (const value of values) {
      it(`refuses ${name}=${JSON.stringify(value).slice(0, 40)}, without repeating it`, () => {
        const further = name === 'ENGINE_URL' ? { ENGINE_TOKEN: 'token-x' } : {}
        const found = problems({ [name]: value, ...further })
        expect(found).to.have.length(1)
        expect(found[0]).to.match(rule).and.to.include(name.slice(0, 10))
        if (value.trim().length > 6) expect(found[0]).not.to.include(value)
      })
    }
  }

  it('lets a client call often unless told otherwise, and twice as much at once', () => {
    expect(readConfig({}).rate).to.deep.equal({ perSecond: 5000, burst: 10_000 })
    expect(readConfig({ RATE_PER_SECOND: '7' }).rate).to.deep.equal({ perSecond: 7, burst: 14 })
    const given = { RATE_PER_SECOND: '7', RATE_BURST: '9' }
    expect(readConfig(given).rate).to.deep.equal({ perSecond: 7, burst: 9 })
  })

  it('reads the names of header elements for the audit', () => {
    const config = readConfig({ PURPOSE_HEADER: '{urn:own:1}purposeId' })
    expect(config.purposeHeader).to.deep.equal({ namespaceUri: 'urn:own:1', name: 'purposeId' })
    expect(config.subjectHeader).to.equal(undefined)
  })

  it('names every problem in one error, each once', () => {
    const found = problems({
      PORT: 'x',
      QR_LEVEL: 'H',
      PEPPER: 'x',
      ENGINE_URL: 'https://engine',
      ENGINE_TLS_CERTIFICATE: 'a.pem',
    })
    expect(found.map((line) => line.split(':')[0])).to.deep.equal([
      'PORT',
      'ENGINE_TLS_CERTIFICATE and _KEY go together',
      'ENGINE_URL',
      'PEPPER',
      'QR_LEVEL',
    ])
  })

  it('refuses an engine without a way to prove who asks', () => {
    expect(problems({ ENGINE_URL: 'https://engine' })).to.deep.equal([
      'ENGINE_URL: needs ENGINE_TLS_… or ENGINE_TOKEN',
    ])
  })

  for (const name of Object.keys(production).slice(1, -1)) {
    it(`refuses production without ${name}`, () => {
      const found = problems({ ...production, [name]: undefined })
      expect(found).to.have.length(1)
      expect(found[0]).to.match(new RegExp(`^${name}: needed in production`))
    })
  }

  it('refuses a world in production', () => {
    const found = problems({ ...production, WORLD_FILE: 'fixtures/world.json' })
    expect(found).to.deep.equal(['WORLD_FILE: only in the sandbox'])
  })

  it('needs neither database nor keys in production when the engine runs apart', () => {
    const apart = { ENGINE_URL: 'https://engine', ENGINE_TOKEN: 'token-x' }
    const { DATABASE_URL, SIGNING_KEYS, PEPPER, DELIVERY_KEY, ...rest } = production
    expect(problems({ ...rest, ...apart })).to.deep.equal([])
  })

  for (const instance of ['SEVDEIR-TEST', 'SEVDEIR-TR', 'sevdeir-test', 'XX-TR']) {
    it(`refuses ${instance} in production`, () => {
      const found = problems({ ...production, XROAD_INSTANCE: instance })
      expect(found).to.deep.equal([
        'XROAD_INSTANCE: needed in production, and none that ends in -TEST or -TR',
      ])
    })
  }

  for (const instance of ['SEVDEIR', 'sevdeir']) {
    it(`refuses ${instance} in the sandbox`, () => {
      const found = problems({ XROAD_INSTANCE: instance })
      expect(found).to.deep.equal(['XROAD_INSTANCE: SEVDEIR is for production alone'])
    })
  }

  it('does not ask the engine apart, which nobody addresses, who it is on Trembita', () => {
    const { XROAD_INSTANCE, SUBSYSTEM_CODE, PUBLIC_URL, ...rest } = production
    expect(readConfig(rest, 'engine')).to.include({ environment: 'PRODUCTION' })
  })

  describe('of the link to the security server', () => {
    const beyond =
      'TLS_CERTIFICATE, TLS_KEY, CLIENT_PINS: needed beyond 127.0.0.1, or ALLOW_PLAIN_HTTP=true'

    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1', 'LOCALHOST']) {
      it(`takes plain HTTP on ${host}`, () => {
        expect(readConfig({ HOST: host })).to.include({ link: undefined, admin: undefined })
      })
    }

    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'gateway.example', '127.0.0.1.example']) {
      it(`refuses plain HTTP on ${host}, in the sandbox and in production, unless it is allowed`, () => {
        expect(problems({ HOST: host })).to.deep.equal([beyond])
        expect(problems({ ...production, HOST: host })).to.deep.equal([beyond])
        expect(problems({ HOST: host, ALLOW_PLAIN_HTTP: 'true' })).to.deep.equal([])
        expect(problems({ HOST: host, ...link })).to.deep.equal([])
      })
    }

    it('is not asked of the engine apart, which has its own', () => {
      expect(readConfig({ HOST: '0.0.0.0' }, 'engine')).to.include({ host: '0.0.0.0' })
    })

    for (const name of Object.keys(link)) {
      it(`refuses ${name} missing or alone`, () => {
        const together = ['TLS_CERTIFICATE, TLS_KEY, CLIENT_PINS go together']
        expect(problems({ ...link, [name]: undefined })).to.deep.equal(together)
        expect(problems({ [name]: 'path' })).to.deep.equal(together)
      })
    }

    it('publishes https, and refuses a public address without it', () => {
      expect(readConfig({ ...link, PORT: '8443' })).to.deep.include({
        link: { certificate: 'c.pem', key: 'k.pem', pins: 'pins' },
        publicUrl: 'https://localhost:8443',
      })
      expect(problems({ ...link, PUBLIC_URL: 'http://gateway.example' })).to.deep.equal([
        'PUBLIC_URL: https:// when TLS_CERTIFICATE is set',
      ])
    })

    it('gives health a port of its own with TLS, on this machine unless said otherwise', () => {
      expect(readConfig(link).admin).to.deep.equal({ port: 8081, host: '127.0.0.1' })
      const admin = { ADMIN_PORT: '9000', ADMIN_HOST: '0.0.0.0' }
      expect(readConfig({ ...link, ...admin }).admin).to.deep.equal({ port: 9000, host: '0.0.0.0' })
      expect(readConfig(admin).admin).to.deep.equal({ port: 9000, host: '0.0.0.0' })
    })
  })

  it('never shows a secret in its error', () => {
    const secrets = {
      PEPPER: `p:${secret}zz`,
      DELIVERY_KEY: `d:${other}zz`,
      DATABASE_URL: 'postgres://gateway:pa55word@db',
      ENGINE_TOKEN: 'token-x',
      SIGNING_KEYS: 'pa55word',
    }
    const text = problems({ ...secrets, ENVIRONMENT: 'PRODUCTION', PORT: 'pa55word' }).join('\n')
    expect(text).not.to.match(/pa55word|token-x|a1a1|b2b2/)
    expect(text).to.include('PEPPER').and.to.include('PORT')
  })

  it('reads the process’s environment if it is given none', () => {
    expect(readConfig()).to.have.property('environment')
  })
})

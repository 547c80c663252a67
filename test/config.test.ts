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
}

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

  it('of production has no world, no trust and no embedded database by default', () => {
    const config = readConfig(production)
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
    [{ LIFETIME_TEST_DAYS: '3' }, { lifetimeDays: { vaccination: 60, test: 3, recovery: 60 } }],
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
    ['MESSAGE_BYTES_MAX', ['1023', '10485761'], /whole number from 1024 to 10485760/],
    ['IN_FLIGHT_MAX', ['0'], /whole number from 1 to/],
    ['RECEIVE_TIMEOUT_MS', ['99'], /whole number from 100 to/],
    ['LIFETIME_VACCINATION_DAYS', ['0', '731'], /whole number from 1 to 730/],
    ['ENVIRONMENT', ['production', 'TEST'], /one of SANDBOX, PRODUCTION/],
    ['QR_LEVEL', ['L', 'H'], /one of Q, M/],
    ['LOG_LEVEL', ['debug'], /one of error, warn, info/],
    ['UVCI_CHECKSUM', ['yes', '1', 'TRUE'], /true or false/],
    ['ANTIGEN_TESTS', ['on'], /true or false/],
    ['MEMBER_CODE', ['1234567', '123456789', 'abcdefgh'], /eight digits/],
    ['XROAD_INSTANCE', ['A/B', 'Ї'], /instance/],
    ['MEMBER_CLASS', ['A B'], /member class/],
    ['SUBSYSTEM_CODE', ['a/b'], /subsystem/],
    ['PUBLIC_URL', ['ftp://a', 'a.b', 'http://a b', 'http://a?x', 'http://a#x'], /http\(s\):\/\//],
    ['ISSUER_NAME', ['"', 'x'.repeat(81), 'a\nb'], /1 to 80 characters/],
    ['SIGNING_KEYS', ['a.pem', '=a.key', 'a.pem=', 'a=b=c'], /certificate\.pem=key\.pem/],
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

  for (const name of Object.keys(production).slice(1)) {
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
    const { ENVIRONMENT, MEMBER_CODE } = production
    expect(problems({ ENVIRONMENT, MEMBER_CODE, ...apart })).to.deep.equal([])
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

import { expect } from 'chai'
import { readConfig } from '../../src/config.ts'

type Settings = Record<string, string>

function problems(settings: Settings): string[] {
  try {
    readConfig(settings)
    return []
  } catch (error) {
    const [, ...lines] = (error as Error).message.split('\n')
    return lines.map((line) => line.trim())
  }
}

const token = { PKCS11_MODULE: '/lib/hsm.so', PKCS11_PIN_FILE: '/run/pin' }
const service = {
  REMOTE_SIGNER_URL: 'https://signer:8443/',
  REMOTE_SIGNER_TLS_CERTIFICATE: 'c.pem',
  REMOTE_SIGNER_TLS_KEY: 'k.pem',
}

describe('the configuration of signers', () => {
  it('is empty unless asked for', () => {
    const { keyTable, pkcs11, remoteSigner } = readConfig({})
    expect([keyTable, pkcs11, remoteSigner]).to.deep.equal([undefined, undefined, undefined])
  })

  it('names a token, with what a token needs', () => {
    expect(readConfig({ ...token, PKCS11_TOKEN: 'gateway' }).pkcs11).to.deep.equal({
      module: '/lib/hsm.so',
      token: 'gateway',
      slot: undefined,
      pinFile: '/run/pin',
      pin: undefined,
      sessions: 4,
      timeoutMs: 5000,
    })
    const { PKCS11_MODULE } = token
    const more = {
      PKCS11_SLOT: '0',
      PKCS11_PIN: '1',
      PKCS11_SESSIONS: '9',
      PKCS11_TIMEOUT_MS: '100',
    }
    expect(readConfig({ PKCS11_MODULE, ...more }).pkcs11).to.deep.equal({
      module: '/lib/hsm.so',
      token: undefined,
      slot: 0,
      pinFile: undefined,
      pin: '1',
      sessions: 9,
      timeoutMs: 100,
    })
  })

  it('names a signing service, with its mutual TLS', () => {
    const authority = { REMOTE_SIGNER_TLS_AUTHORITY: 'a.pem' }
    expect(readConfig({ ...service, ...authority }).remoteSigner).to.deep.equal({
      url: 'https://signer:8443',
      tls: { certificate: 'c.pem', key: 'k.pem' },
      authority: 'a.pem',
      timeoutMs: 5000,
    })
  })

  it('takes a table of keys in place of SIGNING_KEYS, also in production', () => {
    const path = { KEY_TABLE: '/keys/table.json' }
    expect(readConfig(path)).to.deep.include({ keyTable: '/keys/table.json', signingKeys: [] })
    expect(problems({ ENVIRONMENT: 'PRODUCTION', ...path }).join()).to.not.include('SIGNING_KEYS')
    expect(problems({ ENVIRONMENT: 'PRODUCTION' }).join()).to.include('SIGNING_KEYS: needed')
  })

  const wrong: [what: string, settings: Settings, problem: string][] = [
    ['both tables', { KEY_TABLE: 't', SIGNING_KEYS: 'a=b' }, 'KEY_TABLE or SIGNING_KEYS, not both'],
    [
      'a token by two names',
      { ...token, PKCS11_TOKEN: 'a', PKCS11_SLOT: '0' },
      'PKCS11_TOKEN or PKCS11_SLOT, not both',
    ],
    [
      'a slot that is none',
      { ...token, PKCS11_SLOT: 'first' },
      'PKCS11_SLOT: a whole number from 0 to 4294967295',
    ],
    [
      'a token without PIN',
      { PKCS11_MODULE: 'm' },
      'PKCS11_MODULE: needs PKCS11_PIN_FILE, or else PKCS11_PIN',
    ],
    [
      'a token with two PINs',
      { ...token, PKCS11_PIN: '7319024685' },
      'PKCS11_MODULE: needs PKCS11_PIN_FILE, or else PKCS11_PIN',
    ],
    [
      'no session',
      { ...token, PKCS11_SESSIONS: '0' },
      'PKCS11_SESSIONS: a whole number from 1 to 64',
    ],
    [
      'a signing service without TLS',
      { ...service, REMOTE_SIGNER_URL: 'http://signer' },
      'REMOTE_SIGNER_URL: https://host:port',
    ],
    [
      'a signing service that does not know us',
      { REMOTE_SIGNER_URL: 'https://signer' },
      'REMOTE_SIGNER_URL: needs REMOTE_SIGNER_TLS_CERTIFICATE and _KEY',
    ],
  ]
  for (const [what, settings, problem] of wrong)
    it(`refuses ${what}`, () => {
      expect(problems(settings)).to.deep.equal([problem])
    })
})

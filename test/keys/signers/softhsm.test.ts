import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { asFailure } from '../../../src/errors.ts'
import { type Cryptoki, type Handle, loadCryptoki } from '../../../src/keys/signers/cryptoki.ts'
import type { TokenSettings } from '../../../src/keys/signers/login.ts'
import { createSigners, type Signers } from '../../../src/keys/signers/open.ts'
import type { TokenPlace } from '../../../src/keys/signers/pkcs11.ts'
import { type SigningCertificate, signingCertificate } from '../../../src/keys/signing.ts'
import { makeCertificate, rsa, save, temporaryFolder } from '../certificates.ts'
import { verifies } from '../openssl.ts'
import { makeToken, pin, softhsmModule } from './softhsm.ts'

type Name = 'es256' | 'ps256'

const certificates: Partial<Record<Name, SigningCertificate>> = {}
const bytes = randomBytes(1000)

/** Longer than the pause after a connection that failed. */
const afterPauseMs = 1100

/** What only a test does to a module. */
interface Meddling extends Cryptoki {
  C_CloseAllSessions(slot: Handle): void
}

describe('a signer in SoftHSM2', () => {
  const module = softhsmModule
  if (module === undefined) {
    it('skipped: SOFTHSM2_MODULE is not set', function () {
      this.skip()
    })
    return
  }
  const folder = temporaryFolder()
  const settings: TokenSettings = { module, token: 'gateway', pin, sessions: 2, timeoutMs: 5000 }
  const opened: Signers[] = []

  before(async () => {
    const token = makeToken('gateway')
    makeToken('another')
    const keys = {
      es256: await makeCertificate(),
      ps256: await makeCertificate({ algorithm: rsa(3072) }),
    }
    for (const [at, name] of (['es256', 'ps256'] as const).entries()) {
      certificates[name] = signingCertificate(save(folder, name, keys[name]).certificate)
      token.add(keys[name], name, `0a0${at}`)
    }
    token.add(await makeCertificate(), 'twin', '0b01')
    token.add(await makeCertificate(), 'twin', '0b02')
  })
  after(() => {
    for (const signers of opened) signers.close()
  })

  function open(name: Name, place: TokenPlace, changes: Partial<TokenSettings> = {}) {
    const pkcs11 = { ...settings, ...changes }
    const signers = createSigners({ passphrase: undefined, pkcs11, remoteSigner: undefined })
    opened.push(signers)
    return signers.open(certificates[name] as SigningCertificate, { pkcs11: place })
  }

  /** What is said when it fails: never the PIN. */
  async function problem(work: Promise<unknown>): Promise<string> {
    const thrown: Error = await work.then(
      () => new Error('it did not fail'),
      (error) => error,
    )
    expect(`${thrown.message} ${thrown.stack} ${JSON.stringify(thrown)}`).not.to.include(pin)
    const { code, detail } = asFailure(thrown)
    return code === 'INTERNAL' ? String(thrown.message) : `${code} ${detail}`
  }

  async function expectSigns(name: Name, signer: Awaited<ReturnType<typeof open>>) {
    const { publicKey, alg } = certificates[name] as SigningCertificate
    const signature = await signer.sign(bytes)
    expect(verifies(publicKey, alg, bytes, signature)).to.equal(true)
    expect(verifies(publicKey, alg, randomBytes(9), signature)).to.equal(false)
    return signature
  }

  it('signs ES256, as OpenSSL judges, by a key that its label names', async () => {
    expect(await expectSigns('es256', await open('es256', { label: 'es256' }))).to.have.length(64)
  })

  it('signs PS256, as OpenSSL judges, by a key that its id names', async () => {
    expect(await expectSigns('ps256', await open('ps256', { id: '0A01' }))).to.have.length(384)
  })

  it('signs more at once than it has sessions', async () => {
    const signer = await open('ps256', { label: 'ps256' })
    const { publicKey, alg } = certificates.ps256 as SigningCertificate
    const texts = Array.from({ length: 20 }, () => randomBytes(40))
    const signatures = await Promise.all(texts.map((text) => signer.sign(text)))
    const good = texts.map((text, at) => verifies(publicKey, alg, text, signatures[at] as Buffer))
    expect(good).to.deep.equal(texts.map(() => true))
  })

  it('is ready, and signs anew after sessions or module were taken from it', async () => {
    const signer = await open('es256', { label: 'es256' })
    await signer.ready()
    const { api } = await loadCryptoki(module)
    const meddling = api as Meddling
    for (const slot of api.C_GetSlotList(true)) meddling.C_CloseAllSessions(slot)
    await expectSigns('es256', signer)
    api.C_Finalize()
    await expectSigns('es256', signer)
    await signer.close()
  })

  it('is found by the number of its slot', async () => {
    const { api } = await loadCryptoki(module)
    const slots = api.C_GetSlotList(true)
    const handle = slots.find((slot) => api.C_GetTokenInfo(slot).label.trim() === 'gateway')
    const slot = (handle as Handle).readUInt32LE(0)
    await expectSigns('es256', await open('es256', { id: '0a00' }, { token: undefined, slot }))
  })

  const refused: [what: string, place: TokenPlace, changes: Partial<TokenSettings>, RegExp][] = [
    [
      'a key that is not there',
      { label: 'none' },
      {},
      /^SIGNER_UNAVAILABLE PKCS#11: no private key/,
    ],
    ['a name of two keys', { label: 'twin' }, {}, /^SIGNER_UNAVAILABLE PKCS#11: several private/],
    ['a key of another certificate', { id: '0b01' }, {}, /key does not belong to the certificate$/],
    ['a key of another kind', { label: 'ps256' }, {}, /^SIGNER_UNAVAILABLE PKCS#11: CKR_/],
    [
      'a token that is not there',
      { label: 'es256' },
      { token: 'none' },
      /^SIGNER_UNAVAILABLE PKCS#11: no such token$/,
    ],
    [
      'one of several tokens',
      { label: 'es256' },
      { token: undefined },
      /^SIGNER_UNAVAILABLE PKCS#11: several tokens/,
    ],
    [
      'a module that is none',
      { label: 'es256' },
      { module: '/etc/hostname' },
      /^PKCS11_MODULE \/etc\/hostname: cannot be loaded/,
    ],
  ]
  for (const [what, place, changes, expected] of refused)
    it(`does not take ${what}`, async () => {
      expect(await problem(open('es256', place, changes))).to.match(expected)
    })

  it('shows a refused PIN once, and a new one without a restart', async () => {
    // A login counts for the whole process: all others must be gone before a PIN is asked for.
    for (const signers of opened.splice(0)) signers.close()
    const pinFile = join(folder, 'pin')
    writeFileSync(pinFile, '000000\n', { mode: 0o600 })
    const pkcs11 = { ...settings, pin: undefined, pinFile }
    const signers = createSigners({ passphrase: undefined, pkcs11, remoteSigner: undefined })
    opened.push(signers)
    const again = () =>
      signers.open(certificates.es256 as SigningCertificate, { pkcs11: { label: 'es256' } })
    expect(await problem(again())).to.equal('SIGNER_UNAVAILABLE PKCS#11: CKR_PIN_INCORRECT')
    await pause(afterPauseMs)
    const twice = 'SIGNER_UNAVAILABLE PKCS#11: CKR_PIN_INCORRECT; not shown again'
    expect(await problem(again())).to.equal(twice)
    writeFileSync(pinFile, `${pin}\n`)
    expect(await problem(again())).to.equal(twice)
    await pause(afterPauseMs)
    await expectSigns('es256', await again())
  })
})

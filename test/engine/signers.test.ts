// Every place a signing key may be in and both algorithms, from a table of keys through the whole engine to judges from
// outside.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Algorithm, algorithms } from '../../src/algorithms.ts'
import { readConfig } from '../../src/config.ts'
import type { CertificateType, Events } from '../../src/engine/engine.ts'
import { createLocalEngine } from '../../src/engine/local.ts'
import type { SigningKeys } from '../../src/keys/signing.ts'
import { createTrustList } from '../../src/keys/trust/list.ts'
import { type KeysInUse, startKeys } from '../../src/start/keys.ts'
import { type Made, makeCertificate, rsa, save, temporaryFolder } from '../keys/certificates.ts'
import { takeApart } from '../keys/foreign-cose.ts'
import { verifies } from '../keys/openssl.ts'
import { type SigningService, startSigningService } from '../keys/signers/signing-service.ts'
import { makeToken, pin, softhsmModule } from '../keys/signers/softhsm.ts'
import { makeAuthority } from '../tls.ts'
import { type MadeEngine, makeEngine } from './made.ts'
import { caller, noon, person, recovery, test, vaccination } from './samples.ts'

const events: Events = { vaccination, test, recovery }

describe('certificates by signers of every kind', () => {
  const folder = temporaryFolder()
  const log = { event: () => undefined, message: () => undefined, failure: () => undefined }
  let made: MadeEngine
  let service: SigningService
  let settings: Record<string, string>
  let inUse: KeysInUse | undefined
  const keys: Partial<Record<Algorithm, Made>> = {}

  before(async () => {
    made = await makeEngine()
    keys.ES256 = await makeCertificate()
    keys.PS256 = await makeCertificate({ algorithm: rsa(2048) })
    const pems: Record<string, string> = {}
    for (const [alg, one] of Object.entries(keys)) {
      save(folder, alg, one)
      pems[alg] = String(one.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    }
    const issueTls = await makeAuthority()
    service = await startSigningService(await issueTls('service'), pems)
    const tls = await issueTls('gateway')
    settings = {
      REMOTE_SIGNER_URL: service.url,
      REMOTE_SIGNER_TLS_CERTIFICATE: tls.certificate,
      REMOTE_SIGNER_TLS_KEY: tls.key,
      REMOTE_SIGNER_TLS_AUTHORITY: tls.authority,
    }
  })
  after(async () => {
    await service.close()
    await made.close()
  })
  afterEach(() => inUse?.close())

  const places: Readonly<Record<string, (alg: Algorithm) => object>> = {
    'a file': (alg) => ({ file: `${alg}.key.pem` }),
    'a signing service': (alg) => ({ remote: alg }),
    'a token': (alg) => ({ pkcs11: { label: alg } }),
  }

  async function keysIn(place: string, alg: Algorithm): Promise<SigningKeys> {
    const table = join(folder, 'keys.json')
    const signer = places[place]?.(alg)
    writeFileSync(table, JSON.stringify([{ certificate: `${alg}.pem`, signer }]))
    const config = readConfig({ ...settings, KEY_TABLE: table })
    const clock = { now: () => noon }
    inUse = await startKeys({ config, log, clock, measure: () => undefined })
    return inUse.keys
  }

  async function expectGood(type: CertificateType, place: string, alg: Algorithm) {
    const { certificate: own } = keys[alg] as Made
    const signing = await keysIn(place, alg)
    const trust = createTrustList([own])
    const engine = createLocalEngine({ ...made.parts, keys: signing, trust })
    const event = { ...events[type], recordId: `${place} ${alg}` }
    const { certificate, fault } = await engine.issue(type, { person, event }, caller())
    expect(fault).to.equal(undefined)
    const { header, signed, signature } = takeApart(certificate?.hc1 ?? '')
    expect(header.get(1)).to.equal(algorithms[alg].label)
    expect(Buffer.from(header.get(4) as Uint8Array).toString('base64')).to.equal(certificate?.keyId)
    expect(signature).to.have.length(alg === 'ES256' ? 64 : 256)
    expect(verifies(own.publicKey, alg, signed, signature)).to.equal(true)
    const { verdict, step } = await engine.verify({ hc1: certificate?.hc1 ?? '' })
    expect(step?.filter(({ outcome }) => outcome === 'FAILED')).to.deep.equal([])
    expect(verdict).to.equal('VALID')
    await engine.ready()
  }

  for (const [at, place] of ['a file', 'a signing service'].entries())
    for (const alg of ['ES256', 'PS256'] as const)
      it(`are good with ${alg} in ${place}`, () =>
        expectGood((['vaccination', 'recovery'] as const)[at] ?? 'test', place, alg))

  it('are good with both in a token', async function () {
    if (softhsmModule === undefined) this.skip()
    const token = makeToken('engine')
    for (const [alg, one] of Object.entries(keys))
      token.add(one, alg, alg === 'ES256' ? '01' : '02')
    settings = {
      ...settings,
      PKCS11_MODULE: softhsmModule ?? '',
      PKCS11_TOKEN: token.label,
      PKCS11_PIN: pin,
    }
    await expectGood('vaccination', 'a token', 'ES256')
    inUse?.close()
    await expectGood('test', 'a token', 'PS256')
  })

  it('are not given when the signing service does not answer, or answers wrongly', async () => {
    const engine = createLocalEngine({
      ...made.parts,
      keys: await keysIn('a signing service', 'ES256'),
    })
    const from = caller()
    const event = { ...vaccination, recordId: 'later' }
    const ask = () => engine.issue('vaccination', { person, event }, from)
    const codeOf = () => ask().then(String, (failure) => failure.code)
    service.instead = (response) => response.writeHead(500).end()
    expect(await codeOf()).to.equal('SIGNER_UNAVAILABLE')
    expect(await engine.ready().catch((failure) => failure.code)).to.equal('SIGNER_UNAVAILABLE')
    const wrong = JSON.stringify({ signature: Buffer.alloc(64, 1).toString('base64') })
    service.instead = (response) =>
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(wrong)
    expect(await codeOf()).to.equal('READ_BACK_FAILED')
    service.instead = undefined
    expect((await ask()).certificate?.outcome).to.equal('ISSUED')
  })

  it('are cut to the life of the key’s certificate', async () => {
    const notAfter = '2022-03-01T00:00:00Z'
    save(folder, 'ES256', await makeCertificate({ notAfter }))
    const engine = createLocalEngine({ ...made.parts, keys: await keysIn('a file', 'ES256') })
    const event = { ...vaccination, recordId: 'cut' }
    const { certificate } = await engine.issue('vaccination', { person, event }, caller())
    expect(certificate?.expiresAt).to.equal('2022-03-01T00:00:00.000Z')
    const { claims } = takeApart(certificate?.hc1 ?? '')
    expect(claims.get(4)).to.equal(Date.parse(notAfter) / 1000)
  })
})

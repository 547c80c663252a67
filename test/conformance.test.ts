// Every fixture against a whole gateway, as `npm run replay` walks them.

import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from 'cborg'
import { expect } from 'chai'
import { type Acquaintance, meet } from '../scripts/conformance/acquaintance.ts'
import { readCase, readCases } from '../scripts/conformance/cases.ts'
import { createState, fill } from '../scripts/conformance/placeholders.ts'
import { readAgain, type SecondReading } from '../scripts/conformance/second-decoder.ts'
import { send } from '../scripts/conformance/send.ts'
import { walk } from '../scripts/conformance/walk.ts'
import { failures } from '../src/errors.ts'
import { operations } from '../src/operations/index.ts'
import { hasPythonDecoder, readByPython } from './conformance/issued.ts'
import { type Tap, tapOf } from './conformance/tap.ts'
import { verifies } from './keys/openssl.ts'
import { type Running, startSandbox } from './running.ts'

/** What no message can bring about in a sandbox as it starts, each tested where it arises. */
const unreachable = [
  ...['INVALID_HTTP', 'MESSAGE_TOO_SLOW'],
  // Of a gateway with an access list; this one admits every client.
  'ACCESS_DENIED',
  // Of a production without a seal key or a key of batches; the sandbox makes them.
  ...['SEAL_UNAVAILABLE', 'REVOCATION_LIST_UNAVAILABLE'],
  // Of keys that are not in use yet, or begin at the same moment.
  ...['SIGNING_KEY_UNAVAILABLE', 'SIGNING_KEY_AMBIGUOUS'],
  // Of an issuer whose policy lets what a reissue superseded expire.
  'CERTIFICATE_CORRECTED',
  // Of a clock before July 2021, and of a sandbox that certifies antigen tests.
  ...['RULES_NOT_IN_FORCE', 'TEST_NAME_DOES_NOT_FIT', 'TEST_DEVICE_UNKNOWN'],
  // Of a clock before 19 January 2022.
  'BOOSTER_NOT_CERTIFIED',
]

/** Whether WebCrypto finds a certificate signed by the key: ES256 over the Sig_structure (RFC 9052 §4.4). */
async function isSigned({ protectedBytes, payload, signature }: SecondReading, spki: Buffer) {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('spki', spki, algorithm, false, ['verify'])
  const signed = encode(['Signature1', protectedBytes, new Uint8Array(0), payload])
  return crypto.subtle.verify(algorithm, key, Buffer.from(signature), signed)
}

describe('the fixtures', () => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
  let gateway: Running
  let met: Acquaintance
  let tap: Tap

  before(async () => {
    gateway = await startSandbox({ DATA_FOLDER: folder })
    met = await meet(`${gateway.url}/ws`)
    tap = await tapOf(gateway.url)
  })

  after(async () => {
    await tap?.close()
    await gateway?.stop()
    rmSync(folder, { recursive: true })
  })

  it('speak of the sandbox’s own world', () => {
    expect(met.foreign).to.equal(undefined)
  })

  const cases = readCases()

  it('have cases for every operation', () => {
    const folders = new Set(cases.map(({ name }) => name.split('/')[0]))
    expect([...folders]).to.have.members([...Object.keys(operations), '_refused'])
  })

  it('were all read by somebody, none only recorded', () => {
    const recorded = cases.filter(({ tags }) => tags.includes('unreviewed'))
    expect(recorded.map(({ name }) => name)).to.deep.equal([])
  })

  it('show every failure that a client can cause', () => {
    const answers = cases.flatMap(({ steps }) => steps.map(({ expected }) => String(expected)))
    const shown = answers.flatMap((text) => /<faultCode>(\w+)</.exec(text)?.[1] ?? [])
    const ours = Object.entries(failures).filter(([, { kind }]) => kind === 'Server')
    const others = [...unreachable, ...ours.map(([code]) => code)]
    expect([...new Set([...shown, ...others])]).to.have.members(Object.keys(failures))
  })

  for (const one of cases) {
    it(`${one.name} is answered as written`, async () => {
      expect(await walk(one, `${tap.url}/ws`, met.facts)).to.deep.equal([])
    })
  }

  /** Every certificate that was really answered above, once. */
  const issued = () => [
    ...new Set(
      tap.answers.flatMap((body) => [...body.matchAll(/<hc1>([^<]+)/g)].map(([, hc1 = '']) => hc1)),
    ),
  ]
  const signer = () => new X509Certificate(readFileSync(join(folder, 'keys', 'dsc.pem')))

  it('have certificates issued that two foreign decoders read alike', function () {
    if (!hasPythonDecoder()) {
      console.log('      skipped: /usr/bin/python3 has no cbor2 (Debian: python3-cbor2)')
      return this.skip()
    }
    expect(issued().length).to.be.above(20)
    const byPython = readByPython(issued()).map(({ alg, signed, signature, ...said }) => said)
    const byCborg = issued().map((hc1) => {
      const { keyId, issuer, issuedAt, expiresAt, certificate } = readAgain(hc1)
      return { keyId: Buffer.from(keyId).toString('hex'), issuer, issuedAt, expiresAt, certificate }
    })
    expect(byPython).to.deep.equal(byCborg)
  })

  it('have certificates issued that openssl verifies over the structure built anew', () => {
    for (const hc1 of issued()) {
      const { alg, protectedBytes, payload, signature } = readAgain(hc1)
      const signed = encode(['Signature1', protectedBytes, new Uint8Array(0), payload])
      expect(verifies(signer().publicKey, alg as 'ES256', signed, signature), alg).to.equal(true)
    }
  })

  it('have openssl verify the structure that Python built, and no other', function () {
    if (!hasPythonDecoder()) return this.skip()
    const [reading] = readByPython(issued().slice(0, 1))
    const signed = Buffer.from(reading?.signed ?? '', 'hex')
    const signature = Buffer.from(reading?.signature ?? '', 'hex')
    expect(verifies(signer().publicKey, 'ES256', signed, signature)).to.equal(true)
    expect(verifies(signer().publicKey, 'ES256', signed.reverse(), signature)).to.equal(false)
  })

  for (const operation of Object.keys(operations).filter((name) => name.startsWith('Issue'))) {
    it(`have ${operation} sign with the sandbox’s key, as WebCrypto verifies`, async () => {
      const [step] = readCase(`${operation}/minimal`).steps
      const request = fill(step?.request ?? Buffer.alloc(0), createState(met.facts))
      const { body } = await send(`${gateway.url}/ws`, request)
      const certificate = readAgain(/<hc1>([^<]*)/.exec(String(body))?.[1] ?? '')
      const dsc = new X509Certificate(readFileSync(join(folder, 'keys', 'dsc.pem')))
      const spki = dsc.publicKey.export({ type: 'spki', format: 'der' })
      const digest = createHash('sha256').update(dsc.raw).digest()
      expect(Buffer.from(certificate.keyId)).to.deep.equal(digest.subarray(0, 8))
      expect(await isSigned(certificate, spki)).to.equal(true)
      const changed = certificate.payload.with(-1, (certificate.payload.at(-1) ?? 0) ^ 1)
      expect(await isSigned({ ...certificate, payload: changed }, spki)).to.equal(false)
    })
  }
})

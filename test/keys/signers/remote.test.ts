import { createHash, verify } from 'node:crypto'
import { rmSync } from 'node:fs'
import { expect } from 'chai'
import { type Algorithm, algorithms } from '../../../src/algorithms.ts'
import { Failure } from '../../../src/errors.ts'
import { createSigners, type SignerSettings } from '../../../src/keys/signers/open.ts'
import { type SigningCertificate, signingCertificate } from '../../../src/keys/signing.ts'
import { makeAuthority, type TlsPair } from '../../tls.ts'
import { type Made, makeCertificate, rsa, save, temporaryFolder } from '../certificates.ts'
import { type SigningService, startSigningService } from './signing-service.ts'

const bytes = Buffer.from('Тіло, якого сервіс не бачить')

describe('the remote signer', () => {
  const folder = temporaryFolder()
  const made: Partial<Record<Algorithm, SigningCertificate>> = {}
  let service: SigningService
  let client: TlsPair
  let issue: (name: string) => Promise<TlsPair>

  before(async () => {
    issue = await makeAuthority()
    client = await issue('gateway')
    const keys: [string, Algorithm, Made][] = [
      ['signer-1', 'ES256', await makeCertificate()],
      ['signer-2', 'PS256', await makeCertificate({ algorithm: rsa(2048) })],
    ]
    for (const [name, alg, one] of keys)
      made[alg] = signingCertificate(save(folder, name, one).certificate)
    const pem = ({ privateKey }: Made) =>
      String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
    service = await startSigningService(
      await issue('service'),
      Object.fromEntries(keys.map(([name, , one]) => [name, pem(one)])),
    )
  })
  after(async () => {
    await service.close()
    rmSync(folder, { recursive: true })
  })
  afterEach(() => {
    service.instead = undefined
    service.asked.length = 0
  })

  const open = (alg: Algorithm, keyId: string, changes: object = {}) => {
    const remoteSigner = {
      url: service.url,
      tls: client,
      authority: client.authority,
      timeoutMs: 5000,
      ...changes,
    }
    const settings: SignerSettings = { passphrase: undefined, pkcs11: undefined, remoteSigner }
    return createSigners(settings).open(made[alg] as SigningCertificate, { remote: keyId })
  }

  async function problem(work: Promise<unknown> | Uint8Array): Promise<string> {
    const failure: Failure = await Promise.resolve(work).then(
      () => undefined,
      (thrown) => thrown,
    )
    expect(failure).to.be.instanceOf(Failure).with.property('code', 'SIGNER_UNAVAILABLE')
    return failure.detail ?? ''
  }

  for (const [alg, keyId, length] of [
    ['ES256', 'signer-1', 64],
    ['PS256', 'signer-2', 256],
  ] as const)
    it(`signs ${alg}: a digest goes out, a signature of the certificate's key comes back`, async () => {
      const signer = await open(alg, keyId)
      service.asked.length = 0
      const signature = await signer.sign(bytes)
      expect(signature).to.have.length(length)
      const key = { key: made[alg]?.publicKey as never, ...algorithms[alg].parameters }
      expect(verify('sha256', bytes, key, signature)).to.equal(true)
      const digest = createHash('sha256').update(bytes).digest('base64')
      expect(service.asked).to.deep.equal([
        { keyId, algorithm: alg, digest, path: '/v1/sign', peer: 'gateway' },
      ])
    })

  it('is refused when its key is not that of the certificate', async () => {
    const other = await makeCertificate()
    const pem = String(other.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const wrong = await startSigningService(await issue('wrong'), { 'signer-1': pem })
    const error = await open('ES256', 'signer-1', { url: wrong.url }).catch((thrown) => thrown)
    await wrong.close()
    expect(error.message).to.match(/signer-1\.pem: the signer's key does not belong/)
  })

  it('is ready when the service signs, and asks it once for several probes', async () => {
    const signer = await open('ES256', 'signer-1')
    service.asked.length = 0
    await signer.ready()
    await signer.ready()
    expect(service.asked).to.have.length(1)
    await signer.close()
  })

  it('is not ready when the service does not sign', async () => {
    const signer = await open('ES256', 'signer-1')
    service.instead = (response) => response.writeHead(500).end()
    expect(await problem(signer.ready())).to.equal('remote signer: status 500')
  })

  const answers: [title: string, status: number, body: string, expected: string][] = [
    ['an unknown key', 404, '{}', 'status 404'],
    ['a refusal', 403, '{"reason":"secret"}', 'status 403'],
    ['a service that is starting', 503, '', 'status 503'],
    ['an answer without signature', 200, '{}', 'no signature in the answer'],
    ['an answer that is null', 200, 'null', 'no signature in the answer'],
    ['an answer that is not base64', 200, '{"signature":"=?"}', 'no signature in the answer'],
    ['a signature that is a number', 200, '{"signature":1}', 'no signature in the answer'],
    ['an answer that is not JSON', 200, '<html>', 'no signature in the answer'],
  ]
  for (const [title, status, body, expected] of answers)
    it(`fails, to be tried again, for ${title}`, async () => {
      const signer = await open('ES256', 'signer-1')
      service.instead = (response) =>
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(body)
      expect(await problem(signer.sign(bytes))).to.equal(`remote signer: ${expected}`)
    })

  it('tries again what may pass', async () => {
    const signer = await open('ES256', 'signer-1')
    let failed = 0
    service.instead = (response) => {
      failed += 1
      service.instead = undefined
      response.writeHead(503).end()
    }
    expect(await signer.sign(bytes)).to.have.length(64)
    expect(failed).to.equal(1)
  })

  it('does not wait longer than its time', async () => {
    const signer = await open('ES256', 'signer-1', { timeoutMs: 1500 })
    service.instead = () => undefined
    const started = performance.now()
    expect(await problem(signer.sign(bytes))).to.equal('remote signer: TIMEOUT')
    expect(performance.now() - started).to.be.lessThan(4000)
  })

  it('trusts its authority alone, and is let in by its certificate alone', async () => {
    const stranger = await (await makeAuthority())('stranger')
    expect(await problem(open('ES256', 'signer-1', { authority: stranger.authority }))).to.match(
      /^remote signer: (?:UNABLE_TO_VERIFY|SELF_SIGNED|CERT_|DEPTH_ZERO)/,
    )
    expect(await problem(open('ES256', 'signer-1', { tls: stranger }))).to.match(/^remote signer: /)
    expect(service.asked).to.deep.equal([])
  })

  it('needs its settings', async () => {
    const settings = { passphrase: undefined, pkcs11: undefined, remoteSigner: undefined }
    const signers = createSigners(settings)
    const certificate = made.ES256 as SigningCertificate
    for (const [place, setting] of [
      [{ remote: 'x' }, 'REMOTE_SIGNER_URL'],
      [{ pkcs11: { label: 'x' } }, 'PKCS11_MODULE'],
    ] as const) {
      const error = await signers.open(certificate, place).catch((thrown) => thrown)
      expect(error.message).to.include(`${setting} is not set`)
    }
    signers.close()
  })
})

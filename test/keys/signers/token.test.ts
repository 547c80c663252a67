import { verify } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { algorithms } from '../../../src/algorithms.ts'
import type { Failure } from '../../../src/errors.ts'
import { createTokenSigner } from '../../../src/keys/signers/pkcs11.ts'
import type { Signer } from '../../../src/keys/signers/signer.ts'
import { createToken, openToken, type Token } from '../../../src/keys/signers/token.ts'
import { type Made, makeCertificate, rsa } from '../certificates.ts'
import { createFakeCryptoki, type FakeCryptoki } from './fake-cryptoki.ts'

const bytes = Buffer.from('To be signed')
const afterPauseMs = 1100
/** Long enough for OpenSSL on a busy machine. */
const timeoutMs = 5000
const hangsMs = 300
const pin = '8642097531'

describe('a token', () => {
  let made: Made
  let api: FakeCryptoki
  let token: Token
  let signer: Signer
  before(async () => {
    made = await makeCertificate()
  })
  beforeEach(() => {
    const pem = String(made.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    api = createFakeCryptoki(pem, 'ES256')
    token = createToken(api, 5, { module: 'fake', token: 'fake', pin, sessions: 2, timeoutMs })
    const publicKey = made.certificate.publicKey
    signer = createTokenSigner(token, { label: 'key' }, { publicKey, alg: 'ES256' })
  })

  async function expectSigns() {
    const signature = await signer.sign(bytes)
    const key = { key: made.certificate.publicKey, ...algorithms.ES256.parameters }
    expect(verify('sha256', bytes, key, signature)).to.equal(true)
  }

  async function problem(work: Promise<unknown> | Uint8Array = signer.sign(bytes)) {
    const failure: Failure = await Promise.resolve(work).then(
      () => undefined,
      (thrown) => thrown,
    )
    expect(failure).to.include({ code: 'SIGNER_UNAVAILABLE' }).and.not.have.property('cause')
    return (failure.detail ?? '').replace('PKCS#11: ', '')
  }

  it('signs PS256 with the parameters of the binding', async () => {
    const { privateKey, certificate } = await makeCertificate({ algorithm: rsa(2048) })
    const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const settings = { module: 'fake', pin, sessions: 1, timeoutMs }
    const pss = createToken(createFakeCryptoki(pem, 'PS256'), 5, settings)
    const { publicKey } = certificate
    signer = createTokenSigner(pss, { id: '01' }, { publicKey, alg: 'PS256' })
    const key = { key: publicKey, ...algorithms.PS256.parameters }
    expect(verify('sha256', bytes, key, await signer.sign(bytes))).to.equal(true)
  })

  it('is not opened without binding and module', async () => {
    const error = await openToken({ module: '/nowhere.so', pin, sessions: 1, timeoutMs }).catch(
      (thrown) => thrown,
    )
    expect(error.message)
      .to.match(/^PKCS11_MODULE/)
      .and.not.include(pin)
  })

  it('is connected to once, with all its sessions', async () => {
    await expectSigns()
    await expectSigns()
    expect(api.calls).to.include({ C_Initialize: 1, C_OpenSession: 2, C_Login: 1, C_SignInit: 2 })
  })

  it('is not asked for more at once than there are sessions, and nobody is forgotten', async () => {
    let go: () => void = () => undefined
    api.hold = new Promise((resolve) => {
      go = resolve
    })
    const signatures = Array.from({ length: 7 }, () => signer.sign(bytes))
    go()
    for (const signature of await Promise.all(signatures)) expect(signature).to.have.length(64)
    expect(api.most).to.equal(2)
  })

  for (const result of [
    'CKR_SESSION_HANDLE_INVALID',
    'CKR_DEVICE_REMOVED',
    'CKR_TOKEN_NOT_PRESENT',
    'CKR_USER_NOT_LOGGED_IN',
    'CKR_KEY_HANDLE_INVALID',
  ])
    for (const at of ['C_SignInit', 'C_SignAsync'] as const)
      it(`is connected to anew after ${result} of ${at}, and the message never knows`, async () => {
        await expectSigns()
        api.fails = { [at]: [result] }
        await expectSigns()
        expect(api.calls.C_Login).to.equal(2)
      })

  it('is given up for the message when the second connection is lost as well', async () => {
    api.fails = { C_SignAsync: ['CKR_DEVICE_REMOVED', 'CKR_DEVICE_REMOVED'] }
    expect(await problem()).to.equal('CKR_DEVICE_REMOVED')
    await expectSigns()
  })

  it('leaves no session open that it gave up', async () => {
    for (let times = 0; times < 5; times++) {
      api.fails = { C_SignAsync: ['CKR_GENERAL_ERROR'] }
      await expectSigns()
      expect(api.open).to.have.property('size', 2)
    }
  })

  it('is left connected by what is no loss', async () => {
    api.fails = { C_SignAsync: ['CKR_DATA_LEN_RANGE'] }
    expect(await problem()).to.equal('CKR_DATA_LEN_RANGE')
    await expectSigns()
    expect(api.calls.C_Login).to.equal(1)
  })

  it('that cannot be reached is asked again after a pause, not by each message', async () => {
    api.fails = { C_GetSlotList: Array(9).fill('CKR_DEVICE_ERROR') }
    const problems = await Promise.all([problem(), problem(), problem(signer.ready())])
    expect(problems).to.deep.equal(Array(3).fill('CKR_DEVICE_ERROR'))
    expect(api.calls.C_GetSlotList).to.equal(1)
    api.fails = {}
    await pause(afterPauseMs)
    await expectSigns()
  })

  it('is shown a refused PIN once, and never again until it is another', async () => {
    api.fails = { C_Login: Array(9).fill('CKR_PIN_LOCKED') }
    expect(await problem()).to.equal('CKR_PIN_LOCKED')
    for (let times = 0; times < 2; times++) {
      await pause(afterPauseMs)
      expect(await problem()).to.equal('CKR_PIN_LOCKED; not shown again')
    }
    expect(api.calls.C_Login).to.equal(1)
    expect(api.open.size).to.equal(0)
  })

  it('takes being logged in already for a login', async () => {
    api.fails = {
      C_Login: ['CKR_USER_ALREADY_LOGGED_IN'],
      C_Initialize: ['CKR_CRYPTOKI_ALREADY_INITIALIZED'],
    }
    await expectSigns()
  })

  it('without its PIN’s file says so', async () => {
    const settings = { module: 'fake', pinFile: '/nowhere/pin', sessions: 1, timeoutMs }
    const fit = { publicKey: made.certificate.publicKey, alg: 'ES256' } as const
    const other = createTokenSigner(createToken(api, 5, settings), { id: '01' }, fit)
    expect(await problem(other.sign(bytes))).to.equal('PKCS11_PIN_FILE cannot be read')
  })

  it('tells those who wait for a session when the connection is lost, and serves them anew', async () => {
    let go: () => void = () => undefined
    api.hold = new Promise((resolve) => {
      go = resolve
    })
    const signatures = Array.from({ length: 6 }, () => signer.sign(bytes))
    api.fails = { C_SignAsync: ['CKR_SESSION_CLOSED'] }
    await new Promise(setImmediate)
    go()
    for (const signature of await Promise.all(signatures)) expect(signature).to.have.length(64)
    expect(api.calls.C_Login).to.equal(2)
  })

  it('that hangs fails what it has and what waits, in time', async () => {
    const settings = { module: 'fake', pin, sessions: 2, timeoutMs: hangsMs }
    const fit = { publicKey: made.certificate.publicKey, alg: 'ES256' } as const
    signer = createTokenSigner(createToken(api, 5, settings), { label: 'key' }, fit)
    api.hold = new Promise(() => undefined)
    const started = performance.now()
    const problems = await Promise.all([problem(), problem(), problem()])
    expect(problems.sort()).to.deep.equal([
      'no session in time',
      'no signature in time',
      'no signature in time',
    ])
    expect(performance.now() - started).to.be.within(hangsMs, 10 * hangsMs)
  })

  it('remembers for a while that it can sign', async () => {
    await signer.ready()
    await signer.ready()
    expect(api.calls.C_SignInit).to.equal(1)
    await signer.close()
  })

  it('is let go at the end, and then signs no more', async () => {
    await expectSigns()
    token.close()
    expect(api.calls.C_Finalize).to.equal(1)
    expect(await problem()).to.equal('closed')
  })
})

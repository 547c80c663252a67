// A PKCS#11 module in a few lines, for what a real token does only when it breaks. It really signs.

import type { Algorithm } from '../../../src/algorithms.ts'
import { type Cryptoki, cryptoki, type Handle } from '../../../src/keys/signers/cryptoki.ts'
import { signDigest } from '../openssl.ts'

export interface FakeCryptoki extends Cryptoki {
  /** The CKR_ names that a function throws at its next calls, before it works again. */
  fails: Partial<Record<keyof Cryptoki, string[]>>
  /** Calls so far, by function. */
  calls: Partial<Record<keyof Cryptoki, number>>
  /** A signature waits for this. */
  hold: Promise<void> | undefined
  /** Signatures in the making at once, at most. */
  most: number
  open: Set<string>
}

const slot = Buffer.alloc(8)

/** @param pem private key of the one object in the token */
export function createFakeCryptoki(pem: string, alg: Algorithm): FakeCryptoki {
  let sessions = 0
  let running = 0
  const handleOf = () => {
    const handle = Buffer.alloc(8)
    handle.writeUInt32LE(++sessions)
    return handle
  }
  function step(name: keyof Cryptoki) {
    fake.calls[name] = (fake.calls[name] ?? 0) + 1
    const result = fake.fails[name]?.shift()
    if (result !== undefined) throw new Error(`${result}:1\n    at PKCS11.${name}`)
  }
  function known(session: Handle) {
    if (!fake.open.has(session.toString('hex'))) throw new Error('CKR_SESSION_HANDLE_INVALID:179')
  }
  const fake: FakeCryptoki = {
    fails: {},
    calls: {},
    hold: undefined,
    most: 0,
    open: new Set(),
    load: () => undefined,
    C_Initialize: () => step('C_Initialize'),
    C_Finalize() {
      step('C_Finalize')
      fake.open.clear()
    },
    C_GetSlotList: () => {
      step('C_GetSlotList')
      return [slot]
    },
    C_GetTokenInfo: () => ({ label: 'fake'.padEnd(32) }),
    C_OpenSession() {
      step('C_OpenSession')
      const handle = handleOf()
      fake.open.add(handle.toString('hex'))
      return handle
    },
    C_CloseSession(session) {
      step('C_CloseSession')
      fake.open.delete(session.toString('hex'))
    },
    C_Login: () => step('C_Login'),
    C_FindObjectsInit: (session) => known(session),
    C_FindObjects: () => [Buffer.alloc(8, 1)],
    C_FindObjectsFinal: () => step('C_FindObjectsFinal'),
    C_SignInit(session, { mechanism }) {
      step('C_SignInit')
      known(session)
      const expected = alg === 'ES256' ? cryptoki.CKM_ECDSA : cryptoki.CKM_RSA_PKCS_PSS
      if (mechanism !== expected) throw new Error('CKR_MECHANISM_INVALID:112')
    },
    async C_SignAsync(_session, digest) {
      running += 1
      fake.most = Math.max(fake.most, running)
      try {
        await fake.hold
        step('C_SignAsync')
        return signDigest(pem, alg, digest)
      } finally {
        running -= 1
      }
    },
  }
  return fake
}

// A signer whose private key never leaves its token (PKCS#11): the digest goes in, the signature
// comes out, on a thread of its own. It makes no key and takes none out.

import { createHash } from 'node:crypto'
import type { Algorithm } from '../../algorithms.ts'
import { within } from '../../deadline.ts'
import { Failure } from '../../errors.ts'
import { type Cryptoki, cryptoki, type Handle, unavailable } from './cryptoki.ts'
import type { Signer, SignerFor, SignerPlace } from './signer.ts'
import type { Session, Token } from './token.ts'

export type TokenPlace = Extract<SignerPlace, { pkcs11: unknown }>['pkcs11']

/** Each readiness probe need not cost a signature. */
const readyForMs = 5000

/** A PS256 signature of a key of 4096 bits. */
const signatureBytesMax = 512

type Mechanism = Parameters<Cryptoki['C_SignInit']>[1]

/** Over a SHA-256 digest. PKCS#11 2.40 §2.3.6: CKM_ECDSA gives r‖s, as COSE has it. */
const mechanisms: Readonly<Record<Algorithm, (pssParameter: number) => Mechanism>> = {
  ES256: () => ({ mechanism: cryptoki.CKM_ECDSA }),
  // RFC 8230 §2: MGF1 with SHA-256, the salt as long as the hash.
  PS256: (type) => ({
    mechanism: cryptoki.CKM_RSA_PKCS_PSS,
    parameter: {
      type,
      hashAlg: cryptoki.CKM_SHA256,
      mgf: cryptoki.CKG_MGF1_SHA256,
      saltLen: 32,
    },
  }),
}

const probe = Buffer.from('trembita-certificate-gateway: can this key sign?')

export function createTokenSigner(token: Token, place: TokenPlace, { alg }: SignerFor): Signer {
  const mechanism = mechanisms[alg](token.pssParameter)
  let known: { connection: object; key: Handle } | undefined
  let readyAt = Number.NEGATIVE_INFINITY

  function keyFor(session: Session): Handle {
    if (known?.connection !== session.connection)
      known = { connection: session.connection, key: findKey(session, place) }
    return known.key
  }

  async function sign(bytes: Uint8Array): Promise<Uint8Array> {
    const digest = createHash('sha256').update(bytes).digest()
    const work = token.use((session) => {
      const { api, handle } = session
      api.C_SignInit(handle, mechanism, keyFor(session))
      return api.C_SignAsync(handle, digest, Buffer.alloc(signatureBytesMax))
    })
    return inTime(work, 2 * token.timeoutMs)
  }

  return {
    sign,
    async ready() {
      if (performance.now() - readyAt < readyForMs) return
      await sign(probe)
      readyAt = performance.now()
    },
    close: async () => undefined,
  }
}

/** A session that hangs stays taken until the token lets go of it. */
async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  try {
    return await within(timeoutMs, work)
  } catch (thrown) {
    const late = thrown instanceof Failure && thrown.code === 'DEADLINE'
    throw late ? unavailable('no signature in time') : thrown
  }
}

/** @throws Failure SIGNER_UNAVAILABLE when there is none, or more than one */
function findKey({ api, handle }: Session, { label, id }: TokenPlace): Handle {
  const named =
    id === undefined
      ? { type: cryptoki.CKA_LABEL, value: Buffer.from(label ?? '') }
      : { type: cryptoki.CKA_ID, value: Buffer.from(id, 'hex') }
  const template = [{ type: cryptoki.CKA_CLASS, value: cryptoki.CKO_PRIVATE_KEY }, named]
  api.C_FindObjectsInit(handle, template)
  const [key, other] = finding(api, handle)
  if (key === undefined) throw unavailable('no private key of that name in the token')
  if (other !== undefined) throw unavailable('several private keys of that name in the token')
  return key
}

function finding(api: Cryptoki, handle: Handle): Handle[] {
  try {
    return api.C_FindObjects(handle, 2)
  } finally {
    api.C_FindObjectsFinal(handle)
  }
}

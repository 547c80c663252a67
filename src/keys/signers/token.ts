// The connection to one token, made anew when the token lost it. What it is used for is pkcs11.ts's.

import { Failure } from '../../errors.ts'
import {
  type Cryptoki,
  type Handle,
  loadCryptoki,
  quietly,
  resultOf,
  unavailable,
} from './cryptoki.ts'
import { createPins, openSessions, type TokenSettings } from './login.ts'
import { createPool, type Pool } from './pool.ts'

export interface Session {
  readonly api: Cryptoki
  readonly handle: Handle
  /** Of each connection another: handles of keys are good for one. */
  readonly connection: object
}

export interface Token {
  readonly pssParameter: number
  readonly timeoutMs: number
  /**
   * Works with a session that is nobody else's meanwhile; when the connection is found lost, once more
   * with a new one. @throws Failure SIGNER_UNAVAILABLE
   */
  use<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): void
}

/** A token that cannot be reached is asked anew this often, not by each message. */
const pauseMs = 1000

/** The connection is gone, or what it knew is: PKCS#11 2.40 §5.1. */
const lost: ReadonlySet<string> = new Set([
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_SESSION_CLOSED',
  'CKR_DEVICE_REMOVED',
  'CKR_DEVICE_ERROR',
  'CKR_TOKEN_NOT_PRESENT',
  'CKR_TOKEN_NOT_RECOGNIZED',
  'CKR_SLOT_ID_INVALID',
  'CKR_CRYPTOKI_NOT_INITIALIZED',
  'CKR_USER_NOT_LOGGED_IN',
  'CKR_KEY_HANDLE_INVALID',
  'CKR_OBJECT_HANDLE_INVALID',
  'CKR_OPERATION_ACTIVE',
  'CKR_GENERAL_ERROR',
])

/** @throws Error when the binding or the module is not there, and never for the token's state */
export async function openToken(settings: TokenSettings): Promise<Token> {
  const { api, pssParameter } = await loadCryptoki(settings.module)
  return createToken(api, pssParameter, settings)
}

/** Connects when it is used for the first time. */
export function createToken(api: Cryptoki, pssParameter: number, settings: TokenSettings): Token {
  const connection = createConnection(api, settings)

  /** Done, or the name of what was lost. */
  async function attempt<T>(work: (session: Session) => Promise<T>): Promise<{ done: T } | string> {
    const pool = connection.pool()
    const handle = await pool.acquire()
    if (handle === undefined) return 'the connection was lost'
    try {
      return { done: await work({ api, handle, connection: pool }) }
    } catch (thrown) {
      const result = resultOf(thrown)
      if (result === undefined) throw thrown
      if (!lost.has(result)) throw unavailable(result)
      if (connection.drop(pool)) quietly(() => api.C_CloseSession(handle))
      return result
    } finally {
      pool.release(handle)
    }
  }

  return {
    pssParameter,
    timeoutMs: settings.timeoutMs,
    async use(work) {
      const first = await attempt(work)
      const last = typeof first === 'string' ? await attempt(work) : first
      if (typeof last === 'string') throw unavailable(last)
      return last.done
    },
    close: connection.close,
  }
}

/** At most one connection at a time; after one that failed, a pause. */
function createConnection(api: Cryptoki, settings: TokenSettings) {
  const pins = createPins(settings)
  let current: Pool | undefined
  let notBefore = Number.NEGATIVE_INFINITY
  let problem = 'closed'

  function connect(): Pool {
    if (performance.now() < notBefore) throw unavailable(problem)
    try {
      current = createPool(openSessions(api, settings, pins), settings.timeoutMs)
      return current
    } catch (thrown) {
      const own = thrown instanceof Failure ? thrown.detail?.replace(/^PKCS#11: /, '') : undefined
      problem = own ?? resultOf(thrown) ?? 'the module failed'
      notBefore = performance.now() + pauseMs
      throw unavailable(problem)
    }
  }

  /** Sessions that are lent are left to whoever works with them. Says whether it was in use until now. */
  function drop(pool: Pool): boolean {
    if (current !== pool) return false
    current = undefined
    for (const handle of pool.lose()) quietly(() => api.C_CloseSession(handle))
    return true
  }

  return {
    pool: () => current ?? connect(),
    drop,
    close() {
      if (current) drop(current)
      problem = 'closed'
      notBefore = Number.POSITIVE_INFINITY
      // The library stays loaded: a signature may still be in the making on another thread.
      quietly(() => api.C_Finalize())
    },
  }
}

// Opens sessions with a token and logs in, and never shows a refused PIN twice: a token locks itself
// after a few.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Cryptoki, cryptoki, type Handle, quietly, resultOf, unavailable } from './cryptoki.ts'

export interface TokenSettings {
  /** Path of the vendor's library. */
  module: string
  /** Which token: its label, or the number of its slot; with neither there must be one alone. */
  token?: string | undefined
  slot?: number | undefined
  /** A file is read at each login, so that a changed PIN needs no restart. */
  pinFile?: string | undefined
  pin?: string | undefined
  /** Signatures in the making at once. */
  sessions: number
  /** Time to wait for a session, and again for the signature, milliseconds. */
  timeoutMs: number
}

/** Sessions that may sign. @throws what the module throws; Failure SIGNER_UNAVAILABLE */
export function openSessions(api: Cryptoki, settings: TokenSettings, pins: Pins): Handle[] {
  initialise(api)
  const slot = slotOf(api, settings)
  const open: Handle[] = []
  try {
    while (open.length < settings.sessions)
      open.push(api.C_OpenSession(slot, cryptoki.CKF_SERIAL_SESSION))
    // The login counts for all sessions of the application with this token (PKCS#11 2.40 §5.6).
    pins.login((pin) => api.C_Login(open[0] as Handle, cryptoki.CKU_USER, pin))
    return open
  } catch (thrown) {
    for (const handle of open) quietly(() => api.C_CloseSession(handle))
    throw thrown
  }
}

/** Signatures run on several threads of the process, so the module must lock for itself. */
function initialise(api: Cryptoki) {
  try {
    api.C_Initialize({ flags: cryptoki.CKF_OS_LOCKING_OK })
  } catch (thrown) {
    if (resultOf(thrown) !== 'CKR_CRYPTOKI_ALREADY_INITIALIZED') throw thrown
  }
}

function slotOf(api: Cryptoki, { token, slot }: TokenSettings): Handle {
  const found = api.C_GetSlotList(true).filter((one) => {
    if (token !== undefined) return api.C_GetTokenInfo(one).label.trim() === token
    return slot === undefined || numberOf(one) === slot
  })
  const [only, ...more] = found
  if (only === undefined) throw unavailable('no such token')
  if (more.length > 0) throw unavailable('several tokens; say PKCS11_TOKEN or PKCS11_SLOT')
  return only
}

/** A CK_ULONG of this machine. */
function numberOf(handle: Handle): number {
  return handle.readUIntLE(0, Math.min(handle.length, 6))
}

export interface Pins {
  login(show: (pin: string) => void): void
}

const refusedPins: ReadonlySet<string> = new Set([
  'CKR_PIN_INCORRECT',
  'CKR_PIN_INVALID',
  'CKR_PIN_LEN_RANGE',
  'CKR_PIN_EXPIRED',
  'CKR_PIN_LOCKED',
])

/** The last refused PIN is remembered by its digest, with what the token said. */
export function createPins({ pin, pinFile }: Pick<TokenSettings, 'pin' | 'pinFile'>): Pins {
  let refused: { digest: string; result: string } | undefined
  return {
    login(show) {
      const given = pinFile === undefined ? (pin ?? '') : readPin(pinFile)
      const digest = createHash('sha256').update(given).digest('hex')
      if (refused?.digest === digest) throw unavailable(`${refused.result}; not shown again`)
      try {
        show(given)
      } catch (thrown) {
        const result = resultOf(thrown) ?? ''
        if (refusedPins.has(result)) refused = { digest, result }
        if (result !== 'CKR_USER_ALREADY_LOGGED_IN') throw thrown
      }
    },
  }
}

function readPin(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    throw unavailable('PKCS11_PIN_FILE cannot be read')
  }
}

// What we use of `pkcs11js`, the native binding of PKCS#11. The package is in no dependency list: it
// is imported when PKCS11_MODULE asks for it, and an operator installs it beside the program.

import { Failure } from '../../errors.ts'

/** A number of the module's own width, as bytes. */
export type Handle = Buffer

interface Mechanism {
  mechanism: number
  parameter?: { type: number; hashAlg: number; mgf: number; saltLen: number } | null
}

/** PKCS#11 2.40 §5; functions throw an Error whose `message` is the CKR_ name and `code` its number. */
export interface Cryptoki {
  load(path: string): void
  C_Initialize(options?: { flags: number }): void
  C_Finalize(): void
  C_GetSlotList(tokenPresent: boolean): Handle[]
  C_GetTokenInfo(slot: Handle): { label: string }
  C_OpenSession(slot: Handle, flags: number): Handle
  C_CloseSession(session: Handle): void
  C_Login(session: Handle, userType: number, pin: string): void
  C_FindObjectsInit(session: Handle, template: { type: number; value: number | Buffer }[]): void
  C_FindObjects(session: Handle, most: number): Handle[]
  C_FindObjectsFinal(session: Handle): void
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_SignAsync(session: Handle, data: Buffer, room: Buffer): Promise<Buffer>
}

/** Numbers of PKCS#11 2.40, and one of the binding's own. */
export const cryptoki = {
  CKF_OS_LOCKING_OK: 0x2,
  CKF_SERIAL_SESSION: 0x4,
  CKU_USER: 1,
  CKA_CLASS: 0x0,
  CKA_LABEL: 0x3,
  CKA_ID: 0x102,
  CKO_PRIVATE_KEY: 0x3,
  CKM_RSA_PKCS_PSS: 0xd,
  CKM_ECDSA: 0x1041,
  CKM_SHA256: 0x250,
  CKG_MGF1_SHA256: 0x2,
} as const

interface Binding {
  PKCS11: new () => Cryptoki
  /** Which structure a mechanism's parameter is; the binding's own numbering. */
  CK_PARAMS_RSA_PSS: number
}

/** A variable, so that neither compiler nor bundler looks for what is not installed. */
const binding: string = 'pkcs11js'

/**
 * The module, loaded and not initialised.
 * @throws Error when the binding is not installed or the module cannot be loaded
 */
export async function loadCryptoki(
  module: string,
): Promise<{ api: Cryptoki; pssParameter: number }> {
  const { PKCS11, CK_PARAMS_RSA_PSS } = await importBinding()
  const api = new PKCS11()
  try {
    api.load(module)
  } catch {
    throw new Error(`PKCS11_MODULE ${module}: cannot be loaded as a PKCS#11 module`)
  }
  return { api, pssParameter: CK_PARAMS_RSA_PSS }
}

async function importBinding(): Promise<Binding> {
  try {
    const imported = (await import(binding)) as { default: Binding }
    return imported.default
  } catch {
    throw new Error(`PKCS11_MODULE: needs the package ${binding}; npm install --no-save ${binding}`)
  }
}

/** The CKR_ name of what a function threw; undefined for anything else. */
export function resultOf(thrown: unknown): string | undefined {
  const { message } = (thrown ?? {}) as { message?: unknown }
  return typeof message === 'string' ? /^CKR_[A-Z0-9_]+/.exec(message)?.[0] : undefined
}

/** A failure that says what the token said, by its constant. */
export function unavailable(problem: string): Failure {
  return new Failure('SIGNER_UNAVAILABLE', { detail: `PKCS#11: ${problem}` })
}

export function quietly(act: () => void) {
  try {
    act()
  } catch {
    // What is being left need not agree.
  }
}

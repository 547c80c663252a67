// Steps 2 to 4 of issuing: the payload and its validity, the signature, and the proof that what was signed
// can be read.

import { Failure } from '../errors.ts'
import { type ReadCertificate, readHc1 } from '../hcert/certificate.ts'
import { signCose, verifyCose } from '../hcert/cose.ts'
import { writeCwt } from '../hcert/cwt.ts'
import { encodeHc1 } from '../hcert/hc1.ts'
import { type Dcc, type PersonName, schemaProblems } from '../hcert/payload.ts'
import type { SigningKey } from '../keys/signing.ts'
import type { CertificateRow } from './certificates/certificate.ts'
import type { CertificateType, IssueRequest } from './engine.ts'
import { dayMs } from './rules/kyiv.ts'
import { type Lifetimes, lifetimeOf } from './rules/lifetime.ts'

/** A certificate that is ready to be signed. Times are unix seconds. */
export interface Prepared {
  uvci: string
  dcc: Dcc
  issuedAt: number
  expiresAt: number
}

export interface PrepareSettings {
  issuerName: string
  lifetimeDays: Lifetimes
}

/** The country of the issuer, claim 1 (hcert-spec §3.3.1). */
export const issuerCountry = 'UA'

const dccVersion = '1.3.0'

/**
 * Step 2. The signature ends after the lifetime of its type and never after its key's certificate.
 * @throws Failure INTERNAL when the payload breaks the DCC schema, which the contract's limits prevent
 */
export function prepare<T extends CertificateType>(
  row: CertificateRow<T>,
  {
    type,
    request,
    names,
    uvci,
  }: { type: T; request: IssueRequest<T>; names: PersonName; uvci: string },
  { now, key, settings }: { now: Date; key: SigningKey; settings: PrepareSettings },
): Prepared {
  const entry = row.entry(request.event, { ci: uvci, is: settings.issuerName, issuedAt: now })
  const dcc: Dcc = { ver: dccVersion, nam: names, dob: request.person.birthDate, ...entry }
  const [problem] = schemaProblems(dcc, { strict: true })
  if (problem !== undefined) throw new Failure('INTERNAL', { detail: `payload ${problem}` })
  const days = lifetimeOf(type, settings.lifetimeDays, now)
  const end = Math.min(now.getTime() + days * dayMs, key.notAfter.getTime())
  return { uvci, dcc, issuedAt: seconds(now.getTime()), expiresAt: seconds(end) }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}

/** Step 3: the bytes of COSE_Sign1. */
export function sign(prepared: Prepared, key: SigningKey): Uint8Array | Promise<Uint8Array> {
  const { dcc, issuedAt, expiresAt } = prepared
  return signCose(writeCwt({ issuer: issuerCountry, issuedAt, expiresAt, certificate: dcc }), key)
}

/** What leaves: the text of the QR code and what it was read back as. */
export interface Signed {
  hc1: string
  read: ReadCertificate
}

/**
 * Step 4: decodes the text that will leave, verifies its signature with the public key and compares it with
 * what was prepared.
 * @throws Failure READ_BACK_FAILED
 */
export function readBack(cose: Uint8Array, prepared: Prepared, key: SigningKey): Signed {
  const hc1 = encodeHc1(cose)
  const read = readHc1(hc1)
  const { issuer, issuedAt, expiresAt } = read.cwt
  const same =
    issuer === issuerCountry &&
    issuedAt === prepared.issuedAt &&
    expiresAt === prepared.expiresAt &&
    JSON.stringify(read.dcc) === JSON.stringify(prepared.dcc)
  if (same && verifyCose(read.cose, key)) return { hc1, read }
  throw new Failure('READ_BACK_FAILED')
}

// The CWT claims (RFC 8392) that carry a certificate (hcert-spec, CWT Claims): who says so, since
// when, until when, what.

import { decodeCbor, encodeCbor } from './cbor.ts'
import { HcertError } from './steps.ts'

export interface Cwt {
  /** ISO 3166-1 alpha-2. */
  readonly issuer?: string
  /** Unix seconds; some issuers write fractions. */
  readonly issuedAt: number
  /** Unix seconds. */
  readonly expiresAt: number
  /**
   * As signed and not judged yet: `schemaProblems` does that. Members that are null are left out.
   */
  readonly certificate: unknown
}

/** Claim keys (RFC 8392 §4, hcert-spec) and the key of `eu_dcc_v1` within hcert. */
const claim = { iss: 1, exp: 4, iat: 6, hcert: -260 } as const
const euDccV1 = 1

/** In the order most verifiers have seen: 1, 4, 6, -260. Times are whole unix seconds. */
export function writeCwt({ issuer, issuedAt, expiresAt, certificate }: Required<Cwt>): Uint8Array {
  return encodeCbor(
    new Map<number, unknown>([
      [claim.iss, issuer],
      [claim.exp, expiresAt],
      [claim.iat, issuedAt],
      [claim.hcert, new Map([[euDccV1, certificate]])],
    ]),
  )
}

/** @throws HcertError of the steps CBOR and CWT. Claims it does not know are ignored. */
export function readCwt(bytes: Uint8Array): Cwt {
  const claims = decodeCbor(bytes)
  if (!(claims instanceof Map)) throw new HcertError('CWT_NOT_CLAIMS')
  const hcert = claims.get(claim.hcert)
  const certificate = hcert instanceof Map ? hcert.get(euDccV1) : undefined
  if (certificate === undefined) throw new HcertError('CWT_NO_CERTIFICATE')
  const issuer = claims.get(claim.iss)
  return {
    ...(typeof issuer === 'string' ? { issuer } : {}),
    issuedAt: seconds(claims.get(claim.iat)),
    expiresAt: seconds(claims.get(claim.exp)),
    certificate: plain(certificate),
  }
}

function seconds(time: unknown): number {
  if (typeof time !== 'number' || !Number.isFinite(time)) throw new HcertError('CWT_NO_TIME')
  return time
}

/** Maps as objects. Some issuers write an absent member as null. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (!(value instanceof Map)) return value
  const object: Record<string, unknown> = {}
  for (const [name, member] of value) {
    // Assigned, it would become the object's prototype.
    if (name === '__proto__') throw new HcertError('CWT_FORBIDDEN_NAME')
    if (member != null) object[name] = plain(member)
  }
  return object
}

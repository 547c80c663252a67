// Step 6 of issuing: the certificate as the contract shows it, made from the signed bytes alone, so that a
// repeat gives what was given before.

import type { Certificate, Delivery, Holder, Person } from '../contract/types.ts'
import type { ReadCertificate } from '../hcert/certificate.ts'
import type { Dcc } from '../hcert/payload.ts'
import type { CertificateRow } from './certificates/certificate.ts'
import { contentOf, holderOf } from './content.ts'
import { type DeliveryParts, delivered } from './delivery.ts'

/** What is released: bytes that were recorded and read back. */
export interface Released {
  uvci: string
  outcome: 'ISSUED' | 'EXISTING' | 'RENEWED'
  supersedes?: string
  hc1: string
  read: ReadCertificate
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

/** The identifiers stand beside the name for the monitoring of access; the certificate has none of them. */
function holder(dcc: Dcc, { rnokpp, unzr }: Person): Holder {
  return {
    ...holderOf(dcc),
    ...(rnokpp === undefined ? {} : { rnokpp }),
    ...(unzr === undefined ? {} : { unzr }),
  }
}

/** @throws Failure of a rendering */
export function release(
  row: Pick<CertificateRow<'vaccination'>, 'code' | 'validity'>,
  { uvci, outcome, supersedes, hc1, read }: Released,
  { person, delivery }: { person: Person; delivery?: Delivery },
  parts: DeliveryParts,
  now: Date,
): Promise<Certificate> {
  const { cwt, cose, coseBytes } = read
  const dcc = read.dcc as Dcc
  const validity = row.validity(dcc, new Date(cwt.issuedAt * 1000))
  const certificate = {
    uvci,
    certificateType: row.code,
    outcome,
    issuedAt: isoTime(cwt.issuedAt),
    expiresAt: isoTime(cwt.expiresAt),
    validFrom: validity?.from.toISOString() ?? isoTime(cwt.issuedAt),
    validUntil: validity?.until.toISOString() ?? isoTime(cwt.expiresAt),
    ...(validity?.colour === undefined ? {} : { nationalColour: validity.colour }),
    keyId: Buffer.from(cose.keyId ?? []).toString('base64'),
    ...(supersedes === undefined ? {} : { supersedes }),
    holder: holder(dcc, person),
    content: contentOf(dcc),
    hc1,
    cose: Buffer.from(coseBytes).toString('base64'),
  }
  return delivered(certificate, delivery === undefined ? {} : { delivery }, parts, now)
}

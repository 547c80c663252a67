// Believes a signed batch, or says why not: who signed it, for whom they may speak, and what it holds.

import type { X509Certificate } from 'node:crypto'
import { countryOf } from '../keys/certificate.ts'
import { verifyCms } from '../keys/cms.ts'
import { type Batch, BatchError, readBatch } from './batch.ts'

/** Why a batch is not believed. */
export type RefusalReason = 'SIGNATURE' | 'FORMAT' | 'COUNTRY' | 'TOO_MANY'

/** Whether the certificate may speak for that country; one that names no country may speak for any. */
const speaksFor = (country: string) => (signer: X509Certificate) =>
  [undefined, country].includes(countryOf(signer))

/**
 * The batch that one of the uploaders signed for their own country: nobody revokes what another country issued.
 * @param uploaders whoever put a certificate there trusts it, also past its end
 */
export function openBatch(
  cms: Uint8Array,
  uploaders: readonly X509Certificate[],
): Batch | Extract<RefusalReason, 'SIGNATURE' | 'FORMAT' | 'COUNTRY'> {
  const content = verifyCms(cms, { signers: uploaders })
  if (content === undefined) return 'SIGNATURE'
  const batch = readOrNone(content)
  if (batch === undefined) return 'FORMAT'
  const own = uploaders.filter(speaksFor(batch.country))
  if (own.length === uploaders.length) return batch
  return verifyCms(cms, { signers: own }) === undefined ? 'COUNTRY' : batch
}

function readOrNone(content: Uint8Array): Batch | undefined {
  try {
    return readBatch(content)
  } catch (error) {
    if (error instanceof BatchError) return undefined
    throw error
  }
}

const base64Form = /^[A-Za-z0-9+/\r\n]+={0,2}\s*$/

/** The DER of a CMS message that came as base64, as gateways write it, or as it is. */
export function derOf(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  return base64Form.test(text) ? Buffer.from(text, 'base64') : bytes
}

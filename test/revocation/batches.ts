// Invented batches, and uploaders who really sign them.

import { randomBytes } from 'node:crypto'
import { signCms } from '../../src/keys/cms.ts'
import { type Batch, writeBatch } from '../../src/revocation/batch.ts'
import { type Made, makeCertificate } from '../keys/certificates.ts'

/** The world's time in these tests. */
export const noon = new Date('2022-02-10T12:00:00Z')
export const later = new Date('2022-06-10T12:00:00Z')

export const keyId = 'AAECAwQFBgc='

export function newBatch(changes: Partial<Batch> = {}): Batch {
  return {
    country: 'XA',
    expires: later,
    keyId,
    kind: 'SIGNATURE',
    hashes: randomBytes(32),
    ...changes,
  }
}

export const uploaderOf = (country: string): Promise<Made> =>
  makeCertificate({
    subject: `C=${country}, O=Invented, CN=Uploader`,
    notAfter: '2023-01-01T00:00:00Z',
  })

export function signedBy(uploader: Made, batch: Batch): Uint8Array {
  return signCms(writeBatch(batch), uploader, noon)
}

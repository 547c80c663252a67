// Invented clients, as a header names them.

import type { ClientId } from '../../src/xroad/identifiers.ts'

export const services = ['GetCertificateStatus_v1', 'RevokeCertificate_v1', 'VerifyCertificate_v1']

/** `TEST/GOV/00000001/CLINIC` and variations. */
export function clientId(changes: Partial<ClientId> = {}): ClientId {
  return {
    xRoadInstance: 'TEST',
    memberClass: 'GOV',
    memberCode: '00000001',
    subsystemCode: 'CLINIC',
    ...changes,
  }
}

export const withoutSubsystem: ClientId = {
  xRoadInstance: 'TEST',
  memberClass: 'GOV',
  memberCode: '00000001',
}

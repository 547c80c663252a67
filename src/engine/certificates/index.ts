// The table of certificate types.

import type { CertificateKind } from '../../hcert/payload.ts'
import type { CertificateType } from '../engine.ts'
import type { CertificateRow } from './certificate.ts'
import { recovery } from './recovery.ts'
import { test } from './test.ts'
import { vaccination } from './vaccination.ts'

export const certificates: { readonly [T in CertificateType]: CertificateRow<T> } = {
  vaccination,
  test,
  recovery,
}

/** The type whose entries stand under v, t or r. */
export function typeOfKind(kind: CertificateKind): CertificateType {
  const types = Object.keys(certificates) as CertificateType[]
  return types.find((type) => certificates[type].kind === kind) as CertificateType
}

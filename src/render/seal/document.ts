// What a sealed document says beside its signature: the certificate, and which kind of seal it bears.

import type { X509Certificate } from 'node:crypto'
import { writeElement } from '../../contract/codec.ts'
import { namespace as contractNamespace } from '../../contract/operations.ts'
import type { Certificate } from '../../contract/types.ts'
import { isForSeals } from '../../keys/seal.ts'

/** A sibling of the contract's namespace: the document is kept apart from any message, and versioned apart. */
export const namespace = contractNamespace.replace('/trembita/', '/sealed/')

export const rootName = 'SealedCertificate'

/** Told in the document itself, so that nobody takes a technical seal for what it is not. */
export const kinds = {
  ELECTRONIC_SEAL: {
    uk: 'Електронна печатка: сертифікат ключа призначено для електронної печатки.',
    en: 'Electronic seal: the certificate of the key was issued for electronic seals.',
  },
  TECHNICAL_SEAL: {
    uk: 'Технічна печатка: сертифікат ключа не призначено для електронної печатки.',
    en: 'Technical seal: the certificate of the key was not issued for electronic seals.',
  },
} as const

export type SealKind = keyof typeof kinds

export function kindOf(certificate: X509Certificate): SealKind {
  return isForSeals(certificate) ? 'ELECTRONIC_SEAL' : 'TECHNICAL_SEAL'
}

/** What is sealed: the certificate without what belongs to the one delivery. */
export type Sealable = Omit<Certificate, 'outcome' | 'rendering' | 'sealed' | 'encrypted'>

/**
 * The identifiers come from the request, for the monitoring of access; the certificate has none of them, so the seal
 * vouches for none.
 */
function certificateOf(certificate: Sealable): object {
  const { rnokpp, unzr, ...holder } = certificate.holder
  const delivery = { outcome: undefined, rendering: undefined, sealed: undefined }
  return { ...certificate, ...delivery, encrypted: undefined, holder }
}

/** The root element, without declaration and signature. */
export function writeDocument(certificate: Sealable, kind: SealKind): string {
  const { uk, en } = kinds[kind]
  return (
    `<${rootName} xmlns="${namespace}">` +
    `<seal><kind>${kind}</kind><textUk>${uk}</textUk><textEn>${en}</textEn></seal>` +
    writeElement('certificate', certificateOf(certificate), 'Certificate', namespace) +
    `</${rootName}>`
  )
}

// Holds a sealed document against the certificate that it came with. A tester has no list of the gateway's seal
// certificates, so the one within the document is taken: this judges the seal's making, not who made it.

import { X509Certificate } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { readValue } from '../../src/contract/codec.ts'
import type { Certificate } from '../../src/contract/types.ts'
import { type SealRefused, verifySeal } from '../../src/render/seal/verify.ts'
import type { Element } from '../../src/xml/document.ts'
import { readTree } from '../../src/xml/tree.ts'

const signerWithin = /<ds:X509Certificate>([^<]+)</

/** What was sealed of the certificate in an answer. */
function sealable(certificate: Element): object {
  const value = readValue(readTree(certificate.toString({ format: false })), 'Certificate')
  const { outcome, rendering, sealed, encrypted, ...kept } = value as unknown as Certificate
  const { rnokpp, unzr, ...holder } = kept.holder
  return { ...kept, holder }
}

/** What is wrong with the sealed document of a `certificate` element; none when all is well. */
export function sealedProblems(certificate: Element, sealed: string): string[] {
  const file = Buffer.from(sealed, 'base64')
  const der = Buffer.from(signerWithin.exec(file.toString())?.[1] ?? '', 'base64')
  try {
    const verified = verifySeal(file, [new X509Certificate(der)])
    const same = isDeepStrictEqual(verified.certificate, sealable(certificate))
    return same ? [] : ['sealed holds another certificate']
  } catch (error) {
    return [`sealed is refused: ${(error as SealRefused).message}`]
  }
}

// What stands in the envelope: a small XML document (wsdl/encrypted.xsd) with the certificate's code and what was drawn and
// sealed of it.

import { writeElement } from '../../contract/codec.ts'
import { namespace as contractNamespace } from '../../contract/operations.ts'
import type { Certificate } from '../../contract/types.ts'

/** A sibling of the contract's namespace, as that of the sealed document is. */
export const namespace = contractNamespace.replace('/trembita/', '/encrypted/')

/** What leaves encrypted alone, and the identifier that tells of which certificate it is. */
export type Hidden = Pick<Certificate, 'uvci' | 'hc1' | 'cose' | 'rendering' | 'sealed'>

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** The bytes of the document, UTF-8. */
export function writeHidden({ uvci, hc1, cose, rendering, sealed }: Hidden): Buffer {
  const hidden = { uvci, hc1, cose, rendering, sealed }
  const xml = writeElement('EncryptedDelivery', hidden, 'Certificate', namespace)
  return Buffer.from(`${declaration}${xml}`)
}

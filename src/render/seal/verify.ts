// Verifies a sealed document and returns what was signed, never what stands beside it. Refuses what our seals do
// not have: processing instructions, comments, CDATA, document types, other shapes. Whom to trust it is told; the
// certificate in the document only says which of the trusted ones to try.

import type { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readValue } from '../../contract/codec.ts'
import { contractFolder } from '../../contract/schema.ts'
import { periodOf } from '../../keys/certificate.ts'
import { children, compileSchema, parse, treeOf, wellFormed } from '../../xml/document.ts'
import type { Node } from '../../xml/tree.ts'
import { kindOf, kinds, namespace, rootName, type Sealable, type SealKind } from './document.ts'
import { at, isSealShaped } from './shape.ts'
import { certificateDigest, signedReferences } from './signature.ts'

export const sealProblems = {
  SEAL_TOO_LARGE: {
    uk: 'Файл більший за дозволений розмір.',
    en: 'The file is larger than allowed.',
  },
  SEAL_NOT_XML: {
    uk: 'Файл не є ні правильно сформованим XML у UTF-8, ні його base64.',
    en: 'The file is neither well-formed XML in UTF-8 nor the base64 of it.',
  },
  SEAL_MARKUP_REFUSED: {
    uk: 'Інструкції обробки, коментарі, CDATA та DOCTYPE у документі з печаткою заборонені.',
    en: 'Processing instructions, comments, CDATA and DOCTYPE are refused in a sealed document.',
  },
  SEAL_SHAPE: {
    uk: 'Документ або його підпис побудовано не так, як документи з печаткою цього сервісу.',
    en: 'The document or its signature is not built as the sealed documents of this service are.',
  },
  SEAL_SIGNER_UNKNOWN: {
    uk: 'Підписано невідомим сертифікатом: його немає серед довірених.',
    en: 'Signed by an unknown certificate: it is not among the trusted ones.',
  },
  SEAL_SIGNATURE_INVALID: {
    uk: 'Підпис не відповідає документу: документ змінено або підписано іншим ключем.',
    en: 'The signature does not fit the document: it was changed or signed with another key.',
  },
  SEAL_SIGNER_NOT_VALID_THEN: {
    uk: 'Сертифікат підписувача не був чинним у зазначений час підписання.',
    en: 'The certificate of the signer was not valid at the signing time stated.',
  },
  SEAL_KIND_FALSE: {
    uk: 'Зазначений вид печатки не відповідає сертифікату підписувача.',
    en: 'The kind of seal stated does not fit the certificate of the signer.',
  },
} as const

export type SealProblem = keyof typeof sealProblems

/** Why a sealed document is not accepted. */
export class SealRefused extends Error {
  readonly code: SealProblem

  constructor(code: SealProblem, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause })
    this.name = 'SealRefused'
    this.code = code
  }
}

/** All of it read from what was signed. */
export interface Verified {
  kind: SealKind
  certificate: Sealable
  /** As the signer states it; no time stamp proves it. */
  signedAt: Date
  signer: X509Certificate
}

/** A sealed document takes about 7 kB, and a certificate with every text at its longest 70 kB. */
const bytesMax = 1_048_576

const validate = compileSchema(readFileSync(new URL('sealed.xsd', contractFolder)))

const base64 = /^[A-Za-z0-9+/=\s]+$/
const declaration = /^\ufeff?<\?xml\s[^>]*\?>/
/** Well-formed XML has these where markup begins and nowhere else. */
const otherMarkup = /<[?!]/

/**
 * @param file the document, or its base64 as an answer carries it
 * @param trusted the certificates whose seals are accepted
 * @throws SealRefused
 */
export function verifySeal(file: Buffer, trusted: readonly X509Certificate[]): Verified {
  const xml = xmlOf(file)
  const { root, signatureXml } = examined(xml)
  const named = Buffer.from(at(root, ...certificatePath)?.text ?? '', 'base64')
  const signer = trusted.find(({ raw }) => raw.equals(named))
  if (signer === undefined) throw new SealRefused('SEAL_SIGNER_UNKNOWN')
  const signed = signedReferences(xml, signatureXml, signer)
  if (signed === undefined) throw new SealRefused('SEAL_SIGNATURE_INVALID')
  const [document = '', properties = ''] = signed
  return judged({ document: documentOf(document), properties: readTree(properties) }, signer)
}

const certificatePath = ['Signature', 'KeyInfo', 'X509Data', 'X509Certificate']

function xmlOf(file: Buffer): string {
  if (file.length > bytesMax) throw new SealRefused('SEAL_TOO_LARGE')
  const text = file.toString('latin1')
  const bytes = base64.test(text) ? Buffer.from(text, 'base64') : file
  const xml = bytes.toString('utf8')
  if (otherMarkup.test(xml.replace(declaration, ''))) throw new SealRefused('SEAL_MARKUP_REFUSED')
  return xml.replace(/^\ufeff/, '')
}

/** The document as it stands: of our shape, with one signature, at its end. Nothing of it is believed yet. */
function examined(xml: string): { root: Node; signatureXml: string } {
  const { document, tree } = readDocument(xml)
  try {
    const signature = tree.children.at(-1)
    const shaped =
      tree.name === rootName &&
      tree.namespaceUri === namespace &&
      signature !== undefined &&
      isSealShaped(signature) &&
      tree.children.slice(0, -1).every(isPlain)
    if (!shaped) throw new SealRefused('SEAL_SHAPE')
    return { root: tree, signatureXml: children(document.root).at(-1)?.toString(asIs) ?? '' }
  } finally {
    document.dispose()
  }
}

const asIs = { format: false }

function readDocument(xml: string) {
  try {
    return parse(Buffer.from(xml))
  } catch (cause) {
    throw new SealRefused('SEAL_NOT_XML', cause)
  }
}

/** Without any attribute, so without identifiers; and of our namespace all the way down. */
function isPlain(node: Node): boolean {
  return (
    node.attributes.length === 0 && node.namespaceUri === namespace && node.children.every(isPlain)
  )
}

/** What was signed, if the published schema accepts it. */
function documentOf(canonical: string): Node {
  const document = wellFormed(Buffer.from(canonical))
  try {
    if (validate(document.root).length > 0) throw new SealRefused('SEAL_SHAPE')
    return treeOf(document)
  } finally {
    document.dispose()
  }
}

function readTree(canonical: string): Node {
  const document = wellFormed(Buffer.from(canonical))
  try {
    return treeOf(document)
  } finally {
    document.dispose()
  }
}

interface Signed {
  document: Node
  properties: Node
}

const timePath = ['SignedSignatureProperties', 'SigningTime']
const digestPath = ['SigningCertificateV2', 'Cert', 'CertDigest', 'DigestValue']

function judged({ document, properties }: Signed, signer: X509Certificate): Verified {
  // ETSI EN 319 132-1 §5.2.2: a key may have several certificates; the one meant is named in what is signed.
  const digest = at(properties, 'SignedSignatureProperties', ...digestPath)?.text
  if (digest !== certificateDigest(signer)) throw new SealRefused('SEAL_SIGNATURE_INVALID')
  const signedAt = new Date(at(properties, ...timePath)?.text ?? '')
  const { notBefore, notAfter } = periodOf(signer)
  if (!(notBefore <= signedAt && signedAt <= notAfter))
    throw new SealRefused('SEAL_SIGNER_NOT_VALID_THEN')
  const kind = statedKind(document, signer)
  const element = at(document, 'certificate') as Node
  const certificate = readValue(element, 'Certificate') as unknown as Sealable
  return { kind, certificate, signedAt, signer }
}

function statedKind(document: Node, signer: X509Certificate): SealKind {
  const kind = kindOf(signer)
  const stated = ['kind', 'textUk', 'textEn'].map((name) => at(document, 'seal', name)?.text)
  const { uk, en } = kinds[kind]
  if (stated.join('\n') !== [kind, uk, en].join('\n')) throw new SealRefused('SEAL_KIND_FALSE')
  return kind
}

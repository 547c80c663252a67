// The enveloped XML signature of a sealed document: XMLDSig 1.1 in the structure of XAdES baseline B-B (ETSI EN
// 319 132-1 §6.3). One algorithm of each kind exists here; a signature that names another cannot be verified.

import { createHash, verify, type X509Certificate } from 'node:crypto'
import { ExclusiveCanonicalization, type SignatureAlgorithm, SignedXml } from 'xml-crypto'

export const algorithms = {
  // XML exclusive canonicalisation 1.0 §4: what stands around the document does not change its bytes.
  canonicalisation: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  // XMLDSig 1.1 §6.4.3
  signature: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  // XMLDSig 1.1 §6.2.2
  digest: 'http://www.w3.org/2001/04/xmlenc#sha256',
  // XMLDSig 1.1 §6.6.4
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
} as const

export const namespaces = {
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  properties: 'http://uri.etsi.org/01903/v1.3.2#',
} as const

/** The type of the reference to the signed properties: ETSI EN 319 132-1 §4.4. */
export const propertiesType = 'http://uri.etsi.org/01903#SignedProperties'

/** One signature stands in a document, so its identifiers need not differ between documents. */
export const ids = {
  signature: 'seal',
  document: 'seal-document',
  properties: 'seal-properties',
} as const

export interface Signer {
  readonly certificate: X509Certificate
  /** ECDSA P-256 with SHA-256, r‖s. */
  sign(bytes: Uint8Array): Uint8Array
}

const signatureBytes = 64

type SignatureAlgorithmClass = new () => SignatureAlgorithm

/** The package knows RSA alone. XMLDSig 1.1 §6.4.3: the value is r‖s, 32 bytes each, and not DER. */
function ecdsaSha256({ certificate, sign }: Signer): SignatureAlgorithmClass {
  const key = { key: certificate.publicKey, dsaEncoding: 'ieee-p1363' } as const
  return class {
    getAlgorithmName = () => algorithms.signature
    getSignature = (signedInfo: unknown) =>
      Buffer.from(sign(Buffer.from(String(signedInfo)))).toString('base64')
    verifySignature = (signedInfo: string, _key: unknown, value: string) => {
      const signature = Buffer.from(value, 'base64')
      const whole = signature.length === signatureBytes
      return whole && verify('sha256', Buffer.from(signedInfo), key, signature)
    }
  }
}

/** SHA-256 of the certificate's DER, base64. */
export function certificateDigest(certificate: X509Certificate): string {
  return createHash('sha256').update(certificate.raw).digest('base64')
}

/** ETSI EN 319 132-1 §5.2.1 SigningTime, §5.2.2 SigningCertificateV2, §5.2.4 DataObjectFormat. */
function propertiesXml(certificate: X509Certificate, at: Date): string {
  const { signature, properties } = namespaces
  return (
    `<xades:QualifyingProperties xmlns:xades="${properties}" Target="#${ids.signature}">` +
    `<xades:SignedProperties Id="${ids.properties}"><xades:SignedSignatureProperties>` +
    `<xades:SigningTime>${at.toISOString()}</xades:SigningTime>` +
    '<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>' +
    `<ds:DigestMethod xmlns:ds="${signature}" Algorithm="${algorithms.digest}"/>` +
    `<ds:DigestValue xmlns:ds="${signature}">${certificateDigest(certificate)}</ds:DigestValue>` +
    '</xades:CertDigest></xades:Cert></xades:SigningCertificateV2>' +
    '</xades:SignedSignatureProperties><xades:SignedDataObjectProperties>' +
    `<xades:DataObjectFormat ObjectReference="#${ids.document}">` +
    '<xades:MimeType>text/xml</xades:MimeType></xades:DataObjectFormat>' +
    '</xades:SignedDataObjectProperties></xades:SignedProperties></xades:QualifyingProperties>'
  )
}

function signatureOf(signer: Signer, options: ConstructorParameters<typeof SignedXml>[0]) {
  const signature = new SignedXml(options)
  const { CanonicalizationAlgorithms: known, HashAlgorithms: hashes } = signature
  const { canonicalisation, enveloped, digest } = algorithms
  signature.SignatureAlgorithms = { [algorithms.signature]: ecdsaSha256(signer) }
  signature.HashAlgorithms = only(hashes, digest)
  signature.CanonicalizationAlgorithms = {
    ...only(known, enveloped),
    [canonicalisation]: ExclusiveCanonicalization,
  }
  return signature
}

function only<T>(table: Record<string, T>, name: string): Record<string, T> {
  return { [name]: table[name] as T }
}

/**
 * The document with its signature as the root's last child.
 * @param xml a root element without a declaration, comments or processing instructions
 */
export function signEnveloped(xml: string, signer: Signer, at: Date): string {
  const { canonicalisation, digest, enveloped } = algorithms
  const der = signer.certificate.raw.toString('base64')
  const signature = signatureOf(signer, {
    // The package insists on a key; the signer keeps the real one.
    privateKey: '',
    signatureAlgorithm: algorithms.signature,
    canonicalizationAlgorithm: canonicalisation,
    getKeyInfoContent: () =>
      `<ds:X509Data><ds:X509Certificate>${der}</ds:X509Certificate></ds:X509Data>`,
    objects: [{ content: propertiesXml(signer.certificate, at) }],
  })
  signature.addReference({
    xpath: '/*',
    id: ids.document,
    isEmptyUri: true,
    digestAlgorithm: digest,
    transforms: [enveloped, canonicalisation],
  })
  signature.addReference({
    xpath: `//*[@Id='${ids.properties}']`,
    type: propertiesType,
    digestAlgorithm: digest,
    transforms: [canonicalisation],
  })
  signature.computeSignature(xml, { prefix: 'ds', attrs: { Id: ids.signature } })
  return signature.getSignedXml()
}

/**
 * What was signed, as the canonical text that the digests were made of, in the order of the references; undefined
 * when a digest or the signature does not fit.
 * @param signatureXml the one signature of the document, which the caller has looked at
 * @param certificate whose key must have signed; what the document says of its signer is not asked
 */
export function signedReferences(
  xml: string,
  signatureXml: string,
  certificate: X509Certificate,
): string[] | undefined {
  const sign = () => Buffer.alloc(0)
  const signature = signatureOf({ certificate, sign }, { publicCert: certificate.publicKey })
  try {
    signature.loadSignature(signatureXml)
    return signature.checkSignature(xml) ? signature.getSignedReferences() : undefined
  } catch {
    return undefined
  }
}

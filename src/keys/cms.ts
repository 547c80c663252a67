// CMS SignedData (RFC 5652) as the EU gateway exchanges it: what a country uploads is signed with its own certificate.
// It gives back the bytes that were signed, never a mere yes; whose certificates count, the caller says.

import {
  constants,
  createHash,
  type KeyObject,
  sign,
  verify,
  type X509Certificate,
} from 'node:crypto'
import { ObjectIdentifier, OctetString, UTCTime } from 'asn1js'
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs'

/** A signed certificate has 3 kB, a batch of a thousand revocations 100 kB. */
const cmsBytesMax = 1024 * 1024

const oid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  signingTime: '1.2.840.113549.1.9.5',
  sha256: '2.16.840.1.101.3.4.2.1',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
} as const

const hashes: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

interface SignatureRow {
  keyTypes: readonly string[]
  /** Where the signature's own name says it; else the digest's. */
  hash?: string
  parameters?: { padding: number; saltLength?: number }
}

const rsaTypes = ['rsa', 'rsa-pss']
const pkcs1 = { padding: constants.RSA_PKCS1_PADDING }
const pss = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_AUTO,
}

/** RFC 3370 §3.2, RFC 4056, RFC 5753 §2.1.1. */
const signatures: Readonly<Record<string, SignatureRow>> = {
  '1.2.840.113549.1.1.1': { keyTypes: rsaTypes, parameters: pkcs1 },
  '1.2.840.113549.1.1.11': { keyTypes: rsaTypes, hash: 'sha256', parameters: pkcs1 },
  '1.2.840.113549.1.1.12': { keyTypes: rsaTypes, hash: 'sha384', parameters: pkcs1 },
  '1.2.840.113549.1.1.13': { keyTypes: rsaTypes, hash: 'sha512', parameters: pkcs1 },
  '1.2.840.113549.1.1.10': { keyTypes: rsaTypes, parameters: pss },
  '1.2.840.10045.4.3.2': { keyTypes: ['ec'], hash: 'sha256' },
  '1.2.840.10045.4.3.3': { keyTypes: ['ec'], hash: 'sha384' },
  '1.2.840.10045.4.3.4': { keyTypes: ['ec'], hash: 'sha512' },
}

export interface Verification {
  /** Whose signature counts; certificates inside the message do not. */
  signers: readonly X509Certificate[]
  /** Of a detached signature: what it must be over. Of another: what it must say. */
  content?: Uint8Array
}

/**
 * The content that one of the signers signed; undefined when none of them did, or when it is no SignedData at all.
 * Signed attributes are required (RFC 5652 §5.3): nobody makes a signature without them here, and with them a content
 * cannot be passed off as attributes.
 */
export function verifyCms(
  cms: Uint8Array,
  { signers, content }: Verification,
): Uint8Array | undefined {
  const signedData = readSignedData(cms)
  if (signedData === undefined) return undefined
  const signed = contentOf(signedData, content)
  if (signed === undefined) return undefined
  const { eContentType } = signedData.encapContentInfo
  const genuine = signedData.signerInfos.some((signerInfo) =>
    signers.some((signer) => isSigned(signerInfo, { content: signed, eContentType }, signer)),
  )
  return genuine ? signed : undefined
}

/** The parser throws for whatever it does not like. */
function readSignedData(cms: Uint8Array): SignedData | undefined {
  if (cms.length > cmsBytesMax) return undefined
  try {
    const info = ContentInfo.fromBER(Uint8Array.from(cms).buffer)
    return info.contentType === oid.signedData
      ? new SignedData({ schema: info.content })
      : undefined
  } catch {
    return undefined
  }
}

function contentOf({ encapContentInfo }: SignedData, given: Uint8Array | undefined) {
  const { eContent } = encapContentInfo
  if (eContent === undefined) return given
  const inside = new Uint8Array(eContent.getValue())
  return given === undefined || Buffer.compare(inside, given) === 0 ? inside : undefined
}

interface Signed {
  content: Uint8Array
  eContentType: string
}

function isSigned(signerInfo: SignerInfo, signed: Signed, signer: X509Certificate): boolean {
  const { signedAttrs, digestAlgorithm, signatureAlgorithm, signature } = signerInfo
  const digest = hashes[digestAlgorithm.algorithmId]
  const row = signatures[signatureAlgorithm.algorithmId]
  if (!digest || !row || !signedAttrs || !agrees(signedAttrs.attributes, signed, digest))
    return false
  try {
    const key = signer.publicKey
    if (!row.keyTypes.includes(key.asymmetricKeyType ?? '')) return false
    // RFC 5652 §5.4: the signature is over the DER of the attributes as a SET.
    const bytes = new Uint8Array(signedAttrs.encodedValue)
    const raw = new Uint8Array(signature.getValue())
    return verify(row.hash ?? digest, bytes, { key, ...row.parameters }, raw)
  } catch {
    // OpenSSL cannot decode every key that a certificate may bear.
    return false
  }
}

/** RFC 5652 §11.1, §11.2: type and digest of the content, each once. */
function agrees(
  attributes: readonly Attribute[],
  { content, eContentType }: Signed,
  digest: string,
): boolean {
  const type = single(attributes, oid.contentType)?.valueBlock?.toString()
  const found = single(attributes, oid.messageDigest)?.valueBlock?.valueHexView
  const expected = createHash(digest).update(content).digest()
  return type === eContentType && found !== undefined && expected.equals(found)
}

/** What is read here of a value in ASN.1; the vendor leaves it open. */
interface Asn1Value {
  valueBlock?: { toString(): string; valueHexView?: Uint8Array }
}

function single(attributes: readonly Attribute[], type: string): Asn1Value | undefined {
  const [found, ...more] = attributes.filter((attribute) => attribute.type === type)
  if (found?.values.length !== 1 || more.length > 0) return undefined
  return found.values[0] as Asn1Value
}

/** Names of what we sign with ourselves, by the type of the key: SHA-256 always (RFC 5754 §3.2, RFC 5753 §2.1.1). */
const ownSignatures: Readonly<Record<string, string>> = {
  ec: '1.2.840.10045.4.3.2',
  rsa: '1.2.840.113549.1.1.11',
}

/** A private key with its certificate. */
export interface CmsSigner {
  certificate: X509Certificate
  /** EC or RSA. */
  privateKey: KeyObject
}

/**
 * DER of a SignedData that encloses the content and the signer's certificate, as the EU gateway wants what a country
 * uploads. One signer, SHA-256, signed attributes: content type, digest, time.
 * @param at the signing time that it says
 * @throws Error when the key is neither EC nor RSA
 */
export function signCms(content: Uint8Array, { certificate, privateKey }: CmsSigner, at: Date) {
  const algorithmId = ownSignatures[privateKey.asymmetricKeyType ?? '']
  if (algorithmId === undefined) throw new Error('only EC and RSA keys sign CMS messages')
  const signer = Certificate.fromBER(bufferOf(certificate.raw))
  const signedAttrs = new SignedAndUnsignedAttributes({
    type: 0,
    attributes: attributesOf(content, at),
  })
  const signature = sign('sha256', asSet(signedAttrs), privateKey)
  const sha256 = () => new AlgorithmIdentifier({ algorithmId: oid.sha256 })
  const signedData = new SignedData({
    version: 1,
    digestAlgorithms: [sha256()],
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: oid.data,
      eContent: new OctetString({ valueHex: bufferOf(content) }),
    }),
    certificates: [signer],
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({
          issuer: signer.issuer,
          serialNumber: signer.serialNumber,
        }),
        digestAlgorithm: sha256(),
        signedAttrs,
        signatureAlgorithm: new AlgorithmIdentifier({ algorithmId }),
        signature: new OctetString({ valueHex: bufferOf(signature) }),
      }),
    ],
  })
  const info = new ContentInfo({ contentType: oid.signedData, content: signedData.toSchema(true) })
  return new Uint8Array(info.toSchema().toBER())
}

/** In the order of DER (X.690 §11.6): by their bytes, which here is by their length. */
function attributesOf(content: Uint8Array, at: Date): Attribute[] {
  const digest = createHash('sha256').update(content).digest()
  return [
    new Attribute({ type: oid.contentType, values: [new ObjectIdentifier({ value: oid.data })] }),
    new Attribute({ type: oid.signingTime, values: [new UTCTime({ valueDate: at })] }),
    new Attribute({
      type: oid.messageDigest,
      values: [new OctetString({ valueHex: bufferOf(digest) })],
    }),
  ]
}

const setTag = 0x31

/** RFC 5652 §5.4: signed as a SET OF, and not under the tag [0] that it is sent with. */
function asSet(attributes: SignedAndUnsignedAttributes): Uint8Array {
  const bytes = new Uint8Array(attributes.toSchema().toBER())
  bytes[0] = setTag
  return bytes
}

/** The vendor takes whole buffers, and node's small ones share one. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}

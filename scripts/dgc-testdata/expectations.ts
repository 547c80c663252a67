// What each expectation of dgc-testdata asks, one row each: the fields it needs, and whether it holds for our own readers.
// A question that the vector lacks the fields for is not asked, as its harness does not.

import { createHash, X509Certificate } from 'node:crypto'
import { algorithmOfKey } from '../../src/algorithms.ts'
import { typeOfKind } from '../../src/engine/certificates/index.ts'
import { decodeBase45 } from '../../src/hcert/base45.ts'
import { decodeCbor, encodeCbor } from '../../src/hcert/cbor.ts'
import { readCoseBytes } from '../../src/hcert/certificate.ts'
import { readCose, verifyCose } from '../../src/hcert/cose.ts'
import { readCwt } from '../../src/hcert/cwt.ts'
import { inflate, withoutPrefix } from '../../src/hcert/hc1.ts'
import { certificateKind, schemaProblems } from '../../src/hcert/payload.ts'
import { HcertError } from '../../src/hcert/steps.ts'
import { withinValidity } from '../../src/hcert/validity.ts'
import { readPicture } from '../../src/render/picture/read.ts'
import { maySign } from '../../src/usage.ts'
import { isSame } from './same.ts'
import type { Vector } from './vectors.ts'

interface Row {
  /** Each of them; a list means one of them. */
  needs: readonly (keyof Vector | 'CERTIFICATE' | 'VALIDATIONCLOCK' | readonly (keyof Vector)[])[]
  holds(vector: Vector): boolean | Promise<boolean>
}

const anyPayload = ['CBOR', 'COSE'] as const

const rows: Readonly<Record<string, Row>> = {
  EXPECTEDVALIDOBJECT: {
    needs: ['JSON'],
    holds: (vector) => certificateKind(vector.JSON) !== undefined,
  },
  EXPECTEDSCHEMAVALIDATION: {
    needs: [['JSON', ...anyPayload]],
    holds: (vector) => schemaProblems(payloadOf(vector), { strict: false }).length === 0,
  },
  EXPECTEDENCODE: { needs: ['JSON', 'CBOR'], holds: encodesAs },
  EXPECTEDDECODE: {
    needs: [anyPayload],
    holds: (vector) => {
      const [first, ...others] = payloads(vector)
      return others.every((other) => isSame(other, first))
    },
  },
  EXPECTEDVERIFY: { needs: ['COSE', 'CERTIFICATE'], holds: verifies },
  EXPECTEDUNPREFIX: {
    needs: ['PREFIX'],
    holds: ({ PREFIX = '', BASE45 }) => agrees(withoutPrefix(PREFIX), BASE45),
  },
  EXPECTEDVALIDJSON: {
    needs: ['JSON', anyPayload],
    holds: (vector) => payloads(vector).every((payload) => isSame(payload, vector.JSON)),
  },
  EXPECTEDCOMPRESSION: {
    needs: ['COMPRESSED'],
    holds: ({ COMPRESSED, COSE }) =>
      agrees(hex(inflate(bytes(COMPRESSED))), COSE && hex(bytes(COSE))),
  },
  EXPECTEDB45DECODE: {
    needs: ['BASE45'],
    holds: ({ BASE45 = '', COMPRESSED }) =>
      agrees(hex(decodeBase45(BASE45)), COMPRESSED && hex(bytes(COMPRESSED))),
  },
  EXPECTEDPICTUREDECODE: {
    needs: ['2DCODE'],
    holds: async (vector) => {
      const reading = await readPicture(picture(vector))
      return 'text' in reading && agrees(reading.text, vector.PREFIX)
    },
  },
  EXPECTEDKEYUSAGE: {
    needs: ['CERTIFICATE', anyPayload],
    holds: (vector) => {
      const kind = certificateKind(payloads(vector)[0])
      // Node's `keyUsage` is the extended one.
      return kind !== undefined && maySign(signer(vector).keyUsage, typeOfKind(kind))
    },
  },
  EXPECTEDEXPIRATIONCHECK: {
    needs: ['COSE', 'CERTIFICATE', 'VALIDATIONCLOCK'],
    holds: (vector) => {
      const { validFrom, validTo } = signer(vector)
      const period = { notBefore: new Date(validFrom), notAfter: new Date(validTo) }
      return withinValidity(readCoseBytes(bytes(vector.COSE)).cwt, period, clock(vector))
    },
  },
}

export const expectations = Object.keys(rows)

/** True or false as we find it; undefined when the vector lacks what the question needs. */
export async function ask(expectation: string, vector: Vector): Promise<boolean | undefined> {
  const row = rows[expectation]
  if (row === undefined || !row.needs.every((field) => has(vector, field))) return undefined
  try {
    return await row.holds(vector)
  } catch (error) {
    if (error instanceof HcertError || error instanceof SignerError) return false
    throw error
  }
}

function has(vector: Vector, field: Row['needs'][number]): boolean {
  if (typeof field !== 'string') return field.some((one) => has(vector, one))
  const given = ({ ...vector, ...vector.TESTCTX } as Record<string, unknown>)[field]
  return given != null && given !== ''
}

/** Base64, with or without what makes an address of it. */
export const picture = ({ '2DCODE': code = '' }: Vector) =>
  Buffer.from(code.replace(/^data:[^,]*,/, ''), 'base64')

/** Hexadecimal, of whichever case, with white space. */
export const bytes = (text = '') => Buffer.from(text.replace(/\s/g, ''), 'hex')
const hex = (found: Uint8Array) => Buffer.from(found).toString('hex')
const agrees = (found: string, given: string | undefined) => !given || found === given

/** The certificate of a vector is none. */
export class SignerError extends Error {}

/** Base64 of either alphabet, with or without the lines of PEM; its key can be decoded. */
export function signer({ TESTCTX: { CERTIFICATE = '' } }: Vector): X509Certificate {
  try {
    const der = Buffer.from(CERTIFICATE.replace(/-----[^-]+-----/g, ''), 'base64')
    const certificate = new X509Certificate(der)
    // Where OpenSSL knows no such key, this throws.
    void certificate.publicKey
    return certificate
  } catch (cause) {
    throw new SignerError('CERTIFICATE', { cause })
  }
}

/** Some clocks name no zone, and are UTC; some offsets have no colon. */
export function clock({ TESTCTX: { VALIDATIONCLOCK = '' } }: Vector): Date {
  const [, time = VALIDATIONCLOCK, hours, minutes = '00'] =
    /^(.*?T.*?)(?:[Zz]|([+-]\d\d):?(\d\d)?)?$/.exec(VALIDATIONCLOCK.trim()) ?? []
  if (!time.includes('T')) return new Date(time)
  return new Date(`${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`)
}

/** The payload of CBOR and of COSE, whichever are there. */
export function payloads({ CBOR, COSE }: Vector): unknown[] {
  return [
    ...(CBOR == null ? [] : [payloadOfCbor(bytes(CBOR))]),
    ...(COSE == null ? [] : [readCoseBytes(bytes(COSE)).dcc]),
  ]
}

/** What was signed, or JSON alone; there too a member that is null is none. */
export function payloadOf(vector: Vector): unknown {
  const json = () =>
    JSON.parse(JSON.stringify(vector.JSON ?? null), (_name, member) => member ?? undefined)
  return payloads(vector)[0] ?? json()
}

/** The field holds the payload alone, the claim around it, or all claims. */
function payloadOfCbor(cbor: Uint8Array): unknown {
  const value = decodeCbor(cbor)
  if (value instanceof Map && value.has(-260)) return readCwt(cbor).certificate
  const claims: [number, unknown][] = [
    [4, 0],
    [6, 0],
    [-260, value instanceof Map && value.has(1) ? value : new Map([[1, value]])],
  ]
  return readCwt(encodeCbor(new Map(claims))).certificate
}

/**
 * JSON written by us means what CBOR means; and is part of it, byte for byte, where CBOR is in the
 * form we write.
 */
function encodesAs(vector: Vector): boolean {
  const cbor = bytes(vector.CBOR)
  const ours = Buffer.from(encodeCbor(vector.JSON))
  const theirs = payloadOfCbor(cbor)
  if (!isSame(payloadOfCbor(ours), theirs)) return false
  const inOurForm = Buffer.compare(encodeCbor(decodeCbor(cbor)), cbor) === 0
  const inOneOrder = JSON.stringify(theirs) === JSON.stringify(vector.JSON)
  return !(inOurForm && inOneOrder) || cbor.includes(ours)
}

/** As a verifier does, and the harness: the key is found by its id, and bound to its algorithm. */
function verifies(vector: Vector): boolean {
  const { publicKey } = signer(vector)
  const alg = algorithmOfKey(publicKey)
  if (alg === undefined || !namesSigner(vector)) return false
  return verifyCose(readCose(bytes(vector.COSE)), { alg, publicKey })
}

/** Whether the message's key id is that of the certificate given. */
export function namesSigner(vector: Vector): boolean {
  const { keyId } = readCose(bytes(vector.COSE))
  const digest = createHash('sha256').update(signer(vector).raw).digest()
  return keyId !== undefined && digest.subarray(0, 8).equals(keyId)
}

// What each expectation of dgc-testdata asks, one row each: the fields it needs, and whether it
// holds.

import { createHash, X509Certificate } from 'node:crypto'
import { algorithmOfKey } from '../../src/hcert/algorithms.ts'
import { decodeBase45 } from '../../src/hcert/base45.ts'
import { decodeCbor, encodeCbor } from '../../src/hcert/cbor.ts'
import { readCoseBytes } from '../../src/hcert/certificate.ts'
import { readCose, verifyCose } from '../../src/hcert/cose.ts'
import { readCwt } from '../../src/hcert/cwt.ts'
import { inflate, withoutPrefix } from '../../src/hcert/hc1.ts'
import { certificateKind, schemaProblems } from '../../src/hcert/payload.ts'
import { HcertError } from '../../src/hcert/steps.ts'
import { keyUsageAllows, withinValidity } from '../../src/hcert/validity.ts'
import { readQr } from './read-qr.ts'

/** Bytes are hexadecimal, the picture and the certificate base64. */
export interface Vector {
  JSON?: object
  CBOR?: string
  COSE?: string
  COMPRESSED?: string
  BASE45?: string
  PREFIX?: string
  '2DCODE'?: string
  TESTCTX: { CERTIFICATE?: string; VALIDATIONCLOCK?: string }
  EXPECTEDRESULTS: Record<string, boolean>
}

interface Row {
  /** Each of them; a list means one of them. */
  needs: readonly (keyof Vector | 'CERTIFICATE' | 'VALIDATIONCLOCK' | readonly (keyof Vector)[])[]
  holds(vector: Vector): boolean
}

const anyPayload = ['CBOR', 'COSE'] as const

const rows: Readonly<Record<string, Row>> = {
  EXPECTEDVALIDOBJECT: {
    needs: ['JSON'],
    holds: (vector) => certificateKind(vector.JSON) !== undefined,
  },
  EXPECTEDSCHEMAVALIDATION: {
    needs: [['JSON', ...anyPayload]],
    holds: (vector) =>
      schemaProblems(payloads(vector)[0] ?? vector.JSON, { strict: false }).length === 0,
  },
  EXPECTEDENCODE: { needs: ['JSON', 'CBOR'], holds: encodesAs },
  EXPECTEDDECODE: {
    needs: [anyPayload],
    holds: (vector) => new Set(payloads(vector).map(canonical)).size === 1,
  },
  EXPECTEDVERIFY: { needs: ['COSE', 'CERTIFICATE'], holds: verifies },
  EXPECTEDUNPREFIX: {
    needs: ['PREFIX'],
    holds: ({ PREFIX = '', BASE45 }) => agrees(withoutPrefix(PREFIX), BASE45),
  },
  EXPECTEDVALIDJSON: {
    needs: ['JSON', anyPayload],
    holds: (vector) =>
      payloads(vector).every((payload) => canonical(payload) === canonical(vector.JSON)),
  },
  EXPECTEDCOMPRESSION: {
    needs: ['COMPRESSED'],
    holds: ({ COMPRESSED, COSE }) => agrees(hex(inflate(bytes(COMPRESSED))), COSE?.toLowerCase()),
  },
  EXPECTEDB45DECODE: {
    needs: ['BASE45'],
    holds: ({ BASE45 = '', COMPRESSED }) =>
      agrees(hex(decodeBase45(BASE45)), COMPRESSED?.toLowerCase()),
  },
  EXPECTEDPICTUREDECODE: {
    needs: ['2DCODE'],
    holds: (vector) => {
      const text = readQr(Buffer.from(vector['2DCODE'] ?? '', 'base64'))
      return text !== undefined && agrees(text, vector.PREFIX)
    },
  },
  EXPECTEDKEYUSAGE: {
    needs: ['CERTIFICATE', anyPayload],
    holds: (vector) => {
      const kind = certificateKind(payloads(vector)[0])
      // Node's `keyUsage` is the extended one.
      return kind !== undefined && keyUsageAllows(signer(vector).keyUsage, kind)
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
export function ask(expectation: string, vector: Vector): boolean | undefined {
  const row = rows[expectation]
  if (row === undefined || !row.needs.every((field) => has(vector, field))) return undefined
  try {
    return row.holds(vector)
  } catch (error) {
    if (error instanceof HcertError) return false
    throw error
  }
}

function has(vector: Vector, field: Row['needs'][number]): boolean {
  if (typeof field !== 'string') return field.some((one) => has(vector, one))
  const given = ({ ...vector, ...vector.TESTCTX } as Record<string, unknown>)[field]
  return given != null && given !== ''
}

const bytes = (text = '') => Buffer.from(text, 'hex')
const hex = (found: Uint8Array) => Buffer.from(found).toString('hex')
const agrees = (found: string, given: string | undefined) => given === undefined || found === given

const signer = ({ TESTCTX }: Vector) =>
  new X509Certificate(Buffer.from(TESTCTX.CERTIFICATE ?? '', 'base64'))

/** Some clocks name no zone; they are UTC. */
function clock({ TESTCTX: { VALIDATIONCLOCK = '' } }: Vector): Date {
  return new Date(
    /(Z|[+-]\d\d:\d\d)$/.test(VALIDATIONCLOCK) ? VALIDATIONCLOCK : `${VALIDATIONCLOCK}Z`,
  )
}

/** The payload of CBOR and of COSE, whichever are there. */
function payloads({ CBOR, COSE }: Vector): unknown[] {
  return [
    ...(CBOR == null ? [] : [payloadOfCbor(bytes(CBOR))]),
    ...(COSE == null ? [] : [readCoseBytes(bytes(COSE)).dcc]),
  ]
}

/** The field holds the payload alone, or all claims. */
function payloadOfCbor(cbor: Uint8Array): unknown {
  const value = decodeCbor(cbor)
  if (value instanceof Map && value.has(-260)) return readCwt(cbor).certificate
  const claims: [number, unknown][] = [
    [4, 0],
    [6, 0],
    [-260, new Map([[1, value]])],
  ]
  return readCwt(encodeCbor(new Map(claims))).certificate
}

/**
 * The same whatever the order of members, the code points of a sign and the spelling of an instant.
 */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member) => {
    if (typeof member === 'string') return instant(member.normalize('NFC'))
    if (member === null || typeof member !== 'object' || Array.isArray(member)) return member
    return Object.fromEntries(
      Object.entries(member)
        .filter(([, part]) => part !== null)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  })
}

function instant(text: string): string {
  return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text)
    ? new Date(text).toISOString()
    : text
}

/**
 * JSON written by us means what CBOR means; and is part of it, byte for byte, where CBOR is in the
 * form we write.
 */
function encodesAs(vector: Vector): boolean {
  const cbor = bytes(vector.CBOR)
  const ours = Buffer.from(encodeCbor(vector.JSON))
  const theirs = payloadOfCbor(cbor)
  if (canonical(payloadOfCbor(ours)) !== canonical(theirs)) return false
  const inOurForm = Buffer.compare(encodeCbor(decodeCbor(cbor)), cbor) === 0
  const inOneOrder = JSON.stringify(theirs) === JSON.stringify(vector.JSON)
  return !(inOurForm && inOneOrder) || cbor.includes(ours)
}

/** As a verifier does: the key is found by its id, and bound to its algorithm. */
function verifies(vector: Vector): boolean {
  const { publicKey, raw } = signer(vector)
  const alg = algorithmOfKey(publicKey)
  const cose = readCose(bytes(vector.COSE))
  const keyId = createHash('sha256').update(raw).digest().subarray(0, 8)
  if (alg === undefined || cose.keyId === undefined || !keyId.equals(cose.keyId)) return false
  return verifyCose(cose, { alg, publicKey })
}

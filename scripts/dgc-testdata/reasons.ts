// Why we answer an expectation of dgc-testdata otherwise than its author: by name, or by a rule that says when. A
// disagreement without a reason is a fault of ours until somebody has looked.

import { readCoseBytes } from '../../src/hcert/certificate.ts'
import { schemaProblems } from '../../src/hcert/payload.ts'
import { HcertError } from '../../src/hcert/steps.ts'
import { usageFamilies } from '../../src/usage.ts'
import { bytes, clock, payloadOf, SignerError, signer } from './expectations.ts'
import { brokenField, isNoPicture, signerFault, textFault, timeFault } from './faults.ts'
import type { Vector } from './vectors.ts'

/** `<file> <expectation>`: the reason. */
const named: Readonly<Record<string, string>> = {
  'RO/2DCode/raw/2.json EXPECTEDSCHEMAVALIDATION':
    'two vaccinations in one certificate: schema 1.0 let them stand, 1.3 and every verifier since wants exactly one',
}

interface Rule {
  /** One, or several. */
  readonly expectation: string | readonly string[]
  readonly expected: boolean
  reason(vector: Vector): string
  applies(vector: Vector): boolean
}

type Fault = (vector: Vector) => string | undefined

/** Expectations that read bytes or a certificate of the vector. */
const ofBytes = ['DECODE', 'VERIFY', 'VALIDJSON', 'COMPRESSION', 'B45DECODE', 'ENCODE'].concat([
  'KEYUSAGE',
  'EXPIRATIONCHECK',
  'SCHEMAVALIDATION',
])

const notHexadecimal: Fault = (vector) => {
  const field = brokenField(vector)
  return field && `the field ${field} is not hexadecimal`
}

const severalLists: Fault = (vector) => {
  const { v, t, r } = (payloadOf(vector) ?? {}) as Record<string, unknown>
  const lists = [v, t, r].filter((list) => list != null)
  if (lists.length < 2) return undefined
  return 'several lists of events, though some be empty: schema 1.3 and the harness want exactly one'
}

/** Where the vector itself is not what its author says; the fault is the reason. */
const faults: readonly [of: readonly string[], fault: Fault][] = [
  [ofBytes, notHexadecimal],
  [['VERIFY', 'KEYUSAGE', 'EXPIRATIONCHECK'], (vector) => unreadableSigner(vector)],
  [['VALIDOBJECT', 'SCHEMAVALIDATION', 'KEYUSAGE'], severalLists],
  [['VERIFY'], signerFault],
  [['EXPIRATIONCHECK'], timeFault],
  [['DECODE', 'VALIDJSON', 'ENCODE'], textFault],
  [
    ['PICTUREDECODE'],
    (vector) => (isNoPicture(vector) ? 'the picture is neither PNG nor JPEG' : undefined),
  ],
  [
    ['KEYUSAGE'],
    (vector) =>
      usesNoDcc(signer(vector).keyUsage ?? ['none'])
        ? undefined
        : 'the signer’s usages are of other types, which the harness refuses too',
  ],
]

function unreadableSigner(vector: Vector): string | undefined {
  try {
    signer(vector)
    return undefined
  } catch {
    return 'the certificate beside the message is none'
  }
}

const faultRules = faults.map(
  ([of, fault]): Rule => ({
    expectation: of.map((name) => `EXPECTED${name}`),
    expected: true,
    reason: (vector) => String(fault(vector)),
    applies: (vector) => fault(vector) !== undefined,
  }),
)

/** With which field the harness compares; without it, it asks nothing where it expects false. */
const compared: Readonly<Record<string, readonly (keyof Vector)[]>> = {
  EXPECTEDUNPREFIX: ['BASE45'],
  EXPECTEDB45DECODE: ['COMPRESSED'],
  EXPECTEDCOMPRESSION: ['COSE'],
  EXPECTEDPICTUREDECODE: ['PREFIX'],
  EXPECTEDVALIDJSON: ['CBOR'],
  EXPECTEDDECODE: ['CBOR', 'COSE'],
}

const comparisonRules = Object.entries(compared).map(
  ([expectation, fields]): Rule => ({
    expectation,
    expected: false,
    reason: () => `the harness compares with ${fields.join(' and ')}, and without it asks nothing`,
    applies: (vector) => fields.some((field) => !vector[field]),
  }),
)

/** What our policies answer otherwise wherever it occurs. */
const rules: readonly Rule[] = [
  {
    expectation: 'EXPECTEDSCHEMAVALIDATION',
    expected: false,
    reason: (vector) =>
      `forgiven on verification, as a table of peculiarities says: ${brokenOnIssue(vector)[0]}`,
    applies: (vector) => brokenOnIssue(vector).length > 0,
  },
  {
    expectation: 'EXPECTEDSCHEMAVALIDATION',
    expected: false,
    reason: () =>
      'the harness asks nothing where it expects false; by schema 1.3, by which all are judged here, the payload is valid to the letter',
    applies: () => true,
  },
  {
    expectation: 'EXPECTEDSCHEMAVALIDATION',
    expected: true,
    reason: () =>
      'several events in one certificate: schema 1.0 let them stand, 1.3 wants exactly one',
    applies: (vector) => eventsIn(payloadOf(vector)) > 1,
  },
  {
    expectation: 'EXPECTEDSCHEMAVALIDATION',
    expected: true,
    reason: () => 'a day or time that is in no calendar: the harness looks at no format',
    applies: (vector) => problemsOf(vector).every((problem) => /: format [a-z-]+$/.test(problem)),
  },
  {
    expectation: 'EXPECTEDKEYUSAGE',
    expected: false,
    reason: () =>
      'the signer has extended key usages, but none of the DCC families: here only those restrict, as with the reference applications',
    applies: (vector) => usesNoDcc(signer(vector).keyUsage ?? []),
  },
  {
    expectation: 'EXPECTEDEXPIRATIONCHECK',
    expected: false,
    reason: () => 'issued less than two minutes after the clock: clocks may differ by so much',
    applies: isWithinSkew,
  },
  ...faultRules,
  ...comparisonRules,
]

function eventsIn(payload: unknown): number {
  const { v, t, r } = (payload ?? {}) as Record<string, unknown>
  return [v, t, r].flatMap((entries) => entries ?? []).length
}

/** hcert/validity.ts */
const skewMs = 120_000

function isWithinSkew(vector: Vector): boolean {
  const { issuedAt } = readCoseBytes(bytes(vector.COSE)).cwt
  const ahead = issuedAt * 1000 - clock(vector).getTime()
  return ahead > 0 && ahead <= skewMs
}

function brokenOnIssue(vector: Vector): string[] {
  return schemaProblems(payloadOf(vector), { strict: true })
}

function problemsOf(vector: Vector): string[] {
  return schemaProblems(payloadOf(vector), { strict: false })
}

function usesNoDcc(usages: readonly string[]): boolean {
  const families = Object.values(usageFamilies)
  const isDcc = (oid: string) => families.some((family) => oid.startsWith(`${family}.`))
  return usages.length > 0 && !usages.some(isDcc)
}

/** A rule that cannot read what it asks about does not apply. */
function doesApply({ applies }: Rule, vector: Vector): boolean {
  try {
    return applies(vector)
  } catch (error) {
    if (error instanceof HcertError || error instanceof SignerError) return false
    throw error
  }
}

/** Of a disagreement that was found; undefined for one that nobody can explain. */
export function reasonOf(file: string, expectation: string, vector: Vector): string | undefined {
  const expected = vector.EXPECTEDRESULTS[expectation]
  const rule = rules.find(
    (one) =>
      [one.expectation].flat().includes(expectation) &&
      one.expected === expected &&
      doesApply(one, vector),
  )
  return named[`${file} ${expectation}`] ?? rule?.reason(vector)
}

/** Names that are listed and, where the file is there, must occur. */
export const namedDisagreements = Object.keys(named)

// Verification step by step. It names the first step that fails; later ones are not reached. A certificate
// that cannot be read is a verdict, never an error.

import type { Clock } from '../clock.ts'
import type { ReadCertificate_v1, ReadCertificate_v1Response, Step } from '../contract/types.ts'
import { type ReadCertificate, readCoseBytes, readHc1 } from '../hcert/certificate.ts'
import { certificateKind, type Dcc } from '../hcert/payload.ts'
import { HcertError, type ReadingStep } from '../hcert/steps.ts'
import type { SigningKeys } from '../keys/signing.ts'
import type { TrustList } from '../keys/trust.ts'
import type { Register } from '../register/register.ts'
import { certificates, typeOfKind } from './certificates/index.ts'
import { contentOf, holderOf } from './content.ts'
import { type Finding, failed, notReached, passed, skipped, step } from './findings.ts'
import { type Judged, judgements } from './judgements.ts'
import { type Problem, refuse } from './refuse.ts'

export interface VerifyParts {
  trust: TrustList
  /** Our own: what they signed must be recorded. */
  keys: Pick<SigningKeys, 'all'>
  register: Pick<Register, 'status'>
  clock: Clock
}

const readingSteps: readonly ReadingStep[] = ['PREFIX', 'BASE45', 'ZLIB', 'COSE', 'CWT']

/** The reading steps of a `cose`, which has no text around it. */
const textSteps = 3

type Reading = { read?: ReadCertificate; steps: Step[] }

/** Every step of reading, up to the one at which it ended. */
function reading({ hc1, cose }: ReadCertificate_v1): Reading {
  const wanted = hc1 === undefined ? readingSteps.slice(textSteps) : readingSteps
  const named = (finding: (name: ReadingStep, index: number) => Finding) =>
    readingSteps.map((name, index) =>
      step(name, wanted.includes(name) ? finding(name, index) : skipped),
    )
  try {
    const read = hc1 === undefined ? readCoseBytes(Buffer.from(cose ?? '', 'base64')) : readHc1(hc1)
    return { read, steps: named(() => passed) }
  } catch (error) {
    if (!(error instanceof HcertError)) throw error
    const end = readingSteps.indexOf(error.step)
    return {
      steps: named((name, index) =>
        index < end ? passed : index > end ? notReached : failed(`${name}_WRONG`),
      ),
    }
  }
}

/** Steps after reading, each asked only while all before it did not fail. */
async function judge(judged: Judged): Promise<Step[]> {
  const steps: Step[] = []
  let reached = true
  for (const { name, asked, find } of judgements) {
    if (asked && !asked(judged)) continue
    const finding: Finding = reached ? await find(judged) : notReached
    reached &&= finding.outcome !== 'FAILED'
    steps.push(step(name, finding))
  }
  return steps
}

/** Somebody else's certificate may bear any number as a time. */
function isoTime(seconds: number): string {
  const time = new Date(seconds * 1000)
  return Number.isNaN(time.getTime()) ? String(seconds) : time.toISOString()
}

/** What a reading operation may show; only of what verification accepted as a certificate. */
function shown({ cwt, cose }: ReadCertificate, dcc: Dcc): ReadCertificate_v1Response {
  const kind = certificateKind(dcc) ?? 'v'
  return {
    certificateType: certificates[typeOfKind(kind)].code,
    uvci: dcc[kind]?.[0]?.ci ?? '',
    issuedAt: isoTime(cwt.issuedAt),
    expiresAt: isoTime(cwt.expiresAt),
    keyId: Buffer.from(cose.keyId ?? []).toString('base64'),
    holder: holderOf(dcc),
    content: contentOf(dcc),
  }
}

/** Whether signature, key and schema hold: then the content is what the issuer signed. */
function trustworthy(steps: readonly Step[]): boolean {
  const needed = ['SIGNATURE', 'SCHEMA']
  return needed.every((name) => steps.some((one) => one.name === name && one.outcome === 'PASSED'))
}

/** The ways to give a certificate; of one request, one. */
export const ways = ['hc1', 'cose', 'image'] as const

export function choiceProblem(
  request: Pick<ReadCertificate_v1, (typeof ways)[number]>,
): Problem | undefined {
  if (ways.filter((name) => request[name] !== undefined).length === 1) return undefined
  return { code: 'CHOICE_REQUIRED', path: ways.join(', ') }
}

export function createVerify(parts: VerifyParts) {
  return async (request: ReadCertificate_v1): Promise<ReadCertificate_v1Response> => {
    const problem = choiceProblem(request)
    if (problem !== undefined) return refuse([problem])
    const { read, steps: before } = reading(request)
    const at = request.checkTime === undefined ? parts.clock.now() : new Date(request.checkTime)
    const judged: Judged | undefined = read && {
      ...parts,
      read,
      at,
      country: request.country,
      key: undefined,
    }
    const after = judged ? await judge(judged) : unreached(request)
    const steps = [...before, ...after]
    const verdict = steps.some(({ outcome }) => outcome === 'FAILED') ? 'INVALID' : 'VALID'
    const content = read && trustworthy(steps) ? shown(read, read.dcc as Dcc) : {}
    return { verdict, step: steps, ...content }
  }
}

function unreached({ country }: ReadCertificate_v1): Step[] {
  return judgements
    .filter(({ asked }) => asked === undefined || asked({ country }))
    .map(({ name }) => step(name, notReached))
}

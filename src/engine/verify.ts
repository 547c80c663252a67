// Verification step by step: each passed, failed, or was not checked, with its reason. A certificate that cannot be
// read is a verdict, never an error.

import type { Clock } from '../clock.ts'
import type { ReadCertificate_v1, ReadCertificate_v1Response, Step } from '../contract/types.ts'
import { Failure } from '../errors.ts'
import type { ReadCertificate } from '../hcert/certificate.ts'
import { certificateKind, type Dcc } from '../hcert/payload.ts'
import type { SigningKeys } from '../keys/signing.ts'
import type { TrustList } from '../keys/trust/list.ts'
import type { Register } from '../register/register.ts'
import type { RuleBook } from './business-rules/choose.ts'
import { certificates, typeOfKind } from './certificates/index.ts'
import { contentOf, holderOf } from './content.ts'
import { notReached, step } from './findings.ts'
import { type Judged, judgements } from './judgements.ts'
import { choiceProblem, type ReadPicture, readGiven } from './reading.ts'
import { refuse } from './refuse.ts'

export interface VerifyParts {
  trust: TrustList
  /** Our own: what they signed must be recorded. */
  keys: Pick<SigningKeys, 'all'>
  register: Pick<Register, 'status'>
  /** What other countries revoked; absent: not known. */
  revoked?: Judged['revoked']
  readPicture: ReadPicture
  clock: Clock
  /** Business rules of countries; without them nobody's but ours are known. */
  rules?: RuleBook | undefined
}

/** Steps after reading, each asked when what it needs passed: one failure does not hide another. */
async function judge(judged: Judged): Promise<Step[]> {
  const steps: Step[] = []
  const didPass = (name: string) => steps.some((one) => one.name === name && isPassed(one))
  for (const { name, needs, asked, find } of judgements) {
    if (asked && !asked(judged)) continue
    const reached = needs === undefined || didPass(needs)
    steps.push(step(name, reached ? await find(judged) : notReached))
  }
  return steps
}

const isPassed = ({ outcome }: Step) => outcome === 'PASSED'

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

/**
 * Whether signature, key and schema hold: then the content is what an issuer signed who may. Of a key on a list without
 * countries it may be open whose it is.
 */
function trustworthy(steps: readonly Step[]): boolean {
  const needed = ['SIGNATURE', 'KEY_USAGE', 'SCHEMA']
  const isWrong = ({ name, outcome }: Step) => name === 'COUNTRY' && outcome === 'FAILED'
  const isMet = (name: string) => steps.some((one) => one.name === name && isPassed(one))
  return needed.every(isMet) && !steps.some(isWrong)
}

/** @throws Failure SCHEMA_VIOLATION for a time in no calendar, at which nothing would be too late */
function momentOf({ checkTime }: ReadCertificate_v1, { clock }: VerifyParts): Date {
  if (checkTime === undefined) return clock.now()
  const at = new Date(checkTime)
  if (!Number.isNaN(at.getTime())) return at
  const violations = [{ path: 'checkTime', rule: 'type xs:dateTime' }]
  throw new Failure('SCHEMA_VIOLATION', { violations })
}

export function createVerify(parts: VerifyParts) {
  return async (request: ReadCertificate_v1): Promise<ReadCertificate_v1Response> => {
    const problem = choiceProblem(request)
    if (problem !== undefined) return refuse([problem])
    const { read, steps: before } = await readGiven(request, parts.readPicture)
    const at = momentOf(request, parts)
    const judged: Judged | undefined = read && {
      ...parts,
      read,
      at,
      country: request.country,
      key: undefined,
    }
    const after = judged ? await judge(judged) : unreached(request, parts)
    const steps = [...before, ...after]
    const verdict = steps.some(({ outcome }) => outcome === 'FAILED') ? 'INVALID' : 'VALID'
    const content = read && trustworthy(steps) ? shown(read, read.dcc as Dcc) : {}
    return { verdict, step: steps, ...content }
  }
}

function unreached({ country }: ReadCertificate_v1, { rules }: VerifyParts): Step[] {
  return judgements
    .filter(({ asked }) => asked === undefined || asked({ country, rules }))
    .map(({ name }) => step(name, notReached))
}

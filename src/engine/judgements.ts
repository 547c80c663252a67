// The steps of verification after reading, in their order: one row each.

import type { ReadCertificate } from '../hcert/certificate.ts'
import { type SignatureFault, signatureFault, signatureFaults } from '../hcert/cose.ts'
import {
  type CertificateKind,
  certificateKind,
  type Dcc,
  schemaProblems,
} from '../hcert/payload.ts'
import { revocableOf } from '../hcert/revocation.ts'
import { validityProblem } from '../hcert/validity.ts'
import { anyEntry, type ValueSetName } from '../hcert/value-sets/index.ts'
import type { SigningKeys } from '../keys/signing.ts'
import type { TrustedKey, TrustList } from '../keys/trust/list.ts'
import type { Register } from '../register/register.ts'
import type { RevocationTable } from '../revocation/table.ts'
import { maySign } from '../usage.ts'
import type { RuleBook } from './business-rules/choose.ts'
import { judgeByRules } from './business-rules/judge.ts'
import type { RuleType } from './business-rules/rule.ts'
import { typeOfKind } from './certificates/index.ts'
import { type Finding, failed, notReached, open, passed, skipped } from './findings.ts'
import { judgeNationally } from './national-rules.ts'

/** A certificate that was read, on its way through the steps. */
export interface Judged {
  trust: TrustList
  keys: Pick<SigningKeys, 'all'>
  register: Pick<Register, 'status'>
  /** What other countries revoked. */
  revoked?: Pick<RevocationTable, 'has' | 'knows'> | undefined
  /** Business rules of countries. */
  rules?: RuleBook | undefined
  read: ReadCertificate
  at: Date
  country: string | undefined
  /** The key that verified the signature, from that step on. */
  key: TrustedKey | undefined
}

export interface Judgement {
  name: string
  /** The step that must have passed before; a certificate that is expired may be revoked as well, and both are told. */
  needs?: 'KEY' | 'SIGNATURE' | 'SCHEMA'
  /** Whether the step belongs to this request at all. */
  asked?(judged: Pick<Judged, 'country' | 'rules'> & Partial<Judged>): boolean
  find(judged: Judged): Finding | Promise<Finding>
}

function candidates({ read, trust }: Judged): readonly TrustedKey[] {
  return read.cose.keyId === undefined ? [] : trust.find(read.cose.keyId)
}

function findKey(judged: Judged): Finding {
  if (judged.read.cose.keyId === undefined) return failed('KEY_ID_MISSING')
  return candidates(judged).length > 0 ? passed : failed('KEY_UNKNOWN')
}

/**
 * Key ids of eight bytes collide: every key of that id is tried (hcert-spec §3.3.3). Where none verifies, the one that
 * came nearest says why.
 */
function findSignature(judged: Judged): Finding {
  let nearest: SignatureFault = signatureFaults[0]
  for (const key of candidates(judged)) {
    const fault = signatureFault(judged.read.cose, key)
    if (fault === undefined) {
      judged.key = key
      return passed
    }
    nearest = nearerOf(nearest, fault)
  }
  return failed(nearest)
}

function nearerOf(one: SignatureFault, other: SignatureFault): SignatureFault {
  return signatureFaults.indexOf(other) > signatureFaults.indexOf(one) ? other : one
}

/** A bare key vouches for no country, and the message alone says whose it is: then nobody knows. */
function findCountry({ read, key }: Judged): Finding {
  const { issuer } = read.cwt
  if (key?.country === undefined) return open('KEY_COUNTRY_UNKNOWN')
  return issuer !== undefined && issuer !== key.country ? failed('COUNTRY_WRONG') : passed
}

/** What is no certificate of one type, no usage is asked for: SCHEMA says what it is. */
function findUsage({ read, key }: Judged): Finding {
  const kind = certificateKind(read.dcc)
  if (kind === undefined) return notReached
  return maySign(key?.extendedKeyUsage, typeOfKind(kind)) ? passed : failed('KEY_USAGE_WRONG')
}

function findTime({ read, key, at }: Judged): Finding {
  const problem = key && validityProblem(read.cwt, key, at)
  return problem === undefined ? passed : failed(problem)
}

/** Entries of v, t and r together; one makes a certificate. */
function eventsIn(dcc: unknown): number {
  const { v, t, r } = (dcc ?? {}) as Record<string, unknown>
  return [v, t, r].flatMap((entries) => entries ?? []).length
}

function findSchema({ read: { dcc } }: Judged): Finding {
  const [problem] = schemaProblems(dcc, { strict: false })
  if (problem === undefined) return passed
  const events = eventsIn(dcc)
  if (events === 0) return failed('SCHEMA_NO_EVENT')
  return events > 1 ? failed('SCHEMA_SEVERAL_EVENTS') : failed('SCHEMA_WRONG', problem)
}

/**
 * Members of an entry that hold codes; a code that was ever in the set is known. Of a test `ma` is not judged: the list
 * of devices grows by the week, and ours is of what may be issued.
 */
const coded: readonly [member: string, set: ValueSetName, of?: CertificateKind][] = [
  ['tg', 'disease-agent-targeted'],
  ['vp', 'vaccine-prophylaxis'],
  ['mp', 'vaccine-medicinal-product'],
  ['ma', 'vaccine-mah-manf', 'v'],
  ['tt', 'test-type'],
  ['tr', 'test-result'],
]

function entryOf(dcc: Dcc): Record<string, unknown> {
  return dcc[certificateKind(dcc) ?? 'v']?.[0] as unknown as Record<string, unknown>
}

function findValues({ read }: Judged): Finding {
  const entry = entryOf(read.dcc as Dcc)
  const kind = certificateKind(read.dcc)
  const unknown = coded.find(([member, set, of = kind]) => {
    const code = entry[member]
    return of === kind && typeof code === 'string' && anyEntry(set, code.trim()) === undefined
  })
  return unknown ? failed('VALUE_UNKNOWN', `/${certificateKind(read.dcc)}/0/${unknown[0]}`) : passed
}

function isOwn(key: TrustedKey | undefined, { all }: Pick<SigningKeys, 'all'>): boolean {
  return key !== undefined && all.some(({ publicKey }) => publicKey.equals(key.publicKey))
}

/** Our own key signs nothing that is not recorded; of a foreign certificate we only know what we were told. */
async function findRevocation(judged: Judged): Promise<Finding> {
  const { read, key, keys, register } = judged
  const uvci = String(entryOf(read.dcc as Dcc).ci)
  const standing = await register.status(uvci)
  if (standing?.revoked !== undefined) return failed('REVOKED')
  if (!isOwn(key, keys)) return findListed(judged, uvci)
  return standing === undefined ? failed('NOT_RECORDED') : passed
}

/** A country of which no batch was ever here may have revoked anything. */
function findListed({ read, key, revoked }: Judged, uvci: string): Finding {
  const country = read.cwt.issuer ?? key?.country
  if (country === undefined || !revoked?.knows(country)) return open('NOT_OURS')
  const keyId = Buffer.from(read.cose.keyId ?? []).toString('base64')
  return revoked.has(revocableOf(read, uvci), country, keyId) ? failed('REVOKED') : passed
}

/** Ours are dated rows of this program; another country's are its rule documents, which have a step of their own. */
function findNationalRules({ read, at, country, rules }: Judged): Finding {
  if (country === 'UA') return judgeNationally(read, at)
  return country !== undefined && rules?.covers('Acceptance', country)
    ? skipped
    : open('RULES_NOT_KNOWN')
}

function issuerOf({ read, key }: Partial<Judged>): string {
  return read?.cwt.issuer ?? key?.country ?? ''
}

function findByRules(type: RuleType, of: string, judged: Judged): Finding {
  const { rules } = judged
  return rules === undefined
    ? open('RULES_NOT_KNOWN')
    : judgeByRules(type, of, { ...judged, rules })
}

export const judgements: readonly Judgement[] = [
  { name: 'KEY', find: findKey },
  { name: 'SIGNATURE', needs: 'KEY', find: findSignature },
  { name: 'COUNTRY', needs: 'SIGNATURE', find: findCountry },
  { name: 'KEY_USAGE', needs: 'SIGNATURE', find: findUsage },
  { name: 'TIME', needs: 'SIGNATURE', find: findTime },
  { name: 'SCHEMA', needs: 'SIGNATURE', find: findSchema },
  { name: 'VALUE_SETS', needs: 'SCHEMA', find: findValues },
  { name: 'REVOCATION', needs: 'SCHEMA', find: findRevocation },
  {
    name: 'NATIONAL_RULES',
    needs: 'SCHEMA',
    asked: ({ country }) => country !== undefined,
    find: findNationalRules,
  },
  {
    name: 'BUSINESS_RULES',
    needs: 'SCHEMA',
    asked: ({ country = '', rules }) => rules?.covers('Acceptance', country) === true,
    find: (judged) => findByRules('Acceptance', judged.country ?? '', judged),
  },
  {
    name: 'INVALIDATION_RULES',
    needs: 'SCHEMA',
    asked: (judged) => judged.rules?.covers('Invalidation', issuerOf(judged)) === true,
    find: (judged) => findByRules('Invalidation', issuerOf(judged), judged),
  },
]

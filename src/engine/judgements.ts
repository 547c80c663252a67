// The steps of verification after reading, in their order: one row each.

import type { ReadCertificate } from '../hcert/certificate.ts'
import { verifyCose } from '../hcert/cose.ts'
import { certificateKind, type Dcc, schemaProblems } from '../hcert/payload.ts'
import { keyUsageAllows, validityProblem } from '../hcert/validity.ts'
import { anyEntry, type ValueSetName } from '../hcert/value-sets/index.ts'
import type { SigningKeys } from '../keys/signing.ts'
import type { TrustedKey, TrustList } from '../keys/trust.ts'
import type { Register } from '../register/register.ts'
import { certificates, typeOfKind } from './certificates/index.ts'
import { type Finding, failed, open, passed } from './findings.ts'

/** A certificate that was read, on its way through the steps. */
export interface Judged {
  trust: TrustList
  keys: Pick<SigningKeys, 'all'>
  register: Pick<Register, 'status'>
  read: ReadCertificate
  at: Date
  country: string | undefined
  /** The key that verified the signature, from that step on. */
  key: TrustedKey | undefined
}

export interface Judgement {
  name: string
  /** Whether the step belongs to this request at all. */
  asked?(judged: Pick<Judged, 'country'>): boolean
  find(judged: Judged): Finding | Promise<Finding>
}

function candidates({ read, trust }: Judged): readonly TrustedKey[] {
  return read.cose.keyId === undefined ? [] : trust.find(read.cose.keyId)
}

/** Key ids of eight bytes collide: every key of that id is tried (hcert-spec §3.3.3). */
function findSignature(judged: Judged): Finding {
  judged.key = candidates(judged).find((key) => verifyCose(judged.read.cose, key))
  return judged.key ? passed : failed('SIGNATURE_WRONG')
}

function findCountry({ read, key }: Judged): Finding {
  const { issuer } = read.cwt
  const known = issuer !== undefined && key?.country !== undefined
  return known && issuer !== key.country ? failed('COUNTRY_WRONG') : passed
}

function findUsage({ read, key }: Judged): Finding {
  const kind = certificateKind(read.dcc)
  return kind !== undefined && !keyUsageAllows(key?.extendedKeyUsage, kind)
    ? failed('KEY_USAGE_WRONG')
    : passed
}

function findTime({ read, key, at }: Judged): Finding {
  const problem = key && validityProblem(read.cwt, key, at)
  return problem === undefined ? passed : failed(problem)
}

/** Members of an entry that hold codes; a code that was ever in the set is known. */
const coded: readonly [member: string, set: ValueSetName][] = [
  ['tg', 'disease-agent-targeted'],
  ['vp', 'vaccine-prophylaxis'],
  ['mp', 'vaccine-medicinal-product'],
  ['tt', 'test-type'],
  ['tr', 'test-result'],
]

function entryOf(dcc: Dcc): Record<string, unknown> {
  return dcc[certificateKind(dcc) ?? 'v']?.[0] as unknown as Record<string, unknown>
}

function findValues({ read }: Judged): Finding {
  const entry = entryOf(read.dcc as Dcc)
  const unknown = coded.some(([member, set]) => {
    const code = entry[member]
    return typeof code === 'string' && anyEntry(set, code.trim()) === undefined
  })
  return unknown ? failed('VALUE_UNKNOWN') : passed
}

function isOwn(key: TrustedKey | undefined, { all }: Pick<SigningKeys, 'all'>): boolean {
  return all.some(
    ({ certificate }) => certificate.fingerprint256 === key?.certificate.fingerprint256,
  )
}

/** Our own key signs nothing that is not recorded; of a foreign certificate we only know what we were told. */
async function findRevocation({ read, key, keys, register }: Judged): Promise<Finding> {
  const standing = await register.status(String(entryOf(read.dcc as Dcc).ci))
  if (standing?.revoked !== undefined) return failed('REVOKED')
  if (!isOwn(key, keys)) return open('NOT_OURS')
  return standing === undefined ? failed('NOT_RECORDED') : passed
}

function findNationalRules({ read, at, country }: Judged): Finding {
  const kind = certificateKind(read.dcc)
  if (country !== 'UA' || kind === undefined) return open('RULES_NOT_KNOWN')
  const issuedAt = new Date(read.cwt.issuedAt * 1000)
  const validity = certificates[typeOfKind(kind)].validity(read.dcc as Dcc, issuedAt)
  if (validity === undefined) return open('RULES_NOT_KNOWN')
  return validity.from <= at && at < validity.until ? passed : failed('RULES_NOT_MET')
}

export const judgements: readonly Judgement[] = [
  {
    name: 'KEY',
    find: (judged) => (candidates(judged).length > 0 ? passed : failed('KEY_UNKNOWN')),
  },
  { name: 'SIGNATURE', find: findSignature },
  { name: 'COUNTRY', find: findCountry },
  {
    name: 'SCHEMA',
    find: ({ read }) =>
      schemaProblems(read.dcc, { strict: false }).length === 0 ? passed : failed('SCHEMA_WRONG'),
  },
  { name: 'KEY_USAGE', find: findUsage },
  { name: 'TIME', find: findTime },
  { name: 'VALUE_SETS', find: findValues },
  { name: 'REVOCATION', find: findRevocation },
  {
    name: 'NATIONAL_RULES',
    asked: ({ country }) => country !== undefined,
    find: findNationalRules,
  },
]

// What rules are told of a certificate: the members of the DCC schema, and what is known around it.

import type { ReadCertificate } from '../../hcert/certificate.ts'
import { strictFormats } from '../../hcert/formats.ts'
import { certificateKind, type Dcc } from '../../hcert/payload.ts'
import { valueSets } from '../../hcert/value-sets/index.ts'

/** The names of the EU's verifiers for what stands around the payload (eu-dcc-business-rules, external parameters). */
export interface Facts {
  payload: Record<string, unknown>
  external: Record<string, unknown>
}

/** Every code that ever was in a set: an inactive one is still read. */
const codesById = Object.fromEntries(
  Object.values(valueSets).map(({ valueSetId, entries }) => [valueSetId, Object.keys(entries)]),
)

const dateMembers = ['dt', 'sc', 'fr', 'df', 'du'] as const

/** @param dcc that the schema accepted @param country where it is shown, if anywhere */
export function factsOf(
  { cwt, cose }: ReadCertificate,
  { country, at }: { country: string | undefined; at: Date },
): Facts {
  return {
    payload: payloadOf(cwt.certificate as Dcc),
    external: {
      validationClock: at.toISOString(),
      valueSets: codesById,
      countryCode: country ?? '',
      issuerCountryCode: cwt.issuer ?? '',
      exp: isoTime(cwt.expiresAt),
      iat: isoTime(cwt.issuedAt),
      kid: Buffer.from(cose.keyId ?? []).toString('base64'),
      region: '',
    },
  }
}

/** Somebody else's certificate may bear any number as a time. */
function isoTime(seconds: number): string | null {
  const time = new Date(seconds * 1000)
  return Number.isNaN(time.getTime()) ? null : time.toISOString()
}

/**
 * Texts and numbers alone, without blanks around them: what an issuer added besides is not in the schema that rules are
 * written for, and a list of its making must not decide how long a rule works.
 */
function payloadOf(dcc: Dcc): Record<string, unknown> {
  const kind = certificateKind(dcc) ?? 'v'
  return { ver: dcc.ver, dob: tidy(dcc.dob), nam: plain(dcc.nam), [kind]: [plain(dcc[kind]?.[0])] }
}

function plain(value: object | undefined): Record<string, unknown> {
  const members = Object.entries(value ?? {}).filter(([, member]) => typeof member !== 'object')
  return Object.fromEntries(members.map(([name, member]) => [name, tidy(member)]))
}

const tidy = (value: unknown) => (typeof value === 'string' ? value.trim() : value)

/**
 * A member with a date that CertLogic must not be given, for what it makes of it is not defined; undefined when all are
 * as RFC 3339 has them.
 */
export function unreadableDate({ payload }: Facts): string | undefined {
  const [kind = 'v'] = Object.keys(payload).filter((name) => ['v', 't', 'r'].includes(name))
  const [entry = {}] = payload[kind] as Record<string, unknown>[]
  if (!isDate(payload.dob, 'birth-date')) return '/dob'
  const wrong = dateMembers.find((name) => name in entry && !isDate(entry[name], 'date'))
  return wrong && `/${kind}/0/${wrong}`
}

function isDate(value: unknown, format: 'date' | 'birth-date'): boolean {
  if (typeof value !== 'string') return false
  return (strictFormats[format]?.(value) || strictFormats['date-time']?.(value)) === true
}

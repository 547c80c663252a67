// What a certificate says, in both languages: the plain elements beside the opaque bytes.

import type { ContentItem, Holder } from '../contract/types.ts'
import type { ContentName } from '../hcert/content-names.ts'
import type { Dcc } from '../hcert/payload.ts'
import { anyEntry, type ValueSetName } from '../hcert/value-sets/index.ts'

/** Member of the payload's entry → name of the fact, and the value set its code belongs to. */
const facts: readonly [member: string, name: ContentName, set?: ValueSetName][] = [
  ['tg', 'DISEASE', 'disease-agent-targeted'],
  ['vp', 'VACCINE', 'vaccine-prophylaxis'],
  ['mp', 'PRODUCT', 'vaccine-medicinal-product'],
  ['tt', 'TEST_TYPE', 'test-type'],
  ['nm', 'TEST_NAME'],
  ['dn', 'DOSE_NUMBER'],
  ['sd', 'TOTAL_DOSES'],
  ['dt', 'VACCINATION_DATE'],
  ['sc', 'SAMPLE_TIME'],
  ['tr', 'TEST_RESULT', 'test-result'],
  ['tc', 'FACILITY'],
  ['fr', 'FIRST_POSITIVE_DATE'],
  ['df', 'CERTIFICATE_VALID_FROM'],
  ['du', 'CERTIFICATE_VALID_UNTIL'],
  ['co', 'COUNTRY', 'country-2-codes'],
  ['is', 'ISSUER'],
]

/** `ma` means the holder of the authorisation of a vaccine, and the device of a rapid test. */
const makers: Record<string, readonly [name: ContentName, set: ValueSetName]> = {
  v: ['MANUFACTURER', 'vaccine-mah-manf'],
  t: ['TEST_DEVICE', 'test-manf'],
}

/** A foreign certificate may say anything of any length; a fact is cut where the contract ends. */
const textMax = 2000

function item(name: ContentName, value: unknown, set?: ValueSetName): ContentItem {
  const text = String(value).slice(0, textMax)
  const entry = set && anyEntry(set, text)
  return {
    name,
    ...(set === undefined ? {} : { code: text }),
    valueUk: entry?.uk ?? text,
    valueEn: entry?.en ?? text,
  }
}

/** The facts of a payload that the schema accepted, in a fixed order. */
export function contentOf(dcc: Dcc): ContentItem[] {
  const kind = (['v', 't', 'r'] as const).find((one) => dcc[one] !== undefined) ?? 'v'
  const entry = (dcc[kind]?.[0] ?? {}) as unknown as Record<string, unknown>
  const maker = makers[kind]
  const rows = maker === undefined ? facts : [...facts, ['ma', ...maker] as const]
  return rows.flatMap(([member, name, set]) =>
    entry[member] === undefined ? [] : [item(name, entry[member], set)],
  )
}

/** The holder as the certificate names them. */
export function holderOf({ nam, dob }: Dcc): Holder {
  const { fn, gn, fnt, gnt } = nam
  return {
    ...(fn === undefined ? {} : { familyName: fn }),
    ...(gn === undefined ? {} : { givenName: gn }),
    ...(fnt === undefined ? {} : { familyNameLatin: fnt }),
    ...(gnt === undefined ? {} : { givenNameLatin: gnt }),
    birthDate: dob,
  }
}

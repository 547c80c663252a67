// Cases for a gateway that is not the sandbox: other members in the headers of requests and expected answers.
// Only the members of the fixtures' world are exchanged, part by part; whoever is foreign in a case remains so.

import type { Case, CaseStep } from './cases.ts'

export interface Identities {
  /** `INSTANCE/CLASS/MEMBER/SUBSYSTEM` in parts; the case's own when undefined. */
  client: readonly string[] | undefined
  provider: readonly string[] | undefined
}

export const ownIdentities: Identities = { client: undefined, provider: undefined }

const names = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode']

/** Safe in XML as it stands, and in any encoding. */
const part = /^[A-Za-z0-9_.-]{1,100}$/

/** @throws Error when it is something else */
export function memberOf(text: string): readonly string[] {
  const parts = text.split('/')
  if (parts.length === names.length && parts.every((one) => part.test(one))) return parts
  throw new Error(`${text}: INSTANCE/CLASS/MEMBER/SUBSYSTEM expected`)
}

/** The parts of the members that the cases invent, in the order of `names`; of clients there are two. */
const invented: Readonly<Record<keyof Identities, readonly (readonly string[])[]>> = {
  client: [
    ['SEVDEIR-TEST'],
    ['GOV'],
    ['00000001', '00000002'],
    ['01_Zrazok_Registry_test', '02_Zrazok_Laboratory_test'],
  ],
  provider: [['SEVDEIR-TEST'], ['GOV'], ['00000000'], ['00_Sandbox_Certificates']],
}

const blocks: readonly [name: string, whose: keyof Identities][] = [
  ['client', 'client'],
  ['service', 'provider'],
]

function elementOf(name: string): RegExp {
  return new RegExp(`(<(?:[\\w-]+:)?${name}>)([^<]*)`, 'g')
}

/** One part instead of the invented one; what was foreign for being this one becomes the invented one. */
function partInstead(written: string, given: string, ours: readonly string[]): string {
  if (ours.includes(written)) return given
  return written === given ? (ours[0] as string) : written
}

function exchanged(block: string, member: readonly string[], whose: keyof Identities): string {
  return names.reduce(
    (text, name, at) =>
      text.replace(elementOf(name), (_, tag: string, written: string) => {
        const ours = invented[whose][at] as readonly string[]
        return `${tag}${partInstead(written, member[at] as string, ours)}`
      }),
    block,
  )
}

/** Bytes stay characters, so any encoding survives. */
function withMembers(bytes: Buffer, identities: Identities): Buffer {
  let text = bytes.toString('latin1')
  for (const [name, whose] of blocks) {
    const member = identities[whose]
    if (member === undefined) continue
    const block = new RegExp(`<((?:[\\w-]+:)?${name})(?:\\s[^>]*)?>[\\s\\S]*?</\\1>`, 'g')
    text = text.replace(block, (found) => exchanged(found, member, whose))
  }
  return Buffer.from(text, 'latin1')
}

/** The case with these members in its messages. */
export function identified(one: Case, identities: Identities): Case {
  if (identities.client === undefined && identities.provider === undefined) return one
  const steps = one.steps.map(
    (step): CaseStep => ({
      request: withMembers(step.request, identities),
      expected: withMembers(step.expected, identities),
      ...(step.mended === undefined ? {} : { mended: withMembers(step.mended, identities) }),
    }),
  )
  return { ...one, steps }
}

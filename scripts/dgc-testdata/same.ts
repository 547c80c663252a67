// Whether two payloads mean the same, as the harness of dgc-testdata compares them: whatever the order of members, the
// code points of a sign and the spelling of an instant; members that are null are none.

export function isSame(one: unknown, other: unknown): boolean {
  if (typeof one === 'string' && typeof other === 'string') return isSameText(one, other)
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => isSame(item, other[at]))
  }
  if (isObject(one) && isObject(other)) return isSameObject(one, other)
  return one === other
}

type Members = Record<string, unknown>

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSameObject(one: Members, other: Members): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => isSame(one[name] ?? undefined, other[name] ?? undefined))
}

const day =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?\s*(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/

function isSameText(one: string, other: string): boolean {
  if (one.normalize('NFC') === other.normalize('NFC')) return true
  const [first, second] = [day.exec(one.trim()), day.exec(other.trim())]
  if (first === null || second === null) return false
  // The harness takes a date without an offset for what its clock says, and drops fractions.
  return localTime(first) === localTime(second) || instant(first) === instant(second)
}

const localTime = ([, date, time = '00:00', seconds = ':00']: RegExpExecArray) =>
  `${date}T${time}${seconds}`

function instant(parts: RegExpExecArray): number {
  const zone = parts[4] ?? 'Z'
  const offset = /^([+-]\d\d):?(\d\d)?$/.exec(zone)
  const iso = offset === null ? 'Z' : `${offset[1]}:${offset[2] ?? '00'}`
  return new Date(`${localTime(parts)}${iso}`).getTime()
}

export interface Difference {
  /** As in JSON Pointer. */
  readonly path: string
  readonly one: unknown
  readonly other: unknown
}

/** The first place at which two payloads do not mean the same. */
export function differenceBetween(one: unknown, other: unknown, path = ''): Difference | undefined {
  if (isSame(one, other)) return undefined
  const [first, second] = [membersOf(one), membersOf(other)]
  const names = first && second ? new Set([...Object.keys(first), ...Object.keys(second)]) : []
  for (const name of names) {
    const within = differenceBetween(first?.[name], second?.[name], `${path}/${name}`)
    if (within !== undefined) return within
  }
  return { path: path || '/', one, other }
}

function membersOf(value: unknown): Members | undefined {
  return Array.isArray(value) ? { ...value } : isObject(value) ? value : undefined
}

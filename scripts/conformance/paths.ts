// Paths of elements and attributes in an answer, and the patterns that name some of them. Namespaces play no part.

/** One step down: the local name (`@name` for an attribute) and its place among siblings of that name, from 1. */
export interface Place {
  name: string
  index: number
}

export type Path = readonly Place[]

/** Whether a path is on the ignore list. */
export type Ignored = (path: Path) => boolean

export const nothingIgnored: Ignored = () => false

/** More than any answer needs; what is ignored is not tested. */
const patternsMax = 200
/** Twice the depth of the deepest answer. */
const stepsMax = 32

const step = /^(?:\*\*?|@?[\p{L}_][\p{L}\p{N}_.-]*(?:\[[1-9]\d*\])?)$/u

function stepsOf(pattern: string): string[] {
  const steps = pattern.replace(/^\//, '').split('/')
  const sound = steps.length <= stepsMax && steps.every((one) => step.test(one))
  if (!sound) throw new Error(`no path of an element: ${pattern}`)
  return steps
}

function fitsPlace(wanted: string, { name, index }: Place): boolean {
  return wanted === '*' || wanted === name || wanted === `${name}[${index}]`
}

/** Reachable positions in the pattern after each place: no pattern takes more than its length times the path's. */
function fits(steps: readonly string[], path: Path): boolean {
  let open = passing(steps, [0])
  for (const place of path) {
    const next = open.flatMap((at) => {
      const wanted = steps[at]
      if (wanted === '**') return [at]
      return wanted !== undefined && fitsPlace(wanted, place) ? [at + 1] : []
    })
    open = passing(steps, next)
  }
  return open.includes(steps.length)
}

/** `**` may stand for no step at all. */
function passing(steps: readonly string[], positions: readonly number[]): number[] {
  const found = new Set(positions)
  for (const at of found) if (steps[at] === '**') found.add(at + 1)
  return [...found]
}

/**
 * The ignore list of these patterns: `Envelope/Body/*` + `/warning`, `**` + `/issuedAt`, `content[2]`, `@attribute`.
 * @throws Error when one of them is no path
 */
export function ignoring(patterns: readonly string[]): Ignored {
  if (patterns.length > patternsMax) throw new Error(`more than ${patternsMax} ignored paths`)
  const lists = patterns.map(stepsOf)
  return (path) => lists.some((steps) => fits(steps, path))
}

/** The patterns of a file: one a line; empty lines and those with `#` do not count. */
export function patternsIn(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  return lines.filter((line) => line !== '' && !line.startsWith('#'))
}

// Compares two XML elements by what they say: names, namespaces, attributes, text, order. Prefixes, the order of
// attributes, CDATA, comments and white space between elements say nothing. Every difference names its path.

import { children, type Element } from '../../src/xml/document.ts'
import { aligned, type Pair } from './align.ts'
import { shownValue } from './mask.ts'
import { type Ignored, nothingIgnored, type Path } from './paths.ts'

/** Judges a text by what is expected of it: what is wrong with it, '' when it simply differs, or undefined. */
export type JudgeText = (expected: string, actual: string) => string | undefined

interface Rules {
  judge: JudgeText
  ignored: Ignored
}

/** An element where it stands. */
interface Located {
  element: Element
  path: Path
  /** `Envelope/Body/step[3]`: numbered where a name stands more than once. */
  written: string
}

/** Every difference at and below two elements, one a line, as `path: what`. */
export function compare(
  expected: Element,
  actual: Element,
  judge: JudgeText,
  ignored: Ignored = nothingIgnored,
): string[] {
  const root = (element: Element): Located => ({
    element,
    path: [{ name: element.name, index: 1 }],
    written: element.name,
  })
  return compared(root(expected), root(actual), { judge, ignored })
}

function nameOf({ element }: Located): string {
  return `{${element.namespaceUri}}${element.name}`
}

function compared(expected: Located, actual: Located, rules: Rules): string[] {
  if (nameOf(expected) !== nameOf(actual)) {
    return [`${actual.written}: is ${nameOf(actual)}, expected ${nameOf(expected)}`]
  }
  const found = attributeProblems(expected, actual, rules)
  const [wanted, got] = [partsOf(expected, rules), partsOf(actual, rules)]
  if (children(expected.element).length > 0 || children(actual.element).length > 0) {
    if (isMixed(actual.element)) found.push(`${actual.written}: has text beside its elements`)
    return [...found, ...partProblems(wanted, got, rules)]
  }
  const problem = textProblem(expected.element, actual.element, rules.judge)
  return problem === undefined ? found : [...found, `${actual.written}: ${problem}`]
}

/** The children that are not ignored. */
function partsOf({ element, path, written }: Located, { ignored }: Rules): Located[] {
  const counts = new Map<string, number>()
  const parts = children(element)
  for (const { name } of parts) counts.set(name, (counts.get(name) ?? 0) + 1)
  const seen = new Map<string, number>()
  return parts
    .map((part) => {
      const { name } = part
      const index = (seen.get(name) ?? 0) + 1
      seen.set(name, index)
      const step = counts.get(name) === 1 ? name : `${name}[${index}]`
      return { element: part, path: [...path, { name, index }], written: `${written}/${step}` }
    })
    .filter((part) => !ignored(part.path))
}

function attributesOf({ element, path }: Located, { ignored }: Rules): Map<string, string> {
  const kept = element.attrs.filter(
    ({ name }) => !ignored([...path, { name: `@${name}`, index: 1 }]),
  )
  return new Map(kept.map(({ name, namespaceUri, value }) => [`{${namespaceUri}}${name}`, value]))
}

function attributeProblems(expected: Located, actual: Located, rules: Rules): string[] {
  const [wanted, got] = [attributesOf(expected, rules), attributesOf(actual, rules)]
  const names = [...new Set([...wanted.keys(), ...got.keys()])].sort()
  return names
    .filter((name) => wanted.get(name) !== got.get(name))
    .map((name) => {
      const kind = !got.has(name) ? 'is missing' : wanted.has(name) ? 'differs' : 'is not expected'
      return `${actual.written}/@${name.replace(/^\{\}/, '')}: ${kind}`
    })
}

function visible(text: string): string {
  return text.replace(/\s/g, '')
}

/** Whether there is text beside the child elements. */
function isMixed(element: Element): boolean {
  const inside = children(element).map(({ content }) => visible(content))
  return visible(element.content) !== inside.join('')
}

/** Texts that are qualified names: their prefix may be any that means the same (SOAP 1.1 §4.4.1). */
const qualified = new Set(['faultcode'])

function meaning(element: Element): string {
  const { name, content } = element
  const [prefix = '', local] = content.split(':')
  if (!qualified.has(name) || local === undefined) return content
  return `{${element.namespaceForPrefix(prefix) ?? prefix}}${local}`
}

function textProblem(expected: Element, actual: Element, judge: JudgeText): string | undefined {
  const problem = judge(meaning(expected), meaning(actual))
  if (problem !== '') return problem
  const [wanted, got] = [expected.content, actual.content]
  const { name } = actual
  return `is ${shownValue(name, got)}, expected ${shownValue(name, wanted)}`
}

/** Children by which one of several elements is known from the others. */
const telling = new Set(['name', 'format', 'path'])

function likeness(part: Located): string {
  const mark = children(part.element).find(({ name }) => telling.has(name))
  return `${nameOf(part)} ${mark?.content ?? ''}`
}

function partProblems(expected: Located[], actual: Located[], rules: Rules): string[] {
  const pairs = moved(aligned(expected, actual, [likeness, nameOf]))
  return pairs.flatMap(([wanted, got, elsewhere]) => {
    if (got === undefined) return [`${wanted?.written}: is missing`]
    if (wanted === undefined) return [`${got.written}: is not expected here`]
    const found = compared(wanted, got, rules)
    return elsewhere ? [`${got.written}: is not in its place`, ...found] : found
  })
}

/** Pairs an element that is missing with one of its name that is not expected: it stands in another place. */
function moved(pairs: Pair<Located>[]): [...Pair<Located>, elsewhere?: boolean][] {
  const left = pairs.flatMap(([wanted, got]) => (wanted === undefined && got ? [got] : []))
  const taken = new Set<Located>()
  const found = pairs.map(([wanted, got]): [...Pair<Located>, boolean?] => {
    if (got !== undefined || wanted === undefined) return [wanted, got]
    const other = left.find((one) => !taken.has(one) && nameOf(one) === nameOf(wanted))
    if (other === undefined) return [wanted, got]
    taken.add(other)
    return [wanted, other, true]
  })
  return found.filter(([wanted, got]) => wanted !== undefined || !taken.has(got as Located))
}

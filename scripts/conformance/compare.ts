// Compares two XML elements as parsed: names, namespaces, attributes, text. A difference names the path;
// it shows values only where no person's can stand.

import { children, type Element } from '../../src/xml/document.ts'

/** Judges a text by what is expected of it: what is wrong with it, or undefined. */
export type JudgeText = (expected: string, actual: string) => string | undefined

/** Elements that hold codes of ours; every other value may be a person's. */
const shown = new Set([
  ...['faultcode', 'faultCode', 'outcome', 'code', 'status', 'verdict', 'path', 'rule', 'name'],
  ...['certificateType', 'nationalColour', 'retryable', 'environment', 'worldId', 'serviceCode'],
])

function differingText(name: string, expected: string, actual: string): string {
  return shown.has(name) ? `is "${actual}", expected "${expected}"` : 'differs'
}

function attributes(element: Element): string {
  return element.attrs
    .map(({ name, namespaceUri, value }) => `{${namespaceUri}}${name}=${value}`)
    .sort()
    .join(' ')
}

function sameName(expected: Element, actual: Element): boolean {
  return expected.name === actual.name && expected.namespaceUri === actual.namespaceUri
}

/** `step[3]` where a name stands more than once. */
function stepOf(element: Element, siblings: readonly Element[]): string {
  const same = siblings.filter(({ name }) => name === element.name)
  const at = same.indexOf(element)
  return same.length === 1 ? element.name : `${element.name}[${at + 1}]`
}

function visible(text: string): string {
  return text.replace(/\s/g, '')
}

/** Whether there is text beside the child elements. */
function isMixed(element: Element, parts: readonly Element[]): boolean {
  return visible(element.content) !== parts.map(({ content }) => visible(content)).join('')
}

/** The differences below and with two elements, one a line. */
export function compare(
  expected: Element,
  actual: Element,
  judge: JudgeText,
  path: string = actual.name,
): string[] {
  if (!sameName(expected, actual)) {
    return [`${path}: is {${actual.namespaceUri}}${actual.name}, expected ${expected.name}`]
  }
  const found = attributes(expected) === attributes(actual) ? [] : [`${path}: attributes differ`]
  const parts = children(actual)
  const expectedParts = children(expected)
  if (expectedParts.length > 0 || parts.length > 0) {
    if (isMixed(actual, parts)) found.push(`${path}: has text beside its elements`)
    return [...found, ...compareParts(expectedParts, parts, judge, path)]
  }
  const problem = judge(expected.content, actual.content)
  if (problem === undefined) return found
  const text =
    problem === '' ? differingText(actual.name, expected.content, actual.content) : problem
  return [...found, `${path}: ${text}`]
}

function compareParts(
  expected: readonly Element[],
  actual: readonly Element[],
  judge: JudgeText,
  path: string,
): string[] {
  const found: string[] = []
  for (let at = 0; at < Math.max(expected.length, actual.length); at++) {
    const [wanted, got] = [expected[at], actual[at]]
    if (wanted && got && sameName(wanted, got)) {
      found.push(...compare(wanted, got, judge, `${path}/${stepOf(got, actual)}`))
      continue
    }
    // What follows a missing or added element would only repeat this difference.
    found.push(`${path}: has ${got?.name ?? 'nothing'} where ${wanted?.name ?? 'nothing'} belongs`)
    break
  }
  return found
}

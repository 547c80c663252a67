// What libxml2 says of an invalid element, as path and rule. Its messages quote the value and the names
// that the client sent, and cut themselves off in the middle of a long one; so nothing of a message is
// taken over that is not a word of the schema itself.

import type { Node } from './tree.ts'

/** Names, types and limits of the schema: all that may be said to a client. */
export type Words = ReadonlySet<string>

/** What a rule says, and whether it is about an element the schema does not know at that place. */
interface Rule {
  text: string
  unexpected: boolean
}

interface Sentence {
  /** The words of libxml2 behind the value. */
  marker: string
  rule: string
  /** What follows the marker and belongs to the schema. */
  constants?: (rest: string) => string[]
  /** What stands between rule and constants. */
  link?: string
}

const missing = { rule: 'missing child', constants: names, link: '; expected' }
const unexpected = { rule: 'not expected', constants: names, link: '; expected' }
const text = { rule: 'text is not allowed here' }
const type = { rule: 'type', constants: quoted }

const sentences: readonly Sentence[] = [
  { marker: ' is not accepted by the pattern ', rule: 'pattern', constants: quoted },
  { marker: ' is not an element of the set ', rule: 'one of', constants: listed },
  { marker: 'the allowed maximum length of ', rule: 'maxLength', constants: quoted },
  { marker: 'the allowed minimum length of ', rule: 'minLength', constants: quoted },
  { marker: ' is less than the minimum value allowed ', rule: 'minInclusive', constants: quoted },
  {
    marker: ' is greater than the maximum value allowed ',
    rule: 'maxInclusive',
    constants: quoted,
  },
  { marker: ' is not a valid value of the ', ...type },
  { marker: ' does not resolve to a type definition.', rule: 'type' },
  { marker: ': Missing child element(s). Expected is ', ...missing },
  { marker: ': This element is not expected. Expected is ', ...unexpected },
  { marker: ': This element is not expected.', rule: 'not expected' },
  { marker: ': Character content other than whitespace is not allowed', ...text },
  { marker: ': Character content is not allowed', ...text },
  { marker: ': Element content is not allowed', rule: 'elements are not allowed here' },
  { marker: ": The element is not 'nillable'", rule: 'must not be nil' },
  { marker: ' is not allowed.', rule: 'attribute is not allowed' },
]

const facet = /^[^[]*\[facet '(\w+)'\]/

function quoted(rest: string): string[] {
  const [, constant = ''] = /'([\s\S]*)'/.exec(rest) ?? []
  return [constant.replace(/^\{[^}]*\}/, '')]
}

function listed(rest: string): string[] {
  return [...rest.matchAll(/'([^']*)'/g)].map(([, constant = '']) => constant)
}

function names(rest: string): string[] {
  return rest
    .replace(/\{[^}]*\}/g, '')
    .replace(/^one of /, '')
    .replace(/[().]/g, '')
    .trim()
    .split(/\s*,\s*/)
}

/** The rule behind a message of libxml2's XSD validator. */
export function ruleOf(message: string, words: Words): Rule {
  const { sentence, rest } = sentenceOf(message)
  if (sentence === undefined) return { text: knownFacet(message), unexpected: false }
  const { rule, constants, link = '' } = sentence
  const found = constants?.(rest) ?? []
  const known = found.length > 0 && found.every((constant) => words.has(constant))
  const unexpected = rule === 'not expected'
  return { text: known ? `${rule}${link} ${found.join(' or ')}` : rule, unexpected }
}

/** The sentence that stands last: a value that poses as one stands before it. */
function sentenceOf(message: string): { sentence?: Sentence; rest: string } {
  let best: { sentence?: Sentence; rest: string; at: number } = { rest: '', at: -1 }
  for (const sentence of sentences) {
    const at = message.lastIndexOf(sentence.marker)
    if (at > best.at) best = { sentence, at, rest: message.slice(at + sentence.marker.length) }
  }
  return best
}

/** A message that was cut off within the value still begins with the facet. */
function knownFacet(message: string): string {
  const [, name = ''] = facet.exec(message) ?? []
  return facets.includes(name) ? name : 'schema'
}

const facets = ['pattern', 'enumeration', 'minLength', 'maxLength', 'minInclusive', 'maxInclusive']

/** An element on the way to a violation. */
export interface Step {
  /** Empty for one that is not found, or not the schema's. */
  name: string
  /** Which one it is among neighbours of its name, from 1; undefined where it is the only one. */
  index: number | undefined
  /** How many of its name stand right before it. */
  before: number
}

/**
 * The elements from `root` down along the steps of an XPath of libxml2. A step counts positions: `*[1]`, `a:b[2]`.
 */
export function pathOf(root: Node, steps: readonly string[]): Step[] {
  const path: Step[] = [{ name: root.name, index: undefined, before: 0 }]
  let node: Node | undefined = root
  for (const step of steps) {
    const parent: Node | undefined = node
    node = parent && childAt(parent, step)
    path.push(stepTo(parent, node))
  }
  return path
}

const nowhere: Step = { name: '', index: undefined, before: 0 }

/** An element of another namespace than its parent's is not the one that the schema calls so. */
function stepTo(parent: Node | undefined, node: Node | undefined): Step {
  if (parent === undefined || node?.namespaceUri !== parent.namespaceUri) return nowhere
  const { children } = parent
  const same = children.filter(({ name }) => name === node.name)
  const end = children.indexOf(node)
  const start = children.slice(0, end).findLastIndex(({ name }) => name !== node.name) + 1
  const index = same.length === 1 ? undefined : same.indexOf(node) + 1
  return { name: node.name, index, before: end - start }
}

/** `*` stands for any element of a default namespace and counts all of them; a prefix may be any. */
function childAt({ children }: Node, step: string): Node | undefined {
  const [, written = '*', position = '1'] = /^(.*?)(?:\[(\d+)\])?$/.exec(step) ?? []
  const name = written.slice(written.indexOf(':') + 1)
  const same = children.filter((node) => name === '*' || name === node.name)
  return same[Number(position) - 1]
}

// What libxml2 says of an invalid element, as path and rule. Its messages quote the value and the names
// that the client sent; only what comes from the schema is taken over here.

/** The part of an element that a path needs; libxml2's own element is one. */
interface Node {
  name: string
  prefix: string
  firstChild: unknown
  next: unknown
}

/** What a rule says, and whether it is about an element the schema does not know at that place. */
interface Rule {
  text: string
  unexpected: boolean
}

/** Sentence of libxml2 → our words. The constant follows the *last* occurrence, so no value can pose as it. */
const sentences: [marker: string, rule: (rest: string) => string][] = [
  [' is not accepted by the pattern ', (rest) => `pattern ${constant(rest)}`],
  [' is not an element of the set ', (rest) => `one of ${rest.replace(/\.$/, '')}`],
  ['the allowed maximum length of ', (rest) => `maxLength ${constant(rest)}`],
  ['the allowed minimum length of ', (rest) => `minLength ${constant(rest)}`],
  [' is less than the minimum value allowed ', (rest) => `minInclusive ${constant(rest)}`],
  [' is greater than the maximum value allowed ', (rest) => `maxInclusive ${constant(rest)}`],
  [' is not a valid value of the ', (rest) => `type ${constant(rest)}`],
  [': Missing child element(s). Expected is ', (rest) => `missing child; expected ${names(rest)}`],
  [
    ': This element is not expected. Expected is ',
    (rest) => `not expected; expected ${names(rest)}`,
  ],
  [': This element is not expected.', () => 'not expected'],
  [': Character content other than whitespace is not allowed', () => 'text is not allowed here'],
  [': Character content is not allowed', () => 'text is not allowed here'],
  [' is not allowed.', () => 'attribute is not allowed'],
]

function constant(rest: string): string {
  return rest
    .replace(/^[^']*'/, '')
    .replace(/'[^']*$/, '')
    .replace(/\{[^}]*\}/, '')
}

function names(rest: string): string {
  return rest
    .replace(/\{[^}]*\}/g, '')
    .replace(/^one of /, '')
    .replace(/[().]/g, '')
    .trim()
    .split(/\s*,\s*/)
    .join(' or ')
}

/** The rule behind a message of libxml2's XSD validator. */
export function ruleOf(message: string): Rule {
  const line = message.trimEnd()
  for (const [marker, rule] of sentences) {
    const at = line.lastIndexOf(marker)
    if (at < 0) continue
    return {
      text: rule(line.slice(at + marker.length)),
      unexpected: marker.includes('not expected'),
    }
  }
  return { text: 'schema', unexpected: false }
}

/**
 * The path of element names below and with `root` that an XPath of libxml2 leads to, `*` for an element
 * that the schema does not expect. The XPath counts positions: `/e:Envelope/e:Body/*[1]/a:b[2]`.
 */
export function namePath(root: Node, xpath: string, unexpected: boolean): string {
  const steps = xpath.split('/').slice(1)
  const depth = depthOf(root)
  const path = [root.name]
  let node: Node | undefined = root
  for (const step of steps.slice(depth)) {
    node = node && childAt(node, step)
    path.push(node?.name ?? '*')
  }
  if (unexpected) path[path.length - 1] = '*'
  return path.join('/')
}

function depthOf(node: Node): number {
  let depth = 0
  for (let at: unknown = node; isNode(at); at = (at as { parent?: unknown }).parent) depth++
  return depth
}

function childAt(parent: Node, step: string): Node | undefined {
  const [, name = '*', position = '1'] = /^(.*?)(?:\[(\d+)\])?$/.exec(step) ?? []
  let left = Number(position)
  for (let node = parent.firstChild; node !== null; node = (node as Node).next) {
    if (isNode(node) && matches(node, name) && --left === 0) return node
  }
  return undefined
}

function isNode(node: unknown): node is Node {
  return node !== null && typeof node === 'object' && 'firstChild' in node && 'prefix' in node
}

function matches(node: Node, step: string): boolean {
  return step === '*' || step === (node.prefix === '' ? node.name : `${node.prefix}:${node.name}`)
}

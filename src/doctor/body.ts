// All that is wrong with the body by the contract's schema. What the schema stops at is put right and the rest judged
// again, until nothing new is found.

import { shapes } from '../contract/operations.ts'
import { violationsByLine } from '../contract/schema.ts'
import type { OperationName } from '../operations/operation.ts'
import type { Node } from '../xml/tree.ts'
import { insert, type Ordered, ordered, type StructureFault, written } from './ordered.ts'
import type { Place } from './place.ts'

export type BodyFault = StructureFault | 'MISSING' | 'VALUE'

/** One broken rule of the schema. */
export interface BodyViolation {
  fault: BodyFault
  /** What lacks the element, for a missing one. */
  place: Place
  path: string
  /** Name and type of the element in the contract, where it has one. */
  name: string
  type: string
  rule: string
}

export interface Body {
  name: OperationName
  violations: readonly BodyViolation[]
  request: Ordered
}

/** More than any request of the contract lacks. */
const roundsMax = 50
/** Violations of one body: enough to mend any, few enough to read. */
const violationsMax = 200

const structureRules: Readonly<Record<StructureFault, string>> = {
  UNKNOWN: 'not expected',
  ORDER: 'order of the schema',
  TWICE: 'stands once',
  NAMESPACE: 'namespace of the contract',
}

export function judgeBody(root: Place, name: OperationName): Body {
  const found: BodyViolation[] = []
  const request = ordered(root, name, (fault, place, field) => {
    const { path, node } = place
    const type = field?.type ?? ''
    found.push({ fault, place, path, name: node.name, type, rule: structureRules[fault] })
  })
  found.push(...brokenBase64(request))
  for (let round = 0; round < roundsMax; round++) {
    const judged = judge(request)
    const missing = judged.filter(isMissing).flatMap((one) => putIn(request, one))
    found.push(...(missing.length > 0 ? missing : valueFaults(judged, found)))
    if (missing.length === 0) break
  }
  return { name, violations: found.slice(0, violationsMax), request }
}

interface Judged {
  element: Ordered
  rule: string
}

/** What the schema says, but for what was only put in. */
function judge(request: Ordered): Judged[] {
  const { xml, elements } = written(request)
  return violationsByLine(xml, violationsMax).flatMap(({ rule, line }) => {
    // The first start tag ends on line 2.
    const element = elements[line - 2]
    return element === undefined ? [] : [{ element, rule }]
  })
}

const expected = /^(?:missing child|not expected); expected (.+)$/

/** Unknown, doubled and misplaced elements are gone: what is unexpected now stands behind a gap. */
function isMissing({ element, rule }: Judged): boolean {
  if (!expected.test(rule)) return false
  return rule.startsWith('missing') ? element.place !== undefined : true
}

/** Puts in the element that is needed: the last that might stand there. */
function putIn(request: Ordered, { element, rule }: Judged): BodyViolation[] {
  const [, names = ''] = expected.exec(rule) ?? []
  const name = names.split(' or ').at(-1) ?? ''
  const parent = rule.startsWith('missing') ? element : parentOf(request, element)
  if (parent === undefined || parent.children.some((child) => child.name === name)) return []
  insert(parent, name)
  const put = parent.children.find((child) => child.name === name) as Ordered
  return [
    {
      ...{ fault: 'MISSING', place: put.near, path: put.path },
      ...{ name, type: put.type, rule: 'missing' },
    },
  ]
}

function parentOf(within: Ordered, wanted: Ordered): Ordered | undefined {
  if (within.children.includes(wanted)) return within
  for (const child of within.children) {
    const found = parentOf(child, wanted)
    if (found !== undefined) return found
  }
  return undefined
}

/** libxml2 passes over characters that base64 does not have, and the codec refuses them after it. */
function brokenBase64(element: Ordered): BodyViolation[] {
  const { type, text, place, path, name } = element
  const below = element.children.flatMap(brokenBase64)
  if (type !== 'base64' || place === undefined || !/[^A-Za-z0-9+/=\s]/.test(text)) return below
  return [{ fault: 'VALUE', place, path, name, type, rule: 'type xs:base64Binary' }, ...below]
}

/** Of a value that breaks a facet libxml2 says too that it is not of its type. */
function valueFaults(judged: readonly Judged[], before: readonly BodyViolation[]): BodyViolation[] {
  const told = new Set(before.filter(({ fault }) => fault === 'VALUE').map(({ place }) => place))
  const found: BodyViolation[] = []
  for (const { element, rule } of judged) {
    const { place, path, name, type } = element
    if (place === undefined || (told.has(place) && rule.startsWith('type'))) continue
    told.add(place)
    found.push({ fault: 'VALUE', place, path, name, type, rule })
  }
  return found
}

/** The request as the codec reads it, without what was put in. */
export function nodeOf({ name, text, children, place }: Ordered): Node {
  const below = children.filter((child) => child.place !== undefined).map(nodeOf)
  const namespaceUri = place?.node.namespaceUri ?? ''
  return { name, namespaceUri, attributes: [], children: below, text }
}

/** Whether a child of the request is there and nothing in it is wrong. */
export function isSound({ request, violations, name }: Body, child: string): boolean {
  const path = `${name}/${child}`
  if (!request.children.some((one) => one.name === child && one.place !== undefined)) return false
  return !violations.some((one) => one.path === path || one.path.startsWith(`${path}/`))
}

/** What a value of a type looks like. */
const samples: Readonly<Record<string, string>> = {
  date: 'YYYY-MM-DD',
  dateTime: 'YYYY-MM-DDThh:mm:ss+02:00',
  integer: '1',
  boolean: 'true',
}

/** The text of an element of this type; by the rule where it lists what there is. */
export function sampleOf(type: string, rule = ''): string | undefined {
  const [, listed] = /^one of (\S+)/.exec(rule) ?? []
  return listed ?? samples[type] ?? (type in shapes ? '…' : undefined)
}

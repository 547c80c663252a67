// Judges an answer as those who get it do: HTTP and libxml2, the contract's XSD, our own table of failures, and the
// security server's double, which compares it with the request. Knows nothing of how the request was made.

import { readFileSync } from 'node:fs'
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm'
import { unpacked } from '../../scripts/conformance/unpacked.ts'
import { checkConsistent } from '../../scripts/security-server/consistency.ts'
import { decode } from '../../scripts/security-server/decode.ts'
import { Refusal } from '../../scripts/security-server/refusal.ts'
import { rewrite } from '../../scripts/security-server/rewrite.ts'
import { readSoap, soap11 } from '../../scripts/security-server/soap.ts'
import {
  childrenNamed,
  childrenOf,
  type Element,
  isNamed,
  textOf,
  withXml,
} from '../../scripts/security-server/xml.ts'
import { failures } from '../../src/errors.ts'
import type { Answer } from './wire.ts'

/** What was asked, as the server saw it. */
export interface Request {
  contentType: string
  body: Buffer
}

const namespace = 'http://certificates.ehealth.gov.ua/trembita/v1'
const xroad = 'http://x-road.eu/xsd/xroad.xsd'
const plainType = 'text/xml; charset=utf-8'
const habits = { uxp: true }

const xsd = XmlDocument.fromBuffer(
  readFileSync(new URL('../../../wsdl/certificates.xsd', import.meta.url)),
)
const validator = XsdValidator.fromDoc(xsd)

/** What is wrong with an answer, one a line; none when all is well. */
export function problemsOf(answer: Answer, request?: Request): string[] {
  const { status, contentType } = answer
  if (status !== 200 && status !== 500) return [`HTTP status ${status}`]
  try {
    const { body } = contentType === plainType ? answer : unpacked(answer)
    if (contentType !== plainType && status !== 200) return ['a fault with attachments']
    return [...withXml(body, (root) => envelopeProblems(root, status)), ...seen(body, request)]
  } catch (error) {
    return [error instanceof Refusal ? `${error.message} (${error.why})` : String(error)]
  }
}

function envelopeProblems(root: Element, status: number): string[] {
  if (!isNamed(root, soap11, 'Envelope')) return ['no SOAP 1.1 envelope']
  const parts = childrenOf(root)
  const body = parts.at(-1)
  if (parts.length > 2 || body === undefined || !isNamed(body, soap11, 'Body')) return ['no Body']
  if (parts.length === 2 && !isNamed(parts[0] as Element, soap11, 'Header')) return ['no Header']
  const [content, ...others] = childrenOf(body)
  if (content === undefined || others.length > 0) return ['not one element in the Body']
  return status === 500 ? faultProblems(content) : responseProblems(content)
}

function responseProblems(element: Element): string[] {
  return element.namespaceUri === namespace && /Response$/.test(element.name)
    ? violations(element)
    : ['no response of the contract']
}

function violations(element: Element): string[] {
  try {
    validator.validate(element)
    return []
  } catch (error) {
    if (!(error instanceof XmlValidateError)) throw error
    return error.details.map(({ message }) => `XSD: ${message}`)
  }
}

/** SOAP 1.1 §4.4: unqualified children; ours are these three. */
function faultProblems(fault: Element): string[] {
  if (!isNamed(fault, soap11, 'Fault')) return ['500 without a Fault']
  const children = childrenOf(fault)
  const shape = children.map(({ name, namespaceUri }) => `${namespaceUri}:${name}`).join(' ')
  if (shape !== ':faultcode :faultstring :detail') return [`the fault holds ${shape}`]
  const [code, text, detail] = children as [Element, Element, Element]
  const [ours, ...others] = childrenOf(detail)
  if (ours === undefined || others.length > 0 || !isNamed(ours, namespace, 'gatewayFault'))
    return ['no gatewayFault']
  return [...violations(ours), ...codeProblems(code, text, ours)]
}

function codeProblems(faultcode: Element, faultstring: Element, detail: Element): string[] {
  const told = (name: string) => childrenNamed(detail, namespace, name).map(textOf).join()
  const code = told('faultCode')
  const row = Object.hasOwn(failures, code) ? failures[code as keyof typeof failures] : undefined
  const [prefix = '', kind] = textOf(faultcode).split(':')
  // What no mutant may bring about: our own failures, bugs first of all.
  if (row === undefined || row.kind === 'refusal' || row.kind === 'Server') return [`fault ${code}`]
  const bound = faultcode.namespaceForPrefix(prefix) === soap11
  if (!bound || kind !== row.kind) return [`faultcode ${textOf(faultcode)} of ${code}`]
  const same = textOf(faultstring) === row.uk && told('faultString') === row.uk
  return same ? [] : ['another text than the table’s']
}

/** Namespace, name, attributes and text of an element and all in it. */
function outline(element: Element): unknown {
  const attributes = element.attrs.map(({ name, namespaceUri, value }) => [
    namespaceUri,
    name,
    value,
  ])
  const { namespaceUri, name } = element
  return [namespaceUri, name, attributes, textOf(element), childrenOf(element).map(outline)]
}

/** The blocks of a header but for `requestHash`, which is never echoed; undefined without a header. */
function blocksIn(root: Element): string[] | undefined {
  const [header] = childrenNamed(root, soap11, 'Header')
  const blocks = header && childrenOf(header)
  return blocks
    ?.filter((block) => !isNamed(block, xroad, 'requestHash'))
    .map((block) => JSON.stringify(outline(block)))
}

/** Undefined when the security server would refuse it. */
function readable<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/**
 * How the consumer's security server sees the answer. A request that it would have refused
 * never gets that far: of its answer only the header is compared, where there is one.
 */
function seen(body: Buffer, request: Request | undefined): string[] {
  if (request === undefined) return []
  const sent = readable(() => decode(request.body, request.contentType, habits))
  const echoed = withXml(body, blocksIn)
  if (sent === undefined) return echoProblems(echoed, request)
  const response = readSoap(body, habits)
  const expected = withXml(sent.bytes, blocksIn)
  const problems = echoed && JSON.stringify(echoed) !== JSON.stringify(expected) ? ['header'] : []
  if (response.kind === 'fault') return problems
  if (sent.soap.kind === 'fault') return [...problems, 'a fault was answered']
  checkConsistent(sent.soap.header, response.header)
  checkRewritten(sent.bytes, body)
  const named = response.root === `${sent.soap.root}Response`
  return named ? problems : [...problems, 'a response of another operation']
}

/** The security servers write both anew; what that does to the one it must do to the other. */
function checkRewritten(request: Buffer, response: Buffer) {
  const [sent, got] = [request, response].map((bytes) => readSoap(rewrite(bytes), habits))
  if (sent?.kind === 'message' && got?.kind === 'message') checkConsistent(sent.header, got.header)
}

/** What came in a multipart that the security server cannot take apart is not known here. */
function echoProblems(echoed: string[] | undefined, { body, contentType }: Request): string[] {
  if (echoed === undefined || /^\s*multipart\b/i.test(contentType)) return []
  const sent = readable(() => withXml(body, blocksIn))
  return sent && JSON.stringify(echoed) !== JSON.stringify(sent) ? ['header'] : []
}

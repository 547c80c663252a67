// The XSD of the contract, compiled once: requests are judged by it before they are read, responses before
// they leave.

import { readFileSync } from 'node:fs'
import { Failure, type Violation } from '../errors.ts'
import {
  compileSchemaWithLines,
  type Document,
  type Element,
  wellFormed,
  withoutLines,
} from '../xml/document.ts'

/** The folder of the contract, beside the built program and the sources alike. */
export const contractFolder = new URL('../../../wsdl/', import.meta.url)

const xsd = readFileSync(new URL('certificates.xsd', contractFolder))
const validateLines = compileSchemaWithLines(xsd)
const validate = withoutLines(validateLines)

/** The longest that the contract allows any text or bytes to be: characters, bytes. */
export const lengthMax = Math.max(
  ...[...xsd.toString().matchAll(/<xs:maxLength value="(\d+)"/g)].map(([, max]) => Number(max)),
)

/** The violations of a request's body element; none if it is valid. */
export function requestViolations(body: Element): Violation[] {
  return validate(body)
}

/** Every violation of a document of one request, at most `most`, with the line on which the element's start tag ends. */
export function violationsByLine(xml: string, most: number): (Violation & { line: number })[] {
  const document = wellFormed(Buffer.from(xml))
  try {
    return validateLines(document.root, most)
  } finally {
    document.dispose()
  }
}

/** The violations of a written response element. @throws Failure INTERNAL when it is not even XML */
export function responseViolations(xml: string): Violation[] {
  const document = written(xml)
  try {
    return validate(document.root)
  } finally {
    document.dispose()
  }
}

/** What we wrote badly is no fault of the client's message. */
function written(xml: string): Document {
  try {
    return wellFormed(Buffer.from(xml))
  } catch (cause) {
    throw new Failure('INTERNAL', { detail: 'response is not well-formed', cause })
  }
}

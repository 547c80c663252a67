// The XSD of the contract, compiled once: requests are judged by it before they are read, responses before
// they leave.

import { readFileSync } from 'node:fs'
import { Failure, type Violation } from '../errors.ts'
import { compileSchema, type Document, type Element, wellFormed } from '../xml/document.ts'

/** The folder of the contract, beside the built program and the sources alike. */
export const contractFolder = new URL('../../../wsdl/', import.meta.url)

const validate = compileSchema(readFileSync(new URL('certificates.xsd', contractFolder)))

/** The violations of a request's body element; none if it is valid. */
export function requestViolations(body: Element): Violation[] {
  return validate(body)
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

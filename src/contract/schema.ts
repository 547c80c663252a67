// The XSD of the contract, compiled once: requests are judged by it before they are read, responses before
// they leave.

import { readFileSync } from 'node:fs'
import type { Violation } from '../errors.ts'
import { compileSchema, type Element, wellFormed } from '../xml.ts'

/** The folder of the contract, beside the built program and the sources alike. */
export const contractFolder = new URL('../../../wsdl/', import.meta.url)

const validate = compileSchema(readFileSync(new URL('certificates.xsd', contractFolder)))

/** The violations of a request's body element; none if it is valid. */
export function requestViolations(body: Element): Violation[] {
  return validate(body)
}

/** The violations of a written response element. @throws Failure NOT_XML */
export function responseViolations(xml: string): Violation[] {
  const document = wellFormed(Buffer.from(xml))
  try {
    return validate(document.root)
  } finally {
    document.dispose()
  }
}

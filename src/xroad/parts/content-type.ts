// Reads a Content-Type, of a message or of a part of it. Decides nothing about what is acceptable but the
// encoding, which is UTF-8 everywhere.

import { breach } from '../../errors.ts'

/** `type/subtype` in small letters, and the parameters by name in small letters; of a repeated one the first. */
export interface ContentType {
  type: string
  parameters: ReadonlyMap<string, string>
}

/** One parameter, its value a token or a quoted string (RFC 2045 §5.1). */
const parameter = /;[ \t]*([^\s=;"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g

/** What the header says; an absent one says nothing. */
export function readContentType(header = ''): ContentType {
  const type = header.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const parameters = new Map<string, string>()
  for (const [, name = '', quoted, token = ''] of header.matchAll(parameter)) {
    const value = quoted?.replace(/\\(.)/g, '$1') ?? token
    if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value)
  }
  return { type, parameters }
}

/** Types under which SOAP of another version comes: it is told so, and not that its type is unknown. */
const soap12Type = 'application/soap+xml'

/**
 * Whether the type is one of those allowed, in UTF-8 if it says so; without `charset` UTF-8 is meant (X-Road
 * message protocol 4.0 §2).
 * @param path of the header, for whoever is refused
 * @throws Failure INVALID_CONTENT_TYPE, SOAP_VERSION (SOAP 1.2), ENCODING_REFUSED
 */
export function checkType(
  { type, parameters }: ContentType,
  allowed: readonly string[],
  path = 'Content-Type',
) {
  const rule = allowed.join(' or ')
  if (type === soap12Type) throw breach('SOAP_VERSION', path, rule)
  if (!allowed.includes(type)) throw breach('INVALID_CONTENT_TYPE', path, rule)
  const charset = parameters.get('charset')
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
    throw breach('ENCODING_REFUSED', path, 'charset utf-8')
}

// Multipart messages for tests, written as clients write them.

export const boundary = 'zrazok=42'

export interface WrittenPart {
  headers?: Record<string, string>
  content: string | Buffer
}

export interface Writing {
  newline?: '\r\n' | '\n'
  preamble?: string
  epilogue?: string
  /** Left out, the message is cut off behind the last part. */
  closed?: boolean
}

/** The body of a message with these parts. */
export function multipart(parts: readonly WrittenPart[], writing: Writing = {}): Buffer {
  const { newline = '\r\n', preamble = '', epilogue = '', closed = true } = writing
  const pieces = parts.flatMap(({ headers = {}, content }) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}${newline}`)
    return [`--${boundary}${newline}${lines.join('')}${newline}`, content, newline]
  })
  const end = closed ? `--${boundary}--${newline}${epilogue}` : ''
  return Buffer.concat([preamble, ...pieces, end].map((piece) => Buffer.from(piece as Buffer)))
}

/** The Content-Type of a message with plain SOAP and attachments. */
export const swaType = `multipart/related; type="text/xml"; boundary="${boundary}"`

/** The Content-Type of an MTOM message. */
export const mtomType =
  'multipart/related; type="application/xop+xml"; start-info="text/xml"; ' +
  `start="<soap@zrazok>"; boundary="${boundary}"`

export function soapPart(envelope: string): WrittenPart {
  return {
    headers: {
      'Content-Type': 'text/xml; charset=utf-8',
      'Content-Transfer-Encoding': '8bit',
      'Content-ID': '<soap@zrazok>',
    },
    content: envelope,
  }
}

export function xopPart(envelope: string): WrittenPart {
  const { headers, content } = soapPart(envelope)
  const type = 'application/xop+xml; charset=utf-8; type="text/xml"'
  return { headers: { ...headers, 'Content-Type': type }, content }
}

export function attachment(
  id: string,
  content: string | Buffer,
  headers: Record<string, string> = {},
): WrittenPart {
  const ordinary = { 'Content-Type': 'application/octet-stream', 'Content-ID': `<${id}>` }
  return { headers: { ...ordinary, 'Content-Transfer-Encoding': 'binary', ...headers }, content }
}

/** `<xop:Include>` of a part. */
export function include(id: string): string {
  return `<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:${id}"/>`
}

// What a security server does to a message's bytes when it passes them on: it parses and writes them anew.
// It works on well-formed messages without a DTD, the only ones that come this far, and checks nothing.

const declaration = '<?xml version="1.0" encoding="UTF-8"?>'

/** Each kind of markup, tried in this order, and text. */
const pieces =
  /<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<\/[^>]*>|<(?:[^>"']|"[^"]*"|'[^']*')*>|[^<]+/gs

const byteOrderMark = '\xEF\xBB\xBF'
const startTag = /^<([^ \t\n/>]+)(.*?)[ \t\n]*(\/?)>$/s
const attributes = /([^ \t\n=]+)[ \t\n]*=[ \t\n]*(?:"([^"]*)"|'([^']*)')/g
const endTag = /^(<\/[^ \t\n>]+)[ \t\n]*>$/
const numericReference = /&#(?:x([0-9A-Fa-f]+)|([0-9]+));/g

/** How each kind of piece is written anew; a comment and a CDATA section stay as they are. */
const writers: readonly [opening: string, write: (piece: string) => string][] = [
  ['<!--', (piece) => piece],
  ['<![CDATA[', (piece) => piece],
  ['<?', () => ''],
  ['</', (piece) => piece.replace(endTag, '$1>')],
  ['<', writeStartTag],
  ['', resolved],
]

/**
 * The message as it leaves the security server: a UTF-8 declaration whatever stood there, no processing
 * instruction, empty elements in two tags, LF for CRLF, numeric references as characters (in an attribute, a
 * line end too, which the next reader takes for a space); comments, CDATA sections and named references stay.
 * Works on bytes, so that another encoding than UTF-8 comes out as the same garbage.
 */
export function rewrite(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  const start = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0
  const lines = text.slice(start).replace(/\r\n?/g, '\n')
  const written = (lines.match(pieces) ?? []).map(writePiece).join('')
  return Buffer.from(declaration + written.replace(/^[ \t\n]+|[ \t\n]+$/g, ''), 'latin1')
}

function writePiece(piece: string): string {
  const [, write] = writers.find(([opening]) => piece.startsWith(opening)) as (typeof writers)[0]
  return write(piece)
}

function writeStartTag(tag: string): string {
  const [, name, rest = '', empty] = startTag.exec(tag) ?? []
  const written = [...rest.matchAll(attributes)].map(writeAttribute).join('')
  return `<${name}${written}>${empty === '/' ? `</${name}>` : ''}`
}

/** A line end that stood raw is a space already for the parser; a referenced one is written raw. */
function writeAttribute([, name, double, single]: RegExpExecArray): string {
  const value = (double ?? single ?? '').replace(/[\t\n]/g, ' ').replaceAll('"', '&quot;')
  return ` ${name}="${resolved(value)}"`
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** The character of each numeric reference, as UTF-8 bytes; one that markup needs stays a reference. */
function resolved(text: string): string {
  return text.replace(numericReference, (_, hexadecimal?: string, decimal?: string) => {
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16)
    const character = String.fromCodePoint(code)
    return escapes[character] ?? Buffer.from(character).toString('latin1')
  })
}

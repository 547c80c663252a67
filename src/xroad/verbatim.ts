// Whether an answer begins with the request's own bytes: what is the same text in the same place says the same to every
// reader, so that nobody has to read it again.

import type { Envelope } from './envelope.ts'
import { isRequestHash } from './header.ts'
import { declaration } from './reply.ts'

/**
 * Whether it is, byte for byte, the request's envelope and header and then one element of that name. It finds the header
 * without the slicer that cut the copy, and is certain of it only in a plain request, where every `<` begins a tag:
 * there a name that begins no other tag before its end tag ends where it says. `false` says nothing about the answer.
 * @param name of the element in the body
 */
export function isVerbatim(answer: Buffer, { parsed, header }: Envelope, name: string): boolean {
  if (!parsed.plain || header === undefined || header.blocks.some(isRequestHash)) return false
  // Before the header another element may stand, even one that is written the same.
  if (parsed.tree.children[0]?.children !== header.blocks) return false
  const { text, rootAt: envelopeAt } = parsed
  const headerAt = text.indexOf('<', envelopeAt + 1)
  const headerTag = `<${nameAt(text, headerAt)}`
  const end = `</${headerTag.slice(1)}>`
  const endAt = text.indexOf(end, headerAt)
  const another = text.indexOf(headerTag, headerAt + 1)
  if (endAt < 0 || (another >= 0 && another < endAt)) return false
  const envelopeTag = text.slice(envelopeAt, headerAt).trimEnd()
  const envelope = nameAt(text, envelopeAt)
  const prefix = envelope.slice(0, envelope.indexOf(':') + 1)
  const copied = text.slice(headerAt, endAt + end.length)
  return (
    begins(answer, `${declaration}${envelopeTag}${copied}<${prefix}Body><${name} `) &&
    ends(answer, `</${name}></${prefix}Body></${envelope}>`)
  )
}

const nameEnd = /[ \t\n/>]/g

/** The qualified name in the tag at `start`. */
function nameAt(text: string, start: number): string {
  nameEnd.lastIndex = start
  return text.slice(start + 1, nameEnd.exec(text)?.index)
}

function begins(bytes: Buffer, text: string): boolean {
  return bytes.toString('latin1', 0, text.length) === text
}

function ends(bytes: Buffer, text: string): boolean {
  return bytes.toString('latin1', Math.max(0, bytes.length - text.length)) === text
}

// Finds the attachment that the body refers to (RFC 2392), and tells a repeat of the message by what it holds.
// Never fetches anything: a reference names a part of the same message or nothing.

import { createHash } from 'node:crypto'
import { Failure } from '../../errors.ts'
import type { Attachment } from './attachments.ts'
import type { Blocks } from './blocks.ts'

/** Finds the bytes behind a reference. */
export type FindPart = (href: string, path: string) => Blocks

/**
 * The parts of one message. `path` is for the client, who learns where the reference stands, not what it says.
 * A part that nothing refers to is left alone: the security server carries it, and old clients send such.
 * @throws Failure (from the function given) ATTACHMENT_UNRESOLVED: no such part, two of them, or one named twice
 */
export function createFindPart(attachments: readonly Attachment[]): FindPart {
  const used = new Set<Attachment>()
  return (href, path) => {
    const ids = contentIdsOf(href)
    const [found, second] = attachments.filter(({ contentId = '' }) => ids.includes(contentId))
    if (found === undefined) throw unresolved(path, 'no such part')
    if (second !== undefined) throw unresolved(path, 'more than one such part')
    if (used.has(found)) throw unresolved(path, 'part referred to twice')
    used.add(found)
    return found.bytes
  }
}

/** What a `cid:` URL may mean: percent-encoded as RFC 2392 §2 wants it, or written as the Content-ID stands. */
function contentIdsOf(href: string): string[] {
  const [, written] = /^cid:<?(.+?)>?$/is.exec(href.trim()) ?? []
  if (written === undefined) return []
  try {
    return [written, decodeURIComponent(written)]
  } catch {
    return [written]
  }
}

function unresolved(path: string, rule: string): Failure {
  return new Failure('ATTACHMENT_UNRESOLVED', { violations: [{ path, rule }] })
}

/**
 * SHA-256, hex, of the body element's bytes without the references and of the parts' own digests: another
 * attachment makes another message, another Content-ID for the same bytes, which a client's library draws anew
 * for a repeat, does not.
 */
export function digestWith(
  body: Buffer,
  references: readonly { href: string; part: Blocks }[],
): string {
  let text = body.toString('latin1')
  for (const { href } of references) {
    const quoted = Buffer.from(href).toString('latin1')
    for (const quote of ['"', "'"]) text = text.replace(`${quote}${quoted}${quote}`, '""')
  }
  const digest = createHash('sha256').update(text, 'latin1')
  for (const { part } of references) digest.update(digestOf(part))
  return digest.digest('hex')
}

function digestOf(part: Blocks): Buffer {
  const digest = createHash('sha256')
  for (const block of part) digest.update(block)
  return digest.digest()
}

// The request's header for the answer: copied as it came, never rebuilt.

import type { Envelope } from './envelope.ts'
import { isRequestHash } from './header.ts'
import { rootSlice, startTag, withoutInstructions } from './slices.ts'

/** The request's envelope and header as bytes (one character a byte), to stand around the answer. */
export interface Echo {
  envelopeName: string
  envelopeOpen: string
  header: string
}

/**
 * The header as it came, without `requestHash` (§2.2: the security server adds its own) and without
 * processing instructions; namespaces that it inherited are declared on the envelope as they were.
 */
export function echoOf({ parsed, header }: Envelope): Echo {
  const { text } = parsed
  const { name, declarations } = startTag(text, rootSlice(text))
  const echo = { envelopeName: name, envelopeOpen: `<${name}${declarations}>` }
  if (header === undefined) return { ...echo, header: '' }
  const tag = startTag(text, header.slice)
  const copied = header.blocks
    .filter(({ node }) => !isRequestHash(node))
    .map((block) => withoutInstructions(text, block.slice))
  return { ...echo, header: `<${tag.name}${tag.declarations}>${copied.join('')}</${tag.name}>` }
}

// The request's header for the answer: copied as it came, never rebuilt.

import { isBlank } from '../xml/tree.ts'
import type { Envelope, HeaderPart } from './envelope.ts'
import { isRequestHash } from './header.ts'
import { childSlices, rootSlice, type Slice, startTag, withoutInstructions } from './slices.ts'

/** The request's envelope and header as bytes (one character a byte), to stand around the answer. */
export interface Echo {
  envelopeName: string
  envelopeOpen: string
  header: string
}

/**
 * The header as it came, without `requestHash` (§2.2: the security server adds its own), processing instructions, and
 * anything but white space between blocks; namespaces that it inherited are declared on the envelope as they were.
 */
export function echoOf({ parsed, header }: Envelope): Echo {
  const { text, plain } = parsed
  const { name, declarations } = startTag(text, rootSlice(text))
  const echo = { envelopeName: name, envelopeOpen: `<${name}${declarations}>` }
  if (header === undefined) return { ...echo, header: '' }
  const { name: tag, declarations: declared } = startTag(text, header.slice)
  const open = `<${tag}${declared}>`
  const whole = text.slice(header.slice.start, header.slice.end)
  const asItIs = plain && isBare(header) && whole.startsWith(open)
  return { ...echo, header: asItIs ? whole : `${open}${blocksOf(text, header)}</${tag}>` }
}

/** Whether it holds nothing that is not to be copied. */
function isBare({ blocks, text }: HeaderPart): boolean {
  return isBlank(text) && !blocks.some(isRequestHash)
}

function blocksOf(text: string, { slice, blocks }: HeaderPart): string {
  const slices = childSlices(text, slice.openEnd)
  return blocks
    .map((block, index) =>
      isRequestHash(block) ? '' : withoutInstructions(text, slices[index] as Slice),
    )
    .join('')
}

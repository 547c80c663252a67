// Cuts an envelope into the bytes it was sent as, so that headers are copied and never rebuilt.
// Works on a document that libxml2 found well-formed and free of a DTD; of any other it comes to an end, no more.

/** One piece of markup: `[start, end)` in the text. */
interface Markup {
  kind: 'open' | 'close' | 'empty' | 'instruction' | 'skip'
  start: number
  end: number
}

/** An element as it stands in the text. */
export interface Slice {
  start: number
  end: number
  /** End of its start tag. */
  openEnd: number
}

/** Markup that is no tag. */
const delimited: [opening: string, closing: string, kind: Markup['kind']][] = [
  ['<!--', '-->', 'skip'],
  ['<![CDATA[', ']]>', 'skip'],
  ['<?', '?>', 'instruction'],
]

const [bang, double, single, slash, greater, question] = [0x21, 0x22, 0x27, 0x2f, 0x3e, 0x3f]

/** The next markup at or after `from`. */
function nextMarkup(text: string, from: number): Markup | undefined {
  const start = text.indexOf('<', from)
  if (start < 0) return undefined
  const first = text.charCodeAt(start + 1)
  if (first === slash) return { kind: 'close', start, end: behind(text, '>', start + 2) }
  if (first === bang || first === question) {
    for (const [opening, closing, kind] of delimited) {
      if (!text.startsWith(opening, start)) continue
      return { kind, start, end: behind(text, closing, start + opening.length) }
    }
  }
  const end = tagEnd(text, start)
  return { kind: text.charCodeAt(end - 2) === slash ? 'empty' : 'open', start, end }
}

function behind(text: string, closing: string, from: number): number {
  const at = text.indexOf(closing, from)
  return at < 0 ? text.length : at + closing.length
}

/** Behind the `>` of a start tag; a `>` inside an attribute value does not count. */
function tagEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === greater) return at + 1
    if (code !== double && code !== single) continue
    at = text.indexOf(code === double ? '"' : "'", at + 1)
    if (at < 0) break
  }
  return text.length
}

/** The first `most` element children of the element whose start tag ends at `openEnd`, in order. */
export function childSlices(
  text: string,
  openEnd: number,
  most = Number.POSITIVE_INFINITY,
): Slice[] {
  const slices: Slice[] = []
  let depth = 0
  for (let at = nextMarkup(text, openEnd); at !== undefined; at = nextMarkup(text, at.end)) {
    if (depth === 0 && (at.kind === 'close' || slices.length === most)) break
    if (depth === 0 && (at.kind === 'open' || at.kind === 'empty')) {
      slices.push({ start: at.start, end: at.end, openEnd: at.end })
    }
    if (at.kind === 'open') depth++
    if (at.kind === 'close') depth--
    const last = slices.at(-1)
    if (last !== undefined && depth === 0 && at.kind === 'close') last.end = at.end
  }
  return slices
}

/** The root element of the document. */
export function rootSlice(text: string): Slice {
  let at = nextMarkup(text, 0)
  while (at !== undefined && at.kind !== 'open' && at.kind !== 'empty')
    at = nextMarkup(text, at.end)
  const start = at?.start ?? 0
  return { start, end: text.length, openEnd: at?.end ?? text.length }
}

/** The text of a slice without processing instructions, which no SOAP message may hold (WS-I BP R1009). */
export function withoutInstructions(text: string, { start, end }: Slice): string {
  const slice = text.slice(start, end)
  if (!slice.includes('<?')) return slice
  let kept = ''
  let from = 0
  for (let at = nextMarkup(slice, 0); at !== undefined; at = nextMarkup(slice, at.end)) {
    if (at.kind !== 'instruction') continue
    kept += slice.slice(from, at.start)
    from = at.end
  }
  return kept + slice.slice(from)
}

// White space is spelt out: `\s` would take the second byte of `Р` (D0 A0) for a space.
const tagName = /^<([^ \t\r\n/>]+)/
const attribute = /[ \t\r\n]+([^ \t\r\n=]+)[ \t\r\n]*=[ \t\r\n]*(?:"[^"]*"|'[^']*')/y

/** The qualified name and the namespace declarations of a start tag. */
export function startTag(text: string, slice: Slice): { name: string; declarations: string } {
  const tag = text.slice(slice.start, slice.openEnd)
  const name = tagName.exec(tag)?.[1] ?? ''
  let declarations = ''
  attribute.lastIndex = name.length + 1
  for (let found = attribute.exec(tag); found !== null; found = attribute.exec(tag)) {
    if (/^xmlns(?::|$)/.test(found[1] ?? '')) declarations += found[0]
  }
  return { name, declarations }
}

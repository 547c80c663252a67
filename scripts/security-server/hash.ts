// requestHash (X-Road message protocol 4.0 §2.2.3): made by the provider's security server, spliced behind
// </id> of the response, checked by the consumer's.

import { createHash } from 'node:crypto'
import { xroad } from './header.ts'
import { Refusal } from './refusal.ts'
import { soap11 } from './soap.ts'
import { childrenOf, type Element, isNamed, withXml } from './xml.ts'

export const sha512 = 'http://www.w3.org/2001/04/xmlenc#sha512'

/** Base64 of SHA-512 over the SOAP message as received. */
export function requestHash(bytes: Buffer): string {
  return createHash('sha512').update(bytes).digest('base64')
}

/** Where an element stands in the text. */
interface Place {
  start: number
  /** Behind its start tag. */
  content: number
  end: number
}

const markup = /<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:[^>"']|"[^"]*"|'[^']*')*>/gs

/** The elements that follow from here, up to the end of the element in which they stand. */
function placesFrom(text: string, from: number): Place[] {
  const places: Place[] = []
  let [depth, start, content] = [0, 0, 0]
  markup.lastIndex = from
  for (let tag = markup.exec(text); tag !== null; tag = markup.exec(text)) {
    const [piece] = tag
    if (/^<[!?]/.test(piece)) continue
    const end = tag.index + piece.length
    if (!piece.startsWith('</')) {
      if (depth === 0) [start, content] = [tag.index, end]
      if (!piece.endsWith('/>')) depth += 1
    } else if (--depth < 0) break
    if (depth === 0) places.push({ start, content, end })
  }
  return places
}

/** Which header, which of its blocks is the id, and which are hashes that somebody else put there. */
interface Positions {
  header: number
  id: number
  hashes: number[]
}

function positionsIn(bytes: Buffer): Positions | undefined {
  return withXml(bytes, (root) => {
    for (const [header, element] of childrenOf(root).entries()) {
      if (!isNamed(element, soap11, 'Header')) continue
      const blocks = childrenOf(element)
      const id = blocks.findIndex((block) => isNamed(block, xroad, 'id'))
      const isHash = (at: number) => isNamed(blocks[at] as Element, xroad, 'requestHash')
      if (id >= 0) return { header, id, hashes: [...blocks.keys()].filter(isHash) }
    }
    return undefined
  })
}

const startTag = /^<([^\s/>:]+:)?id([^>]*?)\/?>$/s

/**
 * The response, written anew, with the hash of its request, in the words of its own id element, attributes
 * and all.
 * @param original the response as the adapter sent it, in which the elements stand in the same order
 * @throws Refusal InvalidSoap when the writing has destroyed it
 */
export function spliceHash(written: Buffer, original: Buffer, hash: string): Buffer {
  const text = written.toString('latin1')
  const positions = positionsIn(original)
  const [envelope] = placesFrom(text, 0)
  const header = envelope && positions && placesFrom(text, envelope.content)[positions.header]
  const blocks = header ? placesFrom(text, header.content) : []
  const id = blocks[positions?.id ?? -1]
  if (header === undefined || id === undefined || positions === undefined) {
    throw new Refusal('InvalidSoap', 'Malformed SOAP message', 'encoding')
  }
  const [, prefix = '', attributes = ''] = startTag.exec(text.slice(id.start, id.content)) ?? []
  const name = `${prefix}requestHash`
  const tabs = /^\s*/.exec(text.slice(header.content))?.[0] ?? ''
  const element = `${tabs}<${name}${attributes} algorithmId="${sha512}">${hash}</${name}>`
  const cuts = positions.hashes.map((at) => ({ ...(blocks[at] as Place), text: '' }))
  const edits = [...cuts, { start: id.end, end: id.end, text: element }]
  return Buffer.from(edited(text, edits), 'latin1')
}

function edited(text: string, edits: { start: number; end: number; text: string }[]): string {
  const backwards = [...edits].sort((one, other) => other.start - one.start)
  return backwards.reduce(
    (so, edit) => so.slice(0, edit.start) + edit.text + so.slice(edit.end),
    text,
  )
}

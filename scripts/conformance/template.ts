// Makes a case of a live exchange: placeholders where another run has other values. In an answer a value becomes a
// placeholder only when the placeholder's own check accepts it; everything else stays as it came.

import { children, type Element, parse, setText } from '../../src/xml/document.ts'
import { type CaseState, judgeText } from './placeholders.ts'

/** `{recordId}`, then `{recordId2}`, … by the values as they come. */
function numbered(kind: string, values: string[], value: string): string {
  if (!values.includes(value)) values.push(value)
  const at = values.indexOf(value)
  return `{${kind}${at === 0 ? '' : at + 1}}`
}

const ids: readonly [element: string, kind: string][] = [
  ['id', 'messageId'],
  ['recordId', 'recordId'],
]

const isPlaceholder = /^\{\w+\}$/

/** The request with placeholders for the ids that are used once; each byte stays as it is. */
export function requestTemplate(request: Buffer): Buffer {
  let text = request.toString('latin1')
  for (const [element, kind] of ids) {
    const values: string[] = []
    const pattern = new RegExp(`(<(?:[\\w-]+:)?${element}(?:\\s[^>]*)?>)([^<]+)(?=</)`, 'g')
    text = text.replace(pattern, (whole, tag: string, value: string) =>
      isPlaceholder.test(value) ? whole : `${tag}${numbered(kind, values, value)}`,
    )
  }
  return Buffer.from(text, 'latin1')
}

/** Values of one kind in one answer. */
const numbersMax = 9
const dayMs = 86_400_000

function several(kind: string): string[] {
  const others = Array.from({ length: numbersMax - 1 }, (_, at) => `{${kind}${at + 2}}`)
  return [`{${kind}}`, ...others]
}

function siblingText(element: Element, name: string): string {
  const siblings = element.parent === null ? [] : children(element.parent)
  return siblings.find((one) => one.name === name)?.content ?? ''
}

interface Exchange {
  state: CaseState
  /** What was sent, one character a byte: a value given in it is no news. */
  sent: string
  /** The keys of the gateway's own certificates vary; those of the request do not. */
  changes: boolean
}

/** Placeholders that an element's text may stand for, the first that fits is taken. */
const candidates: Readonly<Record<string, (element: Element, exchange: Exchange) => string[]>> = {
  uvci: () => several('uvci'),
  supersedes: () => several('uvci'),
  supersededBy: () => several('uvci'),
  hc1: () => several('hc1'),
  cose: () => several('cose'),
  keyId: (_, { changes }) => (changes ? ['{keyId}'] : []),
  sealed: () => ['{sealed}'],
  encrypted: () => ['{encrypted}'],
  content: (element) => [`{${siblingText(element, 'format').toLowerCase()}}`],
  version: () => ['{version}'],
  hash: (element) => [`{hash:${siblingText(element, 'code')}}`],
  worldId: () => ['{worldId}'],
}

/** Pictures that have a check. */
const pictures = ['{svg}', '{png}', '{pdf}']

/** An instant so many whole days after the last, or now. */
function times(text: string, { lastTime }: CaseState): string[] {
  const days = (Date.parse(text) - lastTime) / dayMs
  const later = Number.isInteger(days) && days > 0 ? [`{time+${days}d}`] : []
  return [...later, '{time}']
}

const instant = /^\d{4}-\d\d-\d\dT/

function candidatesOf(element: Element, exchange: Exchange): string[] {
  const { content, name } = element
  if (instant.test(content)) return times(content, exchange.state)
  const found = candidates[name]?.(element, exchange) ?? []
  return name === 'content' ? found.filter((one) => pictures.includes(one)) : found
}

/** The placeholder that was filled in with this value. */
function sentAs(text: string, { values }: CaseState): string | undefined {
  const found = [...values].find(
    ([key, value]) => /^(messageId|recordId)/.test(key) && value === text,
  )
  return found && `{${found[0]}}`
}

function placeholderOf(element: Element, exchange: Exchange): string | undefined {
  const { state, sent } = exchange
  const { content } = element
  const known = sentAs(content, state)
  if (known !== undefined) return known
  if (content === '' || sent.includes(`>${content}<`)) return undefined
  return candidatesOf(element, exchange).find((one) => {
    const { lastTime } = state
    const fits = judgeText(state)(one, content) === undefined
    if (!fits) state.lastTime = lastTime
    return fits
  })
}

function mark(element: Element, exchange: Exchange) {
  const parts = children(element)
  for (const part of parts) mark(part, exchange)
  const placeholder = parts.length === 0 ? placeholderOf(element, exchange) : undefined
  if (placeholder !== undefined) setText(element, placeholder)
}

/** The answer with placeholders, indented. @throws Failure when it is no XML */
export function answerTemplate(answer: Buffer, exchange: Exchange): Buffer {
  const { root, document } = parse(answer)
  mark(root, exchange)
  const written = document.toString({ format: true })
  document.dispose()
  return Buffer.from(written)
}

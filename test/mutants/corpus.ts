// What is mutated: the fixtures' requests, placeholders and all; and how they are filled in just before they are
// sent, so that every mutant is a new message. Sends nothing.

import { type CaseSettings, readCases } from '../../scripts/conformance/cases.ts'
import { type CaseState, createState, fill } from '../../scripts/conformance/placeholders.ts'
import { parse } from '../../src/xml/document.ts'

/** What is posted over sound HTTP. */
export interface Letter {
  method: string
  contentType: string
  soapAction: string
  /** With placeholders. */
  body: Buffer
}

/** A request of the fixtures. */
export interface Original extends Letter {
  /** `<Operation>/<case>`, and which step of it. */
  name: string
}

export const xmlType = 'text/xml; charset=utf-8'

function original(name: string, body: Buffer, settings: CaseSettings): Original {
  const { method = 'POST', contentType = xmlType, soapAction = '""' } = settings
  return { name, method, contentType, soapAction, body }
}

/** All but those that fill themselves up to a limit: the size is tested where the limit is. */
export const originals: readonly Original[] = readCases().flatMap(({ name, settings, steps }) =>
  steps
    .map(({ request }, at) => original(`${name} ${at + 1}`, request, settings))
    .filter(({ body }) => body.length > 0 && !body.includes('{padding:')),
)

function isWellFormed({ body }: Original): boolean {
  try {
    parse(body).document.dispose()
    return true
  } catch {
    return false
  }
}

/** Plain messages that can be read: the others have nothing left to take apart. */
export const envelopes = originals.filter((one) => one.contentType === xmlType && isWellFormed(one))

/** With attachments. */
export const packages = originals.filter(
  ({ contentType, body }) => /^multipart\//.test(contentType) && body.includes('Envelope'),
)

const byName = new Map(originals.map((one) => [one.name, one]))

/** @throws Error */
export function originalOf(name: string): Original {
  const found = byName.get(name)
  if (found === undefined) throw new Error(`no request ${name}`)
  return found
}

/** A certificate of the gateway under test, for the messages that ask about one. */
export interface Certificate {
  uvci: string
  hc1: string
  cose: string
}

const numbers = ['', '1', '2', '3']

/** Fills in a certificate and ids that no other message had; the same ones on every run. */
export function createFilling(lane: string, certificate: Certificate): (bytes: Buffer) => Buffer {
  let count = 0
  return (bytes) => {
    const ids = { messageId: `mutant-${lane}-${++count}`, recordId: `record-${lane}-${count}` }
    const state: CaseState = createState({ worldId: '', now: () => new Date(0) })
    for (const [name, value] of Object.entries({ ...certificate, ...ids }))
      for (const number of numbers) state.values.set(`${name}${number}`, `${value}`)
    return fill(bytes, state)
  }
}

const personal =
  /<c:(familyName|givenName|secondName|\w+Latin|birthDate|rnokpp|unzr|number)>([^<{]+)</g
const operator = /<xrd:userId>([^<{]+)</g
/** A shorter text may stand in a log for something else, and so may a number of zeros and one digit. */
const [charactersMin, otherThanZeroMin] = [5, 2]

function isTelling(value: string): boolean {
  return value.length >= charactersMin && value.replaceAll('0', '').length >= otherThanZeroMin
}

/** What the fixtures' people are called and numbered, and who asks about them. */
export function personalValues(): Set<string> {
  const texts = originals.map(({ body }) => body.toString())
  const found = texts.flatMap((text) => [...text.matchAll(personal), ...text.matchAll(operator)])
  const values = found.map((match) => (match.at(-1) as string).trim())
  return new Set(values.filter(isTelling))
}

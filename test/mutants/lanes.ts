// The kinds of mutants, and a lane: one connection on which one after the other is sent and judged.

import fc from 'fast-check'
import {
  type Certificate,
  createFilling,
  envelopes,
  type Letter,
  originalOf,
  originals,
} from './corpus.ts'
import { anyEdits, edited } from './edits.ts'
import { frame } from './framing.ts'
import { anyWire, wire } from './http.ts'
import { problemsOf } from './judge.ts'
import { anyPacking, packed } from './multipart.ts'
import { anyBends, bent } from './structure.ts'
import { type Answer, openLine, speak } from './wire.ts'

type Filled = (template: Buffer) => Buffer

/** A message over sound HTTP, or the bytes of a request that may not be. */
type Mutant = Letter | ((filled: Filled) => Buffer[])

/** What became of the messages that were no failure. */
export interface Tally {
  answered: number
  /** Of those, how many with a SOAP Fault. */
  faults: number
  /** Closed without an answer, as they may be: the bytes were no complete HTTP request. */
  closed: number
}

/** Sends a mutant. @throws Error with all that is wrong and with the bytes */
type Exchange = (mutant: Mutant) => Promise<void>

export interface Kind {
  name: string
  property(exchange: Exchange): fc.IAsyncProperty<unknown>
}

function kind<T>(name: string, arbitrary: fc.Arbitrary<T>, mutant: (bend: T) => Mutant): Kind {
  const property = (exchange: Exchange) =>
    fc.asyncProperty(arbitrary, (bend) => exchange(mutant(bend)))
  return { name, property: property as Kind['property'] }
}

const names = (list: readonly { name: string }[]) =>
  fc.constantFrom(...list.map(({ name }) => name))

const anyBytes = fc.record({ of: names(originals), edits: anyEdits })
const anyStructure = fc.record({ of: names(envelopes), bends: anyBends })

const bentBody =
  (inHeader: boolean) =>
  ({ of, bends }: typeof anyStructure extends fc.Arbitrary<infer T> ? T : never) => {
    const letter = originalOf(of)
    return { ...letter, body: bent(letter.body, bends, inHeader) }
  }

export const kinds: readonly Kind[] = [
  kind('bytes', anyBytes, ({ of, edits }) => {
    const letter = originalOf(of)
    return { ...letter, body: edited(letter.body, edits) }
  }),
  kind('structure', anyStructure, bentBody(false)),
  kind('headers', fc.oneof(anyStructure, anyWire), (bend) =>
    'bends' in bend ? bentBody(true)(bend) : (filled: Filled) => wire(bend, filled),
  ),
  kind('multipart', anyPacking, packed),
]

interface LaneParts {
  name: string
  port: number
  certificate: Certificate
  tally: Tally
}

/** Of the bytes of a failure, characters that are shown. */
const shownMax = 4000

function fail(problems: readonly string[], bytes: Buffer): never {
  const shown = bytes.toString('latin1').slice(0, shownMax)
  throw new Error(`${problems.join('; ')}\nof these ${bytes.length} bytes:\n${shown}`)
}

export function createLane({ name, port, certificate, tally }: LaneParts) {
  const filled = createFilling(name, certificate)
  const line = openLine(port)

  function count({ status }: Answer) {
    tally.answered++
    if (status === 500) tally.faults++
  }

  async function post(template: Letter) {
    const letter = { ...template, body: filled(template.body) }
    const answer = await line
      .post(letter)
      .catch((error: Error) => fail([String(error)], letter.body))
    const problems = problemsOf(answer, letter.method === 'POST' ? letter : undefined)
    if (problems.length > 0) fail(problems, letter.body)
    count(answer)
  }

  /** Only a complete request has a right to an answer; any answer that comes is judged. */
  async function write(pieces: Buffer[]) {
    const bytes = Buffer.concat(pieces)
    const framed = frame(bytes)
    const complete = framed.state === 'complete'
    const headless = bytes.toString('latin1', 0, 5) === 'HEAD '
    const { answers, cut, trouble } = await speak(port, pieces, { complete, headless })
    const [first, ...others] = answers
    if (cut) fail(['the answer is cut off'], bytes)
    if (first === undefined) {
      if (complete) fail([`no answer to a complete request: ${trouble ?? 'closed'}`], bytes)
      tally.closed++
      return
    }
    const request =
      framed.state === 'complete' && framed.request.method === 'POST' ? framed.request : undefined
    const problems = [
      ...(headless ? [] : problemsOf(first, request)),
      ...others.flatMap((other) => problemsOf(other)),
    ]
    if (problems.length > 0) fail(problems, bytes)
    count(first)
  }

  const exchange: Exchange = (mutant) =>
    typeof mutant === 'function' ? write(mutant(filled)) : post(mutant)
  return { exchange, close: line.close }
}

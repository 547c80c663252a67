// Takes a multipart body apart while it arrives, by RFC 2046 §5.1.1: bytes in, the bytes of each part out. Never
// makes text of a part, never looks into a nested multipart, and keeps nothing but an unfinished line. What a
// part means is attachments.ts's to say.

import { breach, Failure } from '../../errors.ts'

/** A part's header fields by name in small letters; texts unfolded, one character a byte. */
export type PartHeaders = ReadonlyMap<string, string>

/** Takes the bytes of one part as they come. */
export interface PartSink {
  write(bytes: Buffer): void
  /** The part is whole. */
  end(): void
}

export interface MultipartReader {
  write(chunk: Buffer): void
  /** Whether the closing delimiter was there: without it the last part may be cut short. */
  end(): boolean
}

/** Header of one part: a Content-Type with parameters, an id, a disposition with a long name. */
const headerBytesMax = 16_384
/** Headers of all parts together: a thousand parts of 250 bytes. */
const headersBytesMax = 262_144
/** White space that a gateway may have put behind a delimiter (RFC 2046 §5.1.1). */
const paddingBytesMax = 128
/** What stands before the first delimiter and behind the last, together; nothing of it is read. */
const asideBytesMax = 65_536

const [tab, lineFeed, carriageReturn, space, dash] = [0x09, 0x0a, 0x0d, 0x20, 0x2d]
const nothing = Buffer.alloc(0)
/** The white space around the value is taken off by hand: a pattern for it takes the square of a run of spaces. */
const fieldLine = /^([!-9;-~]+)[ \t]*:(.*)$/s

function trimmed(value: string): string {
  const isBlank = (at: number) => value[at] === ' ' || value[at] === '\t'
  let [from, to] = [0, value.length]
  while (from < to && isBlank(from)) from++
  while (to > from && isBlank(to - 1)) to--
  return value.slice(from, to)
}

/** What follows a delimiter, and where the next piece begins. `unknown`: not all of it has arrived. */
type Ending = { kind: 'part' | 'close' | 'none' | 'unknown'; next: number }

/** `--` closes; white space and a line end begin a part; anything else was data that looks like a delimiter. */
function endingAt(data: Buffer, from: number): Ending {
  const isOver = (at: number) => (at < data.length ? 'none' : 'unknown')
  if (data[from] === dash) {
    const closes = data[from + 1] === dash
    return { kind: closes ? 'close' : isOver(from + 1), next: from + 2 }
  }
  let at = from
  while ((data[at] === space || data[at] === tab) && at - from < paddingBytesMax) at++
  if (data[at] === carriageReturn) at++
  return { kind: data[at] === lineFeed ? 'part' : isOver(at), next: at + 1 }
}

/** Where a line end begins that a delimiter at `at` owns: a delimiter starts with its line feed. */
function lineEndAt(data: Buffer, at: number): number {
  return data[at - 1] === carriageReturn ? at - 1 : at
}

/** From where on the data may be the beginning of a delimiter that has not arrived yet. */
function heldFrom(data: Buffer, delimiter: Buffer): number {
  const at = data.lastIndexOf(lineFeed)
  const tail = data.subarray(Math.max(at, 0))
  if (at >= 0 && tail.length < delimiter.length && delimiter.subarray(0, tail.length).equals(tail))
    return lineEndAt(data, at)
  return lineEndAt(data, data.length)
}

function broken(rule: string): Failure {
  return new Failure('MULTIPART_BROKEN', { violations: [{ path: 'multipart', rule }] })
}

/** Header bytes of a whole message. @throws Failure MULTIPART_BROKEN */
function createHeaderBudget() {
  let bytes = 0
  return (more: number) => {
    bytes += more
    if (bytes > headersBytesMax) throw broken('part headers too long together')
  }
}

/** Header fields, line by line. @throws Failure MULTIPART_BROKEN: no field, too long, or twice the same */
function createHeaders(spend: (bytes: number) => void) {
  const fields = new Map<string, string>()
  let last = ''
  let bytes = 0
  return {
    fields,
    add(line: string) {
      bytes += line.length
      if (bytes > headerBytesMax) throw broken('part header too long')
      spend(line.length)
      if (last !== '' && /^[ \t]/.test(line)) {
        fields.set(last, `${fields.get(last)} ${line.trim()}`)
        return
      }
      const [, name = '', value = ''] = fieldLine.exec(line) ?? []
      last = name.toLowerCase()
      if (last === '') throw broken('part header')
      if (fields.has(last)) throw broken('part header field stands twice')
      fields.set(last, trimmed(value))
    },
  }
}

/** A body that is being read. */
interface Reading {
  boundary: string
  /** A delimiter begins with the line feed before it. */
  delimiter: Buffer
  begin: (headers: PartHeaders) => PartSink
  state: 'headers' | 'content' | 'over'
  spend: ReturnType<typeof createHeaderBudget>
  headers: ReturnType<typeof createHeaders>
  /** Bytes outside the parts. */
  aside: number
  sink: PartSink
  /** What arrived and is not understood yet. */
  held: Buffer
  /** Whether the line feed before the content, which a delimiter could begin with, was passed over. */
  skipped: boolean
}

function countAside(reading: Reading, bytes: Buffer) {
  reading.aside += bytes.length
  if (reading.aside <= asideBytesMax) return
  const rule = `at most ${asideBytesMax} bytes outside the parts`
  throw breach('MESSAGE_TOO_LARGE', 'multipart', rule)
}

function give(reading: Reading, bytes: Buffer) {
  if (bytes.length === 0) return
  const content = reading.skipped ? bytes : bytes.subarray(1)
  reading.skipped = true
  if (content.length > 0) reading.sink.write(content)
}

/** Gives what is surely content and holds the rest back. */
function hold(reading: Reading, data: Buffer, from: number): Buffer {
  give(reading, data.subarray(0, from))
  reading.held = data.subarray(from)
  return nothing
}

/** Each reads from the beginning of the data and gives what is left of it. */
const readers: Record<Reading['state'], (reading: Reading, data: Buffer) => Buffer> = {
  content(reading, data) {
    const { delimiter } = reading
    const at = data.indexOf(delimiter)
    if (at < 0) return hold(reading, data, heldFrom(data, delimiter))
    const { kind, next } = endingAt(data, at + delimiter.length)
    if (kind === 'unknown') return hold(reading, data, lineEndAt(data, at))
    if (kind === 'none') {
      give(reading, data.subarray(0, at + delimiter.length))
      return data.subarray(at + delimiter.length)
    }
    give(reading, data.subarray(0, lineEndAt(data, at)))
    reading.sink.end()
    reading.state = kind === 'close' ? 'over' : 'headers'
    reading.headers = createHeaders(reading.spend)
    return data.subarray(next)
  },
  headers(reading, data) {
    const end = data.indexOf(lineFeed)
    if (end < 0) {
      if (data.length > headerBytesMax) throw broken('part header too long')
      reading.held = data
      return nothing
    }
    const line = data.subarray(0, lineEndAt(data, end)).toString('latin1')
    if (line.startsWith(`--${reading.boundary}`)) throw broken('part without content')
    if (line !== '') {
      reading.headers.add(line)
      return data.subarray(end + 1)
    }
    const sink = reading.begin(reading.headers.fields)
    Object.assign(reading, { sink, state: 'content', skipped: false })
    return data.subarray(end)
  },
  over(reading, data) {
    countAside(reading, data)
    return nothing
  },
}

/**
 * A reader of one body. `begin` is told the header of each part and gives where its bytes go. What `write` throws
 * ends the reading.
 * @throws Failure MULTIPART_BROKEN, MESSAGE_TOO_LARGE (text outside the parts), whatever `begin` and sinks throw
 */
export function createMultipartReader(
  boundary: string,
  begin: (headers: PartHeaders) => PartSink,
): MultipartReader {
  const preamble: PartSink = { write: (bytes) => countAside(reading, bytes), end: () => undefined }
  const spend = createHeaderBudget()
  const reading: Reading = {
    boundary,
    delimiter: Buffer.from(`\n--${boundary}`, 'latin1'),
    begin,
    state: 'content',
    spend,
    headers: createHeaders(spend),
    aside: 0,
    sink: preamble,
    // The body's first line has no line feed before it but this.
    held: Buffer.from([lineFeed]),
    skipped: false,
  }
  return {
    write(chunk) {
      let data = reading.held.length === 0 ? chunk : Buffer.concat([reading.held, chunk])
      reading.held = nothing
      while (data.length > 0) data = readers[reading.state](reading, data)
    },
    end: () => reading.state === 'over',
  }
}

// Edits of bytes: each a row. Everything that is inserted stands beside where it was taken from, so that a person's
// name never moves into a field of the header, which a log may hold.

import fc from 'fast-check'

export interface Edit {
  how: keyof typeof edits
  /** Where, counted around. */
  at: number
  /** How many bytes, or which of a list. */
  many: number
}

type Change = (bytes: Buffer, at: number, many: number) => (Buffer | string)[]

const from = (list: readonly string[], many: number) =>
  Buffer.from(list[many % list.length] as string, 'latin1')

/** What UTF-8 does not allow (RFC 3629 §3, §10): overlong, surrogate, beyond the last, cut off, never a byte. */
const notUtf8 = [
  '\xC0\xAF',
  '\xE0\x80\xAF',
  '\xED\xA0\x80',
  '\xF4\x90\x80\x80',
  '\xE2\x82',
  '\xFF',
  '\x80',
]

/** UTF-8 of characters that readers stumble over, or that XML does not allow. */
const characters = [
  '\u0000',
  '\u0008',
  '\u0085',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\uffff',
  '\u{1f600}',
]
  .concat(['\u00a0', '\u0306', '\u{e0001}', '\u{10ffff}', 'İ', 'ѣ', '\r', '\t'])
  .map((character) => Buffer.from(character).toString('latin1'))

const markup = [
  '<',
  '>',
  '&',
  '"',
  "'",
  ']]>',
  '<!--',
  '--',
  '-->',
  '<![CDATA[',
  '<?x ?>',
  '</',
  '/>',
  '&#x0;',
]

const letters = '0123456789AZaz-.:/+ '

/** Where the content of the next element with text begins; the end when there is none. */
function textFrom(bytes: Buffer, at: number): number {
  const found = />[^<\s]/.exec(bytes.toString('latin1', at))
  return found === null ? bytes.length : at + found.index + 1
}

const edits = {
  /** Leaves the message readable. */
  letter: (bytes, at, many) => {
    const start = textFrom(bytes, at)
    return [bytes.subarray(0, start), from([...letters], many), bytes.subarray(start + (many % 2))]
  },
  /** The same one after another. */
  letters: (bytes, at, many) => {
    const start = textFrom(bytes, at)
    return [
      bytes.subarray(0, start),
      from([...letters], many)
        .toString()
        .repeat(many),
      bytes.subarray(start),
    ]
  },
  flip: (bytes, at, many) => {
    const flipped = Buffer.from(bytes)
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (many % 8))
    return [flipped]
  },
  remove: (bytes, at, many) => [bytes.subarray(0, at), bytes.subarray(at + 1 + many)],
  insert: (bytes, at, many) => [
    bytes.subarray(0, at),
    Buffer.from([many % 256, (many * 7) % 256]),
    bytes.subarray(at),
  ],
  truncate: (bytes, at) => [bytes.subarray(0, at)],
  behead: (bytes, at) => [bytes.subarray(at)],
  repeat: (bytes, at, many) => {
    const chunk = bytes.subarray(at, at + 1 + many)
    return [bytes.subarray(0, at), ...Array(1 + (many % 5)).fill(chunk), bytes.subarray(at)]
  },
  notUtf8: (bytes, at, many) => [bytes.subarray(0, at), from(notUtf8, many), bytes.subarray(at)],
  character: (bytes, at, many) => [
    bytes.subarray(0, at),
    from(characters, many),
    bytes.subarray(at),
  ],
  markup: (bytes, at, many) => [bytes.subarray(0, at), from(markup, many), bytes.subarray(at)],
  overwrite: (bytes, at, many) => [
    bytes.subarray(0, at),
    Buffer.alloc(1 + many, at % 256),
    bytes.subarray(at + 1 + many),
  ],
  append: (bytes, at, many) => [bytes, Buffer.alloc(1 + many, at % 256)],
} as const satisfies Record<string, Change>

/** Longest piece that is removed, repeated or written over, bytes. */
const pieceMax = 300

export const anyEdit: fc.Arbitrary<Edit> = fc.record({
  how: fc.constantFrom(...(Object.keys(edits) as (keyof typeof edits)[])),
  at: fc.nat(100_000),
  many: fc.nat(pieceMax),
})

/** Mostly one: more seldom leave anything to be understood. */
export const anyEdits: fc.Arbitrary<Edit[]> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(anyEdit) },
  { weight: 1, arbitrary: fc.array(anyEdit, { minLength: 2, maxLength: 6 }) },
)

export function edited(bytes: Buffer, list: readonly Edit[]): Buffer {
  return list.reduce((now, { how, at, many }) => {
    const pieces = edits[how](now, at % (now.length + 1), many)
    return Buffer.concat(pieces.map((piece) => Buffer.from(piece as Buffer)))
  }, bytes)
}

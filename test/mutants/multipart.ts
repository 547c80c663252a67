// Bends of a multipart message: its boundary, its parts' headers and order, what refers to them, where it ends. Starts
// from the fixtures with attachments and from plain envelopes that are packed.

import fc from 'fast-check'
import { boundaryOf, splitParts } from '../../scripts/security-server/mime.ts'
import { envelopes, type Letter, originalOf, packages } from './corpus.ts'
import { anyEdits, type Edit, edited } from './edits.ts'

export interface Packing {
  of: string
  form: keyof typeof forms
  /** Attachments added to those that are there. */
  more: number
  bends: readonly { how: keyof typeof bends; at: number; many: number }[]
  /** Of the whole body. */
  edits: readonly Edit[]
}

interface Part {
  head: string[]
  body: Buffer
}

interface Model {
  contentType: string
  boundary: string
  newline: string
  preamble: string
  end: string
  parts: Part[]
}

const boundary = 'zrazok'
const start = '<soap@zrazok>'

const forms = {
  swa: {
    outer: `multipart/related; type="text/xml"; boundary="${boundary}"`,
    inner: 'text/xml; charset=utf-8',
  },
  mtom: {
    outer:
      'multipart/related; type="application/xop+xml"; start-info="text/xml"; ' +
      `start="${start}"; boundary="${boundary}"`,
    inner: 'application/xop+xml; charset=utf-8; type="text/xml"',
  },
} as const

/** Attached to what had nothing attached: any bytes, among them what looks like a delimiter. */
function attached(number: number): Part {
  const bytes = Array.from({ length: 50 * number }, (_, at) => (at * 31 + number) % 256)
  return {
    head: [
      'Content-Type: application/octet-stream',
      'Content-Transfer-Encoding: binary',
      `Content-ID: <part${number}@zrazok>`,
    ],
    body: Buffer.concat([Buffer.from(`\n--${boundary.slice(0, number)}\r`), Buffer.from(bytes)]),
  }
}

function modelOf({ of, form, more }: Packing): Model {
  const { contentType, body } = originalOf(of)
  const extra = Array.from({ length: more }, (_, at) => attached(at + 1))
  const writing = { boundary, newline: '\r\n', preamble: '', end: `--${boundary}--\r\n` }
  const given = boundaryOf(contentType)
  if (given !== undefined) {
    const parts = splitParts(body, given).map((part) => ({
      ...part,
      head: part.head.split(/\r?\n/),
    }))
    return { ...writing, contentType, parts: [...parts, ...extra] }
  }
  const head = [
    `Content-Type: ${forms[form].inner}`,
    'Content-Transfer-Encoding: 8bit',
    `Content-ID: ${start}`,
  ]
  return { ...writing, contentType: forms[form].outer, parts: [{ head, body }, ...extra] }
}

const pick = (list: readonly string[], many: number) => list[many % list.length] as string

const outerTypes = [
  'multipart/related',
  'Multipart/Related; Boundary=zrazok',
  'multipart/related; boundary=zrazok; boundary=other',
  'multipart/related; boundary="zrazok "',
  'multipart/related; boundary="zraz\\ok"; type="text/xml"',
  'multipart/related; boundary=zrazok; start="<part1@zrazok>"',
  'multipart/related; boundary=zrazok; start="part1@zrazok"; type="application/xop+xml"',
  'multipart/mixed; boundary=zrazok',
  'multipart/form-data; boundary=zrazok',
  'multipart/related; type="application/xop+xml"; start-info="application/soap+xml"; boundary=zrazok',
  'text/xml; charset=utf-8',
  'application/xop+xml; boundary=zrazok',
  `multipart/related; boundary="${'b'.repeat(70)}"`,
  `multipart/related; boundary="${'b'.repeat(71)}"`,
  'multipart/related; boundary=-',
  'multipart/related; boundary=zrazo',
]

const lines = [
  'Content-Type: text/xml; charset=utf-8',
  'Content-Type: text/xml; charset=utf-16',
  'Content-Type: application/soap+xml',
  'Content-Type: image/png',
  'Content-Type:',
  'Content-Type',
  'content-type : text/xml',
  'Content-Type: multipart/related; boundary=inner',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Transfer-Encoding: 7bit',
  'Content-Transfer-Encoding: binary',
  'Content-Transfer-Encoding: x-gzip',
  'Content-ID: <soap@zrazok>',
  'Content-ID: <part1@zrazok>',
  'Content-ID: <certificate@zrazok>',
  'Content-ID: certificate@zrazok',
  'Content-ID: <>',
  'Content-ID:',
  'Content-Length: 5',
  'Content-Disposition: attachment; filename="../../x"',
  ' folded',
  '\tfolded',
  ': nameless',
  'X: \x00',
  'Ж: \xff',
  `X: ${'x'.repeat(20_000)}`,
]

/** What stands where a part's bytes are asked for. */
const includes = [
  'cid:certificate%40zrazok',
  'cid:certificate@zrazok',
  'cid:part1@zrazok',
  'cid:part9@zrazok',
  'cid:soap@zrazok',
  'cid:',
  'cid:%',
  'cid:%ff%fe',
  'part1@zrazok',
  'http://127.0.0.1:1/x',
  'file:///etc/hostname',
].map((href) => `<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="${href}"/>`)

const holders = /(<c:(?:hc1|cose|image|uvci|familyName|recordId|content)>)[^<]*(?=<)/g
const place = (model: Model, at: number) => at % Math.max(1, model.parts.length)

type Change = (model: Model, at: number, many: number) => void

function onPart(change: (part: Part, many: number, at: number) => void): Change {
  return (model, at, many) => {
    const part = model.parts[place(model, at)]
    if (part !== undefined) change(part, many, at)
  }
}

const bends = {
  type: (model, _, many) => {
    model.contentType = pick(outerTypes, many)
  },
  boundary: (model, _, many) => {
    model.boundary = pick(['', 'zrazok-', 'ZRAZOK', 'zrazok ', 'x'.repeat(80)], many)
  },
  end: (model, _, many) => {
    model.end = pick(
      ['', '--', '--zrazok', '--zrazok-', '--zrazok--', '--zrazok--x', '--other--\r\n'],
      many,
    )
  },
  epilogue: (model, _, many) => {
    model.end += 'e'.repeat(many % 20_000)
  },
  preamble: (model, _, many) => {
    model.preamble = pick(
      ['\r\n', 'hello\r\n', '--zrazok\r\n', '--zrazokx\r\n', 'p'.repeat(9000)],
      many,
    )
  },
  newline: (model, _, many) => {
    model.newline = pick(['\n', '\r', '', '\r\r\n', ' \r\n'], many)
  },
  remove: (model, at) => model.parts.splice(place(model, at), 1),
  repeat: (model, at, many) => {
    const part = model.parts[place(model, at)]
    if (part !== undefined) model.parts.push(...Array(many % 20).fill(structuredCopy(part)))
  },
  reverse: (model) => model.parts.reverse(),
  swap: (model, at, many) => {
    const [here, there] = [place(model, at), place(model, many)]
    const [one, other] = [model.parts[here], model.parts[there]]
    if (one && other) Object.assign(model.parts, { [here]: other, [there]: one })
  },
  line: onPart(({ head }, many, at) => head.splice(at % (head.length + 1), 0, pick(lines, many))),
  replaceLine: onPart(({ head }, many, at) =>
    head.splice(at % (head.length + 1), 1, pick(lines, many)),
  ),
  noLine: onPart(({ head }, many) => head.splice(many % (head.length + 1), 1)),
  noHead: onPart((part) => {
    part.head = []
  }),
  body: onPart((part, many, at) => {
    part.body = edited(part.body, [{ how: 'flip', at, many }])
  }),
  cut: onPart((part, _, at) => {
    part.body = part.body.subarray(0, at % (part.body.length + 1))
  }),
  emptied: onPart((part) => {
    part.body = Buffer.alloc(0)
  }),
  include: (model, _, many) => {
    for (const part of model.parts) {
      const text = part.body.toString('latin1')
      part.body = Buffer.from(text.replace(holders, `$1${pick(includes, many)}`), 'latin1')
    }
  },
} as const satisfies Record<string, Change>

/** Buffers are never changed in place, so that a copy may share them. */
const structuredCopy = ({ head, body }: Part): Part => ({ head: [...head], body })

const anyBend = fc.record({
  how: fc.constantFrom(...(Object.keys(bends) as (keyof typeof bends)[])),
  at: fc.nat(10_000),
  many: fc.nat(10_000),
})

const nameOf = ({ name }: { name: string }) => name

export const anyPacking: fc.Arbitrary<Packing> = fc.record({
  of: fc.oneof(fc.constantFrom(...packages.map(nameOf)), fc.constantFrom(...envelopes.map(nameOf))),
  form: fc.constantFrom(...(Object.keys(forms) as (keyof typeof forms)[])),
  more: fc.nat(4),
  bends: fc.oneof({ weight: 2, arbitrary: fc.tuple(anyBend) }, fc.array(anyBend, { maxLength: 4 })),
  edits: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, anyEdits),
})

export function packed(packing: Packing): Letter {
  const model = modelOf(packing)
  for (const { how, at, many } of packing.bends) bends[how](model, at, many)
  const { newline, preamble, parts, end, contentType } = model
  const written = parts.flatMap(({ head, body }) => [
    [`--${model.boundary}`, ...head, '', ''].join(newline),
    body,
    newline,
  ])
  const pieces = [preamble, ...written, end].map((piece) =>
    typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece,
  )
  const body = edited(Buffer.concat(pieces), packing.edits)
  return { method: 'POST', contentType, soapAction: '""', body }
}

import { expect } from 'chai'
import fc from 'fast-check'
import { Failure, type FailureCode } from '../../../src/errors.ts'
import { createMultipartReader } from '../../../src/xroad/parts/mime.ts'
import { boundary, multipart, type Writing } from './multiparts.ts'

interface ReadPart {
  headers: Record<string, string>
  content: Buffer
  ended: boolean
}

/** Reads a body in pieces of so many bytes. */
function read(bytes: Buffer, piece = bytes.length) {
  const parts: ReadPart[] = []
  const reader = createMultipartReader(boundary, (headers) => {
    const part = { headers: Object.fromEntries(headers), content: Buffer.alloc(0), ended: false }
    parts.push(part)
    return {
      write(written) {
        expect(written.length).to.be.greaterThan(0)
        part.content = Buffer.concat([part.content, written])
      },
      end() {
        expect(part.ended).to.equal(false)
        part.ended = true
      },
    }
  })
  for (let at = 0; at < bytes.length; at += piece) reader.write(bytes.subarray(at, at + piece))
  return { parts, closed: reader.end() }
}

/** What every reading of the body gives, whatever the pieces. */
function readAnyhow(text: string | Buffer) {
  const bytes = Buffer.from(text as Buffer)
  const once = read(bytes)
  for (let piece = 1; piece < Math.min(bytes.length, 200); piece++)
    expect(read(bytes, piece), `pieces of ${piece}`).to.deep.equal(once)
  return once
}

function contents(text: string | Buffer): string[] {
  return readAnyhow(text).parts.map(({ content }) => content.toString('latin1'))
}

function expectRefused(code: FailureCode, text: string | Buffer, rule: string) {
  for (const piece of [1, 3, 100_000]) {
    try {
      read(Buffer.from(text as Buffer), piece)
      expect.fail('was read')
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      expect(error.code).to.equal(code)
      expect(error.violations).to.deep.equal([{ path: 'multipart', rule }])
    }
  }
}

const b = `--${boundary}`

describe('a multipart body', () => {
  it('gives the parts in order, whole, with their headers', () => {
    const body = multipart([
      { headers: { 'Content-Type': 'text/xml', 'X-One': 'a' }, content: '<a/>' },
      { headers: { 'Content-ID': '<x@y>' }, content: 'second' },
    ])
    expect(readAnyhow(body)).to.deep.equal({
      parts: [
        {
          headers: { 'content-type': 'text/xml', 'x-one': 'a' },
          content: Buffer.from('<a/>'),
          ended: true,
        },
        { headers: { 'content-id': '<x@y>' }, content: Buffer.from('second'), ended: true },
      ],
      closed: true,
    })
  })

  it('may use line feeds alone', () => {
    const body = multipart([{ content: 'one' }, { content: 'two\n' }], { newline: '\n' })
    expect(contents(body)).to.deep.equal(['one', 'two\n'])
  })

  it('has text before and behind its parts that is passed over', () => {
    const writing: Writing = { preamble: `not ${b} a line\r\n`, epilogue: `${b}\r\n\r\nno part` }
    const body = multipart([{ content: 'one' }], writing)
    expect(readAnyhow(body)).to.deep.include({ closed: true })
    expect(contents(body)).to.deep.equal(['one'])
  })

  it('may have parts without header or content', () => {
    expect(contents(multipart([{ content: '' }, { content: '\r\n' }]))).to.deep.equal(['', '\r\n'])
    expect(contents(`${b}\r\n\r\n${b}--`)).to.deep.equal([''])
    expect(contents(`${b}\n\n${b}--`)).to.deep.equal([''])
  })

  it('keeps content that looks like a delimiter and is none', () => {
    const lookalikes = [
      `${b}x`,
      `\r\n${b}x\r\n`,
      `\r\n${b}-\r\n`,
      `\r\n${b}  x\r\n`,
      `\r\n${b.slice(0, -1)}\r\n`,
      `\r\n-${b}\r\n`,
      ` ${b}--`,
      '\r\r\n\r',
      `\r\n${b}${' '.repeat(200)}\r\n`,
    ]
    for (const content of lookalikes)
      expect(contents(multipart([{ content }, { content: 'next' }]))).to.deep.equal([
        content,
        'next',
      ])
  })

  it('takes white space behind a delimiter for what gateways add', () => {
    expect(contents(`${b} \t \r\n\r\none\r\n${b}\t\r\n\r\ntwo\r\n${b}-- \r\n`)).to.deep.equal([
      'one',
      'two',
    ])
  })

  it('has headers over several lines, in any spelling', () => {
    const body =
      `${b}\r\nCONTENT-type : multipart/mixed;\r\n boundary=x;\r\n\tcharset=UTF-8  \r\nEmpty:\r\n\r\n` +
      `x\r\n${b}--`
    expect(readAnyhow(body).parts[0]?.headers).to.deep.equal({
      'content-type': 'multipart/mixed; boundary=x; charset=UTF-8',
      empty: '',
    })
  })

  it('is not closed when it was cut off anywhere before the last two dashes', () => {
    const body = multipart([{ headers: { A: 'b' }, content: 'one' }, { content: 'two' }])
    const whole = body.lastIndexOf('--') + 2
    for (let length = 0; length < whole; length++)
      expect(read(body.subarray(0, length)).closed, String(length)).to.equal(false)
    expect(read(body.subarray(0, whole)).closed).to.equal(true)
  })

  it('has no part when no line is the delimiter', () => {
    expect(readAnyhow('--other\r\nContent-Type: text/xml\r\n\r\n<a/>\r\n--other--')).to.deep.equal({
      parts: [],
      closed: false,
    })
    expect(readAnyhow(`x${b}\r\n\r\n`).parts).to.deep.equal([])
  })

  it('is refused when a part’s header is none', () => {
    for (const line of ['<a/>', ': x', 'a b: c', ' folded: first'])
      expectRefused('MULTIPART_BROKEN', `${b}\r\n${line}\r\n\r\nx\r\n${b}--`, 'part header')
  })

  it('is refused when a header field stands twice', () => {
    const twice = 'Content-ID: <a>\r\ncontent-id: <b>'
    const rule = 'part header field stands twice'
    expectRefused('MULTIPART_BROKEN', `${b}\r\n${twice}\r\n\r\nx\r\n${b}--`, rule)
  })

  it('is refused when a part ends within its header', () => {
    const rule = 'part without content'
    expectRefused('MULTIPART_BROKEN', `${b}\r\nA: b\r\n${b}--\r\n`, rule)
    expectRefused('MULTIPART_BROKEN', `${b}\r\n${b}\r\n\r\nx`, rule)
  })

  it('is refused when a part’s header is too long, in one line or in many', () => {
    const rule = 'part header too long'
    expectRefused('MULTIPART_BROKEN', `${b}\r\nA: ${'x'.repeat(16_384)}`, rule)
    expectRefused(
      'MULTIPART_BROKEN',
      `${b}\r\n${'A: x\r\n'.slice(0, 4)}\r\n ${'y'.repeat(9000)}\r\n ${'y'.repeat(9000)}\r\n`,
      rule,
    )
    const many = Array.from({ length: 2000 }, (_, at) => `field-${at}: x\r\n`).join('')
    expectRefused('MULTIPART_BROKEN', `${b}\r\n${many}`, rule)
  })

  it('is refused when the headers of its parts are too long together', () => {
    const part = { headers: { A: 'x'.repeat(16_000) }, content: '' }
    const parts = (many: number) => multipart(Array(many).fill(part))
    expect(read(parts(16)).parts).to.have.length(16)
    expectRefused('MULTIPART_BROKEN', parts(17), 'part headers too long together')
  })

  it('reads a value with a long run of white space in no time, and takes off what is around it', () => {
    const value = `x${' '.repeat(16_300)}x`
    const part = { headers: { A: ` \t${value}\t ` }, content: '' }
    const started = performance.now()
    const { parts } = read(multipart(Array(15).fill(part)))
    expect(performance.now() - started).to.be.below(500)
    expect(parts.every(({ headers }) => headers.a === value)).to.equal(true)
  }).timeout(200_000)

  it('is refused when too much stands outside its parts', () => {
    const rule = 'at most 65536 bytes outside the parts'
    expectRefused('MESSAGE_TOO_LARGE', 'x'.repeat(65_537), rule)
    const long = multipart([{ content: 'x' }], { epilogue: 'x'.repeat(65_537) })
    expectRefused('MESSAGE_TOO_LARGE', long, rule)
  })

  it('gives any parts back as they were written, in any pieces', () => {
    const tricky = fc.constantFrom(
      '\r',
      '\n',
      '\r\n',
      '-',
      '--',
      b,
      `\r\n${b}`,
      `\n${b}-`,
      boundary,
      '\0',
      'я',
    )
    const content = fc
      .array(fc.oneof(tricky, fc.uint8Array({ maxLength: 40 })), { maxLength: 12 })
      .map((pieces) => Buffer.concat(pieces.map((piece) => Buffer.from(piece as Uint8Array))))
      // What a writer chooses its boundary not to meet.
      .filter(
        (bytes) =>
          !new RegExp(`\\n${b}(--|[ \\t]*\\r?\\n|[ \\t]*\\r?$)`).test(
            `\n${bytes.toString('latin1')}`,
          ),
      )
    const header = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/)
    const part = fc.record({
      headers: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), header),
      content,
    })
    const pieces = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 })
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), pieces, (parts, sizes) => {
        const body = multipart(parts)
        const found: { headers: object; content: Buffer }[] = []
        const reader = createMultipartReader(boundary, (headers) => {
          const one = { headers: Object.fromEntries(headers), content: Buffer.alloc(0) }
          found.push(one)
          return {
            write: (bytes) => (one.content = Buffer.concat([one.content, bytes])),
            end: () => undefined,
          }
        })
        for (let at = 0, turn = 0; at < body.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          reader.write(body.subarray(at, at + size))
          at += size
        }
        expect(reader.end()).to.equal(true)
        expect(found).to.deep.equal(
          parts.map(({ headers, content }) => ({ headers: { ...headers }, content })),
        )
      }),
      { numRuns: 2000 },
    )
  })

  it('never throws anything but what it says, whatever bytes it is given', () => {
    const piece = fc.oneof(
      fc.constantFrom(b, '\r\n', '\n', '--', ': ', ' ', 'A: b', `\r\n${b}\r\n`),
      fc.uint8Array({ maxLength: 20 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const bytes = Buffer.concat(pieces.map((one) => Buffer.from(one as Uint8Array)))
        try {
          read(bytes, 5)
        } catch (error) {
          expect(error).to.be.instanceOf(Failure)
          expect((error as Failure).code).to.equal('MULTIPART_BROKEN')
        }
      }),
      { numRuns: 2000 },
    )
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { Failure } from '../../src/errors.ts'
import { echoOf } from '../../src/xroad/echo.ts'
import { type Envelope, openEnvelope } from '../../src/xroad/envelope.ts'
import { answer } from '../../src/xroad/reply.ts'
import { difference } from '../../src/xroad/self-check.ts'
import { isVerbatim } from '../../src/xroad/verbatim.ts'
import { envelopes } from '../mutants/corpus.ts'
import { anyBends, bent } from '../mutants/structure.ts'
import { headerBlocks, message, request } from './envelopes.ts'

const name = 'Do_v1Response'
const content = `<${name} xmlns="urn:ours">Ї</${name}>`

/** What `look` says of the request; its document is freed behind it. */
function opened<T>(bytes: Buffer | string, look: (envelope: Envelope) => T): T {
  const envelope = openEnvelope(Buffer.from(bytes))
  try {
    return look(envelope)
  } finally {
    envelope.dispose()
  }
}

const isCopied = (sent: string) =>
  opened(sent, (envelope) => isVerbatim(answer(echoOf(envelope), content).body, envelope, name))

/** The same, not known to be plain: then the answer is read. */
const unsure = (envelope: Envelope): Envelope => ({
  ...envelope,
  parsed: { ...envelope.parsed, plain: false },
})

const plain = request('Do_v1')
const formatted = message(
  [...headerBlocks('Do_v1').map((block) => `\n    ${block}`), '\n  '],
  '<Do_v1/>',
)
  .replace('<soapenv:Header>', '\n  <soapenv:Header>')
  .replace('<soapenv:Body>', '\n  <soapenv:Body>')

describe('an answer around the request’s own bytes', () => {
  it('is known as such, whether the request is compact or formatted', () => {
    expect(isCopied(plain)).to.equal(true)
    expect(isCopied(formatted)).to.equal(true)
  })

  it('is known where nothing is declared in front, or nothing prefixed', () => {
    expect(isCopied(plain.replace(/^<\?xml[^>]*>\s*/, ''))).to.equal(true)
    const bare = plain.replaceAll('soapenv:', '').replace('xmlns:soapenv=', 'xmlns=')
    expect(isCopied(bare.replace('<Do_v1', '<Do_v1 xmlns=""'))).to.equal(true)
  })

  const read: [title: string, sent: string][] = [
    ['a reference', plain.replace('5f1c3b0a', '5f1c3b0&#97;')],
    ['a comment', plain.replace('<soapenv:Body>', '<!-- --><soapenv:Body>')],
    ['no header', plain.replace(/<soapenv:Header>.*<\/soapenv:Header>/s, '')],
    [
      'an empty header',
      plain.replace(/<soapenv:Header>.*<\/soapenv:Header>/s, '<soapenv:Header/>'),
    ],
    ['another attribute on the envelope', plain.replace(' xmlns:', ' id="x" xmlns:')],
    ['an attribute on the header', plain.replace('<soapenv:Header>', '<soapenv:Header id="x">')],
    ['text between blocks', plain.replace('<xrd:id>', 'x<xrd:id>')],
    ['space between blocks that XML does not call so', plain.replace('<xrd:id>', '\u00a0<xrd:id>')],
    ['a header within the header', plain.replace('<xrd:id>', '<soapenv:Header/><xrd:id>')],
    ['space in its end tag', plain.replace('</soapenv:Header>', '</soapenv:Header >')],
    [
      'space in its end tag, and a header in the body',
      plain
        .replace('</soapenv:Header>', '</soapenv:Header >')
        .replace(/<\/soapenv:Body>/, '<soapenv:Header></soapenv:Header></soapenv:Body>'),
    ],
    [
      'a requestHash',
      plain.replace('<xrd:id>', '<xrd:requestHash algorithmId="urn:a">A</xrd:requestHash><xrd:id>'),
    ],
  ]
  for (const [title, sent] of read) {
    it(`is read where the request has ${title}`, () => {
      expect(sent).not.to.equal(plain)
      expect(isCopied(sent)).to.equal(false)
    })
  }

  it('is read when any byte of it is another one, in front of its content or behind', () => {
    opened(formatted, (envelope) => {
      const { body } = answer(echoOf(envelope), content)
      const [start, end] = [
        body.indexOf(content),
        body.indexOf(content) + Buffer.byteLength(content),
      ]
      for (let at = 0; at < body.length; at++) {
        if (at > start + name.length && at < end - name.length - 3) continue
        const changed = Buffer.from(body)
        changed[at] = (body[at] as number) ^ 1
        expect(isVerbatim(changed, envelope, name), `byte ${at}`).to.equal(false)
      }
    })
  })

  it('is read when something stands in front of it or behind', () => {
    opened(plain, (envelope) => {
      const { body } = answer(echoOf(envelope), content)
      for (const longer of [
        Buffer.concat([body, Buffer.of(0x20)]),
        Buffer.concat([Buffer.of(0x20), body]),
      ])
        expect(isVerbatim(longer, envelope, name)).to.equal(false)
      expect(isVerbatim(body.subarray(0, 100), envelope, name)).to.equal(false)
      expect(isVerbatim(body, envelope, 'Other_v1Response')).to.equal(false)
    })
  })

  it('is read when what it begins with is no header, but written as one in front of it', () => {
    const foreign = '<soapenv:Header xmlns:soapenv="urn:other">x</soapenv:Header>'
    const sent = plain.replace('<soapenv:Header>', `${foreign}<soapenv:Header>`)
    opened(sent, (envelope) => {
      const wrong = answer({ ...echoOf(envelope), header: foreign }, content)
      expect(isVerbatim(wrong.body, envelope, name)).to.equal(false)
      expect(difference(wrong, envelope)).to.equal('Header')
    })
  })

  it('would pass when it is read, too, whatever the request looks like', () => {
    let copied = 0
    fc.assert(
      fc.property(fc.constantFrom(...envelopes), anyBends, ({ body }, bends) => {
        try {
          opened(bent(body, bends, true), (envelope) => {
            const reply = answer(echoOf(envelope), content)
            if (!isVerbatim(reply.body, envelope, name)) return
            copied++
            const path = difference(reply, unsure(envelope))
            // The body's name is judged by the service code, which these requests have of their own.
            if (path !== undefined) expect(path).to.equal('Body/*')
          })
        } catch (error) {
          if (!(error instanceof Failure)) throw error
        }
      }),
      { numRuns: 2000 },
    )
    expect(copied).to.be.above(200)
  })
})

import { expect } from 'chai'
import { type CaseState, createState } from '../../scripts/conformance/placeholders.ts'
import { answerTemplate, requestTemplate } from '../../scripts/conformance/template.ts'
import { operationHashes } from '../../src/contract/operations.ts'

const now = new Date('2022-02-10T08:00:00Z')
const uvci = (last: number) => `URN:UVCI:01:UA:${'0'.repeat(31)}${last}`

describe('the template of a request', () => {
  const template = (text: string) => requestTemplate(Buffer.from(text)).toString()

  it('has placeholders for the ids that are used once', () => {
    expect(template('<h><xrd:id a="1">x-1</xrd:id><recordId>r</recordId></h>')).to.equal(
      '<h><xrd:id a="1">{messageId}</xrd:id><recordId>{recordId}</recordId></h>',
    )
  })

  it('tells two records apart and knows the same one again', () => {
    const record = (value: string) => `<recordId>${value}</recordId>`
    expect(template(record('a') + record('b') + record('a'))).to.equal(
      record('{recordId}') + record('{recordId2}') + record('{recordId}'),
    )
  })

  it('leaves placeholders, other elements and bytes of any encoding', () => {
    const text = '<id>{messageId2}</id><ids>1</ids><x:xRoadInstance>1</x:xRoadInstance>'
    expect(template(text)).to.equal(text)
    const bytes = Buffer.from([0xff, 0xfe, 0x3c, 0xe0])
    expect(requestTemplate(bytes).equals(bytes)).to.equal(true)
  })
})

describe('the template of an answer', () => {
  let state: CaseState

  beforeEach(() => {
    state = createState({ worldId: 'a-world', now: () => now })
    state.values.set('messageId', 'm-1')
  })

  function template(inside: string, sent = '', changes = true): string {
    const answer = Buffer.from(`<r>${inside}</r>`)
    const text = String(answerTemplate(answer, { state, sent, changes }))
    return text.replace(/^<\?xml[^>]*>\s*<r>|<\/r>\s*$|\n\s*/g, '')
  }

  for (const [what, inside, expected] of [
    ['the id that was sent', '<id>m-1</id>', '<id>{messageId}</id>'],
    ['a UVCI', `<uvci>${uvci(1)}</uvci>`, '<uvci>{uvci}</uvci>'],
    ['a text', '<hc1>HC1:ABC</hc1><cose>AAAA</cose>', '<hc1>{hc1}</hc1><cose>{cose}</cose>'],
    ['the world’s time', '<asOf>2022-02-10T08:00:01Z</asOf>', '<asOf>{time}</asOf>'],
    ['the world', '<worldId>a-world</worldId>', '<worldId>{worldId}</worldId>'],
    ['a version', '<version>0.1.0</version>', '<version>{version}</version>'],
    [
      'whole days after it',
      '<issuedAt>2022-02-10T08:00:00Z</issuedAt><expiresAt>2022-04-11T08:00:00Z</expiresAt>',
      '<issuedAt>{time}</issuedAt><expiresAt>{time+60d}</expiresAt>',
    ],
    [
      'a picture',
      '<rendering><format>SVG</format><content>AAAA</content></rendering>',
      '<rendering><format>SVG</format><content>{svg}</content></rendering>',
    ],
    [
      'the hash of an operation',
      `<o><code>VerifyCertificate_v1</code><hash>${operationHashes.VerifyCertificate_v1}</hash></o>`,
      '<o><code>VerifyCertificate_v1</code><hash>{hash:VerifyCertificate_v1}</hash></o>',
    ],
  ] as const) {
    it(`has a placeholder for ${what}`, () => {
      expect(template(inside)).to.equal(expected)
    })
  }

  it('tells two certificates apart and knows the same one again', () => {
    const one = (value: string) => `<uvci>${value}</uvci>`
    expect(template(one(uvci(1)) + one(uvci(2)) + one(uvci(1)))).to.equal(
      one('{uvci}') + one('{uvci2}') + one('{uvci}'),
    )
  })

  for (const [what, text] of [
    ['a UVCI of another form', '<uvci>URN:UVCI:01:PL:1</uvci>'],
    ['another time', '<validFrom>2022-01-14T22:00:00.000Z</validFrom>'],
    ['a code', '<outcome>ISSUED</outcome>'],
    ['another world', '<worldId>another</worldId>'],
    ['a hash of no contract', '<o><code>X_v1</code><hash>00</hash></o>'],
    [
      'a picture without a check',
      '<rendering><format>GIF</format><content>AAAA</content></rendering>',
    ],
    ['an item of the content', '<content><name>DOSE</name></content>'],
  ] as const) {
    it(`leaves ${what}`, () => {
      expect(template(text)).to.equal(text)
    })
  }

  it('leaves what the request gave', () => {
    const text = `<uvci>${uvci(1)}</uvci>`
    expect(template(text, text)).to.equal(text)
  })

  it('leaves the key of a certificate that was there before', () => {
    const text = '<keyId>AAAAAAAAAAA=</keyId>'
    expect(template(text, '', false)).to.equal(text)
    expect(template(text)).to.equal('<keyId>{keyId}</keyId>')
  })
})

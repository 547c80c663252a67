import { deflateSync } from 'node:zlib'
import { expect } from 'chai'
import { texts as findings } from '../../src/engine/findings.ts'
import { readGiven } from '../../src/engine/reading.ts'
import { Failure } from '../../src/errors.ts'
import { encodeBase45 } from '../../src/hcert/base45.ts'
import { canvas, jpegOf, pngOf, upright } from '../render/picture/drawn.ts'
import { coseOf, hc1Of, issuerOf, verifierOf } from './foreign.ts'

const issuer = issuerOf()
const hc1 = hc1Of(issuer)
const verify = verifierOf(issuer.trusted)

async function failing(request: Parameters<typeof verify>[0]): Promise<string> {
  const { verdict, step } = await verify(request)
  const failed = step?.find(({ outcome }) => outcome === 'FAILED')
  return `${verdict} ${failed?.name ?? ''} ${failed?.code ?? ''}`.trimEnd()
}

const packed = (bytes: Uint8Array) => `HC1:${encodeBase45(bytes)}`
const stream = deflateSync(coseOf(issuer))
const reorderedPair = '::'

const texts: readonly [code: string, what: string, text: string][] = [
  ['PREFIX_WRONG', 'a text without a prefix', hc1.slice(4)],
  ['PREFIX_WRONG', 'the prefix of another year', hc1.replace('HC1', 'HC2')],
  ['PREFIX_WRONG', 'ten megabytes', 'A'.repeat(10_000_000)],
  ['PREFIX_TEXT_TOO_LONG', 'ten megabytes with a prefix', `HC1:${'0'.repeat(10_000_000)}`],
  ['BASE45_LENGTH', 'a character less', hc1.slice(0, 4 + Math.floor((hc1.length - 4) / 3) * 3 - 2)],
  ['BASE45_CHARACTER', 'a lone surrogate', `${hc1.slice(0, 40)}\ud800${hc1.slice(41)}`],
  ['BASE45_CHARACTER', 'lower case', `HC1:${hc1.slice(4).toLowerCase()}`],
  ['BASE45_OVERFLOW', 'a pair over 255', `HC1:BB8${reorderedPair}`],
  ['ZLIB_NOT_COMPRESSED', 'COSE without compression', packed(coseOf(issuer))],
  ['ZLIB_CUT', 'a stream without its end', packed(stream.subarray(0, -9))],
  ['ZLIB_BROKEN', 'a stream with another checksum', packed(stream.fill(0, stream.length - 2))],
  ['ZLIB_TOO_LARGE', 'a bomb', packed(deflateSync(Buffer.alloc(2_000_000)))],
  [
    'ZLIB_TRAILING_BYTES',
    'bytes after the stream',
    packed(Buffer.concat([deflateSync(coseOf(issuer)), Buffer.of(0)])),
  ],
]

describe('the steps of reading', () => {
  for (const [code, what, text] of texts) {
    it(`end at ${code} with ${what}`, async () => {
      expect(await failing({ hc1: text })).to.equal(`INVALID ${code.split('_')[0]} ${code}`)
    })
  }

  it('take a picture, PNG or JPEG, which is a step of its own', async () => {
    for (const picture of [pngOf(upright(hc1)), jpegOf(upright(hc1))]) {
      const { verdict, step = [] } = await verify({ image: picture.toString('base64') })
      expect(verdict).to.equal('VALID')
      expect(step.slice(0, 3).map(({ name, outcome }) => `${name} ${outcome}`)).to.deep.equal([
        'PICTURE PASSED',
        'PREFIX PASSED',
        'BASE45 PASSED',
      ])
    }
  })

  it('end at the picture where it has no code, and reach nothing', async () => {
    const image = jpegOf(canvas(64, 64)).toString('base64')
    const { verdict, step = [] } = await verify({ image, country: 'UA' })
    const [picture, ...others] = step
    expect([verdict, picture?.outcome, picture?.code]).to.deep.equal([
      'INVALID',
      'FAILED',
      'PICTURE_NO_CODE',
    ])
    expect(new Set(others.map(({ code }) => code))).to.deep.equal(new Set(['NOT_REACHED']))
    expect(others[0]?.name).to.equal('PREFIX')
    expect(others.at(-1)?.name).to.equal('NATIONAL_RULES')
  })

  it('give no verdict where the picture could not be read by a fault of ours', async () => {
    const failure = new Failure('ENGINE_UNAVAILABLE')
    const reading = readGiven({ image: '' }, () => Promise.reject(failure))
    expect(await reading.catch((thrown) => thrown)).to.equal(failure)
  })

  it('end at the text of a picture as at a text', async () => {
    const image = pngOf(upright('HC1:BB8::')).toString('base64')
    expect(await failing({ image })).to.equal('INVALID BASE45 BASE45_OVERFLOW')
  })

  it('ask for no picture where none was given', async () => {
    const { step = [] } = await verify({ hc1 })
    expect(step[0]?.name).to.equal('PREFIX')
  })

  it('have a text in both languages for every way to end', () => {
    for (const [code, [uk, en]] of Object.entries(findings)) {
      expect(uk, code).to.match(/^[А-ЯҐЄІЇ].*\.$/)
      expect(en, code).to.match(/^[A-Z].*\.$/)
    }
  })
})

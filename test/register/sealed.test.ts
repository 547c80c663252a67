import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import * as fc from 'fast-check'
import { Failure } from '../../src/errors.ts'
import { createSeals, type Part, type SealsOptions } from '../../src/register/sealed.ts'
import { rotatedSeals, seals, secret } from './entries.ts'

const bytes = Buffer.from('a certificate')
const context = Buffer.from('its row')

function causeOf(act: () => unknown): string {
  try {
    act()
    return 'none'
  } catch (error) {
    return error instanceof Failure && error.cause instanceof Error ? error.cause.message : 'other'
  }
}

describe('keyed hashes', () => {
  it('are HMAC-SHA-256 of the parts as netstrings', () => {
    const expected = createHmac('sha256', secret('p1').key).update('5:event8:Київ-0:').digest()
    expect(seals.hash('event', 'Київ', undefined, '')).to.deep.equal(expected)
  })

  it('differ for any two lists of parts, and for any two domains', () => {
    const part = fc.option(fc.string({ maxLength: 6 }), { nil: undefined })
    const list = fc.array(part, { maxLength: 4 })
    const hex = (domain: string, parts: Part[]) =>
      Buffer.from(seals.hash(domain, ...parts)).toString('hex')
    const injective = fc.property(list, list, (one, other) => {
      const equal = JSON.stringify(one) === JSON.stringify(other)
      expect(hex('a', one) === hex('a', other)).to.equal(equal)
      expect(hex('a', one)).not.to.equal(hex('b', one))
    })
    fc.assert(injective, { numRuns: 500 })
    expect(hex('a', ['bc'])).not.to.equal(hex('a', ['b', 'c']))
    expect(hex('a', ['1:b'])).not.to.equal(hex('a', ['', 'b']))
  })

  it('are given under every active pepper, the current one first', () => {
    const [current, older] = rotatedSeals.hashes('event', 'x')
    expect(current).to.deep.equal(rotatedSeals.hash('event', 'x'))
    expect(older).to.deep.equal(seals.hash('event', 'x'))
    expect(rotatedSeals.pepperId).to.equal('p2')
  })
})

describe('sealing', () => {
  it('opens again what it sealed, with the key id in front', () => {
    const sealed = Buffer.from(seals.seal(bytes, context))
    expect(sealed.subarray(0, 3).toString()).to.equal('\u0002d1')
    expect(sealed).to.have.length(3 + 12 + bytes.length + 16)
    expect(Buffer.from(seals.open(new Uint8Array(sealed), context))).to.deep.equal(bytes)
  })

  it('opens what the older delivery key sealed, and seals with the current one', () => {
    expect(rotatedSeals.open(seals.seal(bytes, context), context)).to.deep.equal(bytes)
    expect(Buffer.from(rotatedSeals.seal(bytes, context)).toString('latin1', 1, 3)).to.equal('d2')
  })

  it('takes its nonce from the randomness it is given', () => {
    const fixed = createSeals({
      peppers: [secret('p1')],
      deliveryKeys: [secret('d1')],
      randomBytes: (length) => Buffer.alloc(length, 7),
    })
    expect(fixed.seal(bytes, context)).to.deep.equal(fixed.seal(bytes, context))
    expect(seals.seal(bytes, context)).not.to.deep.equal(seals.seal(bytes, context))
  })

  it('opens nothing without the key, saying which is missing', () => {
    const sealed = rotatedSeals.seal(bytes, context)
    expect(causeOf(() => seals.open(sealed, context))).to.equal(
      'no delivery key "d2" is configured',
    )
    expect(causeOf(() => seals.open(Buffer.alloc(0), context))).to.match(/no delivery key ""/)
  })

  it('opens nothing that was changed, cut or moved to another row', () => {
    const sealed = Buffer.from(seals.seal(bytes, context))
    const changed = Buffer.from(sealed)
    changed[20] = (changed[20] as number) ^ 1
    const wrong = [
      [changed, context],
      [sealed.subarray(0, -1), context],
      [sealed.subarray(0, 10), context],
      [sealed, Buffer.from('another row')],
    ] as const
    for (const [what, where] of wrong) {
      expect(causeOf(() => seals.open(what, where))).to.match(/changed or belongs elsewhere/)
    }
  })
})

describe('keys', () => {
  const good: SealsOptions = { peppers: [secret('p1')], deliveryKeys: [secret('d1')] }
  const short = { id: 'p1', key: Buffer.alloc(16) }
  const refused: [string, Partial<SealsOptions>, RegExp][] = [
    ['of another length than 32 bytes', { peppers: [short] }, /not 32 bytes/],
    ['with a malformed id', { peppers: [{ ...secret('p'), id: 'p 1' }] }, /malformed/],
    ['with the same id twice', { deliveryKeys: [secret('d1'), secret('d1')] }, /same id/],
    ['of which none is given', { peppers: [] }, /one or two peppers/],
    ['of which three are given', { peppers: ['a', 'b', 'c'].map(secret) }, /one or two peppers/],
  ]
  for (const [title, options, reason] of refused) {
    it(`${title} are refused`, () => {
      expect(causeOf(() => createSeals({ ...good, ...options }))).to.match(reason)
    })
  }

  it('are told apart by fingerprints that differ by kind, id and key', () => {
    const all = [
      ...rotatedSeals.fingerprints(),
      ...createSeals({ peppers: [secret('d1')], deliveryKeys: [secret('p1')] }).fingerprints(),
    ]
    const texts = all.map(({ fingerprint }) => Buffer.from(fingerprint).toString('hex'))
    expect(new Set(texts).size).to.equal(6)
  })
})

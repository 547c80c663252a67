import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { enveloped } from '../../../src/render/encrypt/envelope.ts'
import { type Recipient, recipientOf } from '../../../src/render/encrypt/recipient.ts'
import { type MadeRecipient, makeRecipient } from './openssl.ts'

/** A little later than the certificates of these tests are made. */
const now = new Date(Date.now() + 3_600_000)
const bytes = Buffer.from('<a>Лише для отримувача</a>')

describe('the envelope', () => {
  const made: MadeRecipient[] = []
  after(() => {
    for (const one of made) one.remove()
  })

  function recipient(...args: Parameters<typeof makeRecipient>): [MadeRecipient, Recipient] {
    const one = makeRecipient(...args)
    made.push(one)
    const found = recipientOf(one.certificate, now)
    if (typeof found !== 'object') throw new Error(found)
    return [one, found]
  }

  for (const [name, key, extensions] of [
    ['an RSA key of 2048 bits', 'rsa:2048', ['keyUsage=critical,keyEncipherment']],
    ['an RSA key of 3072 bits without a key usage', 'rsa:3072', []],
    ['a P-256 key', 'ec -pkeyopt ec_paramgen_curve:P-256', ['keyUsage=keyAgreement']],
    ['a P-384 key', 'ec -pkeyopt ec_paramgen_curve:P-384', []],
  ] as const) {
    it(`for ${name} is opened by OpenSSL`, () => {
      const [owner, read] = recipient(key, extensions)
      for (const length of [0, 1, 15, 16, 17, 100_000]) {
        const content = randomBytes(length)
        const opened = owner.decrypt(enveloped(content, read, randomBytes))
        expect(opened.equals(content), `${length} bytes`).to.equal(true)
      }
    }).timeout(60_000)
  }

  it('is opened by nobody else', () => {
    const [, mine] = recipient('ec -pkeyopt ec_paramgen_curve:P-256')
    const [other] = recipient('ec -pkeyopt ec_paramgen_curve:P-256')
    expect(() => other.decrypt(enveloped(bytes, mine, randomBytes))).to.throw()
  })

  it('says which algorithms it uses, as other readers know them', () => {
    const printed = (key: string) => {
      const [, read] = recipient(key)
      const input = enveloped(bytes, read, randomBytes)
      const args = ['cms', '-cmsout', '-print', '-noout', '-inform', 'DER']
      return execFileSync('openssl', args, { input }).toString()
    }
    const rsa = printed('rsa:2048')
    for (const word of ['rsaesOaep', 'sha256', 'mgf1', 'aes-256-cbc', 'pkcs7-envelopedData'])
      expect(rsa).to.include(word)
    const ec = printed('ec -pkeyopt ec_paramgen_curve:P-384')
    for (const word of ['dhSinglePass-stdDH-sha384kdf-scheme', 'id-aes256-wrap', 'aes-256-cbc'])
      expect(ec).to.include(word)
  })

  it('shows nothing of its content and is another one each time', () => {
    const [, read] = recipient('rsa:2048')
    const [first, second] = [1, 2].map(() => enveloped(bytes, read, randomBytes))
    expect(first?.includes('отримувача')).to.equal(false)
    expect(first?.subarray(-32).equals(second?.subarray(-32) as Buffer)).to.equal(false)
  })
})

import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect } from 'chai'
import { isSwissList, readSwissList } from '../../../src/keys/trust/swiss.ts'
import { maySign, typesOf } from '../../../src/usage.ts'

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
const keyId = 'AAECAwQFBgc='

/** As the Swiss list writes numbers: base64, not base64url. */
const numbers = (key: KeyObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(key.export({ format: 'jwk' })).map(([name, value]) => [
      name,
      name === 'crv' ? value : Buffer.from(String(value), 'base64url').toString('base64'),
    ]),
  )
const whole = (key: KeyObject) => ({
  subjectPublicKeyInfo: key.export({ type: 'spki', format: 'der' }).toString('base64'),
})

const es256: Record<string, unknown> = { keyId, use: 'sig', alg: 'ES256', ...numbers(ec) }
const rs256: Record<string, unknown> = { keyId, use: 'sig', alg: 'RS256', ...numbers(rsa) }

describe('a Swiss key list', () => {
  const read = async (...certs: unknown[]) => {
    const { keys, leftOut } = await readSwissList({ certs })
    return { keys, why: leftOut.map(({ reason }) => reason) }
  }

  it('is told from its members', () => {
    for (const list of [{ certs: [] }, { activeKeyIds: [keyId] }, { certs: [], activeKeyIds: [] }])
      expect(isSwissList(list), JSON.stringify(list)).to.equal(true)
    const others = [
      {},
      [],
      null,
      { certs: {} },
      { activeKeyIds: [1] },
      { certs: [], activeKeyIds: 1 },
    ]
    for (const other of others) expect(isSwissList(other), JSON.stringify(other)).to.equal(false)
  })

  const forms: [string, object, string, KeyObject][] = [
    ['the numbers of a P-256 key', es256, 'ES256', ec],
    ['the numbers of an RSA key', rs256, 'PS256', rsa],
    ['an RSA key called PS256', { ...rs256, alg: 'PS256' }, 'PS256', rsa],
    ['a whole P-256 key', { keyId, use: 'sig', alg: 'ES256', ...whole(ec) }, 'ES256', ec],
    ['a whole RSA key', { keyId, use: 'sig', alg: 'RS256', ...whole(rsa) }, 'PS256', rsa],
  ]
  for (const [title, entry, alg, publicKey] of forms)
    it(`gives ${title}, with neither certificate nor country`, async () => {
      const { keys } = await read(entry)
      expect(keys).to.have.length(1)
      const [found] = keys
      expect(found?.keyId).to.equal(keyId)
      expect(found?.key).to.include({ alg, certificate: undefined, country: undefined })
      expect(found?.key.publicKey.equals(publicKey)).to.equal(true)
      expect(found?.key.notBefore.getTime()).to.be.lessThan(0)
      expect(found?.key.notAfter.getFullYear()).to.be.greaterThan(9999)
    })

  const uses: [string, string[]][] = [
    ['sig', ['test', 'vaccination', 'recovery']],
    ['v', ['vaccination']],
    ['t', ['test']],
    ['r', ['recovery']],
    ['tr', ['test', 'recovery']],
    ['lv', ['vaccination']],
  ]
  for (const [use, types] of uses)
    it(`means ${types} by ${use}`, async () => {
      const { keys } = await read({ ...es256, use })
      const usages = keys[0]?.key.extendedKeyUsage
      expect(typesOf(usages)).to.have.members(types)
      expect(maySign(usages, 'vaccination')).to.equal(types.includes('vaccination'))
    })

  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
  const large = generateKeyPairSync('rsa', { modulusLength: 4104 }).publicKey
  const hostile = { toString: 1 }
  const bad: [string, unknown, string][] = [
    ['a key for certificates without content', { ...es256, use: 'l' }, 'NOT_A_SIGNER'],
    ['P-384', { keyId, use: 'sig', alg: 'ES256', ...whole(p384) }, 'KEY_UNFIT'],
    ['P-384 by its numbers', { ...es256, ...numbers(p384) }, 'UNREADABLE'],
    ['RSA of 1024 bits', { ...rs256, ...numbers(weak) }, 'KEY_UNFIT'],
    ['RSA of more than 4096 bits', { ...rs256, ...numbers(large) }, 'KEY_UNFIT'],
    ['a P-256 key labelled as RSA', { ...es256, alg: 'RS256' }, 'KEY_UNFIT'],
    ['an RSA key labelled as P-256', { ...rs256, alg: 'ES256' }, 'KEY_UNFIT'],
    ['an unknown algorithm', { ...es256, alg: 'toString' }, 'KEY_UNFIT'],
    ['an algorithm that is no text', { ...es256, alg: hostile }, 'KEY_UNFIT'],
    ['no identifier', { ...es256, keyId: undefined }, 'UNREADABLE'],
    ['an identifier of another length', { ...es256, keyId: 'AAEC' }, 'UNREADABLE'],
    ['a use that is no text', { ...es256, use: hostile }, 'UNREADABLE'],
    ['a point that is not on the curve', { ...es256, x: es256.y }, 'UNREADABLE'],
    [
      'broken bytes',
      { keyId, use: 'sig', alg: 'ES256', subjectPublicKeyInfo: 'AAAA' },
      'UNREADABLE',
    ],
    ['no key', { keyId, use: 'sig', alg: 'ES256' }, 'UNREADABLE'],
    ['text', 'text', 'UNREADABLE'],
    ['null', null, 'UNREADABLE'],
  ]
  for (const [title, entry, reason] of bad)
    it(`leaves out ${title}, and goes on`, async () => {
      const { keys, why } = await read(entry, es256)
      expect(why).to.deep.equal([reason])
      expect(keys).to.have.length(1)
    })

  it('may have identifiers in force alone', async () => {
    expect(await readSwissList({ activeKeyIds: [keyId] })).to.deep.equal({ keys: [], leftOut: [] })
  })
})

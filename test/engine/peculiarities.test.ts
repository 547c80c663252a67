// What other countries' certificates may be like and are valid all the same: one row each, as found among published
// codes. docs/verification.md prints the same list.

import { generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import { encodeCbor } from '../../src/hcert/cbor.ts'
import {
  claims,
  cwtOf,
  dcc,
  event,
  float64,
  hc1Of,
  issuerOf,
  type Layers,
  mapOf,
  member,
  rawMember,
  testEvent,
  verdictOf,
} from './foreign.ts'
import { noon } from './samples.ts'

const issuer = issuerOf()
const { keyId } = issuer
const at = noon.getTime() / 1000

const withEvent = (changes: object) => cwtOf({ ...dcc, v: [{ ...event, ...changes }] })
const withTest = (changes: object) =>
  cwtOf({ ver: '1.3.0', nam: dcc.nam, dob: dcc.dob, t: [{ ...testEvent, ...changes }] })
const alg = member(1, -7)
const kid = member(4, keyId)

/** The payload with one member of the test's entry written by hand. */
function withRawTest(name: string, value: Uint8Array): Buffer {
  const { [name as 'sc']: _left, ...rest } = testEvent
  const entry = mapOf(
    ...Object.entries(rest).map(([key, of]) => member(key, of)),
    rawMember(name, value),
  )
  const payload = mapOf(
    member('ver', '1.3.0'),
    member('nam', dcc.nam),
    member('dob', '1985'),
    rawMember('t', Buffer.concat([Buffer.of(0x81), entry])),
  )
  return mapOf(claims.iss, claims.iat, claims.exp, rawMember(-260, mapOf(rawMember(1, payload))))
}

/** The map without a length, as hcert-kotlin writes it. */
const indefinite = (map: Buffer) =>
  Buffer.concat([Buffer.of(0xbf), map.subarray(1), Buffer.of(0xff)])

const tolerated: readonly [peculiarity: string, who: string, layers: () => Layers][] = [
  ['no tag', 'QA suite', () => ({ tags: '' })],
  ['CWT and COSE tags', 'vector CO28', () => ({ tags: 'd83dd2' })],
  [
    'key id and algorithm unprotected',
    'vectors CO20–CO23',
    () => ({
      protectedBytes: Buffer.alloc(0),
      unprotected: new Map<unknown, unknown>([
        [1, -7],
        [4, keyId],
      ]),
    }),
  ],
  [
    'an empty map for a protected header',
    'vectors CO20–CO23',
    () => ({
      protectedBytes: Buffer.of(0xa0),
      unprotected: new Map<unknown, unknown>([
        [1, -7],
        [4, keyId],
      ]),
    }),
  ],
  [
    'key id in both headers: the protected one counts',
    'hcert-spec',
    () => ({ unprotected: new Map([[4, Buffer.alloc(8)]]) }),
  ],
  [
    'a content type in the header',
    'GR HR SK ES',
    () => ({ protectedBytes: mapOf(alg, kid, member(3, 'application/cwt')) }),
  ],
  ['key id before algorithm', 'several', () => ({ protectedBytes: mapOf(kid, alg) })],
  [
    'times as floats',
    'ES HU LI',
    () => ({
      payload: mapOf(
        claims.iss,
        rawMember(4, float64(at + 86_400)),
        rawMember(6, float64(at - 60.25)),
        claims.hcert(),
      ),
    }),
  ],
  [
    'claims in another order',
    'most',
    () => ({ payload: mapOf(claims.iat, claims.exp, claims.hcert(), claims.iss) }),
  ],
  [
    'further claims',
    'TG',
    () => ({
      payload: mapOf(
        claims.iss,
        member(2, 'x'),
        claims.iat,
        claims.exp,
        member(7, Buffer.of(1)),
        claims.hcert(),
      ),
    }),
  ],
  ['no issuer', 'hcert-spec', () => ({ payload: mapOf(claims.iat, claims.exp, claims.hcert()) })],
  ['maps without a length', 'AT', () => ({ payload: indefinite(cwtOf()) })],
  ['a text in chunks', 'RFC 8949', () => ({ payload: withRawTest('is', inChunks('Exem', 'pel')) })],
  [
    'a date-time under tag 0',
    'AD EE HU RO SI SE TH',
    () => ({
      payload: withRawTest('sc', Buffer.concat([Buffer.of(0xc0), encodeCbor(testEvent.sc)])),
    }),
  ],
  [
    'integers longer than they need be',
    'RFC 8949',
    () => ({
      payload: mapOf(
        claims.iss,
        claims.iat,
        rawMember(4, Buffer.from(`1b00000000${(at + 86_400).toString(16)}`, 'hex')),
        claims.hcert(),
      ),
    }),
  ],
  ['absent types as null', 'several', () => ({ payload: cwtOf({ ...dcc, t: null, r: null }) })],
  ['absent members as null', 'several', () => ({ payload: withTest({ nm: null, tc: null }) })],
  [
    'doses as floats',
    'IE',
    () => ({
      payload: mapOf(
        claims.iss,
        claims.iat,
        claims.exp,
        rawMember(-260, mapOf(rawMember(1, floatDoses()))),
      ),
    }),
  ],
  [
    'blanks around codes',
    'GR',
    () => ({ payload: withEvent({ mp: 'EU/1/20/1528 ', vp: ' 1119349007' }) }),
  ],
  ['a withdrawn code', 'UA and others', () => ({ payload: withEvent({ vp: 'J07BX03' }) })],
  [
    'an identifier in lower case',
    'CH and others',
    () => ({ payload: withEvent({ ci: 'urn:uvci:01:se:exempel' }) }),
  ],
  [
    'an identifier without a prefix',
    'several',
    () => ({ payload: withEvent({ ci: '01SE/EXEMPEL/1' }) }),
  ],
  [
    'an identifier with another checksum',
    'BG DE FI IE IT LU PT',
    () => ({ payload: withEvent({ ci: 'URN:UVCI:01:SE:EXEMPEL#0' }) }),
  ],
  ['a day with a time', 'several', () => ({ payload: withEvent({ dt: '2022-01-10T00:00:00' }) })],
  [
    'a birth date with a time',
    'several',
    () => ({ payload: cwtOf({ ...dcc, dob: '1985-02-27T00:00:00' }) }),
  ],
  ['a month of birth', 'schema 1.3', () => ({ payload: cwtOf({ ...dcc, dob: '1985-02' }) })],
  ['no birth date', 'schema 1.3', () => ({ payload: cwtOf({ ...dcc, dob: '' }) })],
  [
    'an offset without a colon',
    'several',
    () => ({ payload: withTest({ sc: '2022-02-10T08:00:00+0200' }) }),
  ],
  [
    'a sample time with fractions',
    'several',
    () => ({ payload: withTest({ sc: '2022-02-10T08:00:00.123456Z' }) }),
  ],
  [
    'other signs in the Latin name',
    'several',
    () => ({ payload: cwtOf({ ...dcc, nam: { fnt: 'D’EXEMPEL-Å', gnt: 'x' } }) }),
  ],
  [
    'a given name alone',
    'schema 1.3.2',
    () => ({ payload: cwtOf({ ...dcc, nam: { gnt: 'EXEMPEL' } }) }),
  ],
  [
    'members of older schemas',
    'UA June 2021',
    () => ({ payload: withTest({ dr: '2022-02-10T09:00:00Z' }) }),
  ],
  ['members of its own', 'SG', () => ({ payload: cwtOf({ ...dcc, meta: { id: 1 } }) })],
  [
    'quotes in the issuer',
    'UA',
    () => ({ payload: withEvent({ is: 'State Enterprise "EXEMPEL"' }) }),
  ],
  ['a schema of 2021', 'several', () => ({ payload: cwtOf({ ...dcc, ver: '1.0.0' }) })],
]

function inChunks(...chunks: string[]): Buffer {
  return Buffer.concat([Buffer.of(0x7f), ...chunks.map(encodeCbor), Buffer.of(0xff)])
}

function floatDoses(): Buffer {
  const { dn, sd, ...rest } = event
  const entry = mapOf(
    ...Object.entries(rest).map(([key, of]) => member(key, of)),
    rawMember('dn', float64(dn)),
    rawMember('sd', float64(sd)),
  )
  return mapOf(
    member('ver', '1.3.0'),
    member('nam', dcc.nam),
    member('dob', '1985'),
    rawMember('v', Buffer.concat([Buffer.of(0x81), entry])),
  )
}

describe('certificates of other countries', () => {
  for (const [peculiarity, who, layers] of tolerated) {
    it(`may have ${peculiarity} (${who})`, async () => {
      expect(await verdictOf(issuer, hc1Of(issuer, layers()))).to.equal('VALID')
    })
  }

  for (const modulusLength of [2048, 3072]) {
    it(`may be signed with PS256 and ${modulusLength} bits (vector CO2)`, async () => {
      const rsa = issuerOf('PS256', generateKeyPairSync('rsa', { modulusLength }))
      expect(await verdictOf(rsa, hc1Of(rsa))).to.equal('VALID')
    })
  }
})

import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { expect } from 'chai'
import { encodeCbor } from '../../src/hcert/cbor.ts'
import { encodeHc1 } from '../../src/hcert/hc1.ts'
import {
  claims,
  coseOf,
  cwtOf,
  dcc,
  event,
  float64,
  hc1Of,
  type Issuer,
  issuerOf,
  type Layers,
  mapOf,
  member,
  rawMember,
  testEvent,
  verdictOf,
  verifierOf,
} from './foreign.ts'
import { noon } from './samples.ts'

const issuer = issuerOf()
const rsa = issuerOf('PS256')
const header = (alg: unknown) => mapOf(member(1, alg), member(4, issuer.keyId))

/** A text whose bytes are no UTF-8: a lone surrogate (RFC 3629 §3). */
const surrogate = Buffer.from('63eda080', 'hex')

const refused: readonly [verdict: string, what: string, by: Issuer, layers: Layers][] = [
  ['COSE COSE_TAG', 'a message of many signatures', issuer, { tags: 'd862' }],
  ['COSE COSE_TAG', 'a CWT of no signature', issuer, { tags: 'd83d' }],
  ['CBOR CBOR_ILL_FORMED', 'a tag around what is no CBOR', issuer, { tags: 'c11c' }],
  ['CBOR CBOR_CUT', 'a tag with a number cut short', issuer, { tags: 'd86282' }],
  [
    'COSE COSE_CRITICAL_HEADER',
    'a critical parameter',
    issuer,
    { protectedBytes: mapOf(member(1, -7), member(2, [4])) },
  ],
  [
    'KEY KEY_ID_MISSING',
    'a message that names no key',
    issuer,
    { protectedBytes: mapOf(member(1, -7)) },
  ],
  ['SIGNATURE ALGORITHM_UNKNOWN', 'ES384', issuer, { protectedBytes: header(-35) }],
  [
    'SIGNATURE ALGORITHM_UNKNOWN',
    'no algorithm',
    issuer,
    { protectedBytes: mapOf(member(4, issuer.keyId)) },
  ],
  [
    'SIGNATURE ALGORITHM_UNKNOWN',
    'RSASSA-PKCS1-v1_5 with SHA-256',
    rsa,
    { protectedBytes: header(-257), signature: (bytes) => sign('sha256', bytes, rsa.privateKey) },
  ],
  [
    'SIGNATURE KEY_ALGORITHM_DIFFERS',
    'the algorithm of RSA over an ECDSA signature (CO27)',
    issuer,
    { protectedBytes: header(-37) },
  ],
  [
    'SIGNATURE KEY_ALGORITHM_DIFFERS',
    'the algorithm of ECDSA over an RSA signature',
    rsa,
    { protectedBytes: header(-7) },
  ],
  [
    'SIGNATURE ALGORITHM_UNKNOWN',
    'an HMAC with the public key for its secret',
    issuer,
    {
      protectedBytes: header(5),
      signature: (bytes) =>
        createHmac('sha256', issuer.trusted.publicKey.export({ type: 'spki', format: 'der' }))
          .update(bytes)
          .digest(),
    },
  ],
  [
    'SIGNATURE SIGNATURE_LENGTH',
    'an ECDSA signature in DER',
    issuer,
    { signature: (bytes) => sign('sha256', bytes, issuer.privateKey) },
  ],
  ['SIGNATURE SIGNATURE_LENGTH', 'no signature', issuer, { signature: () => Buffer.alloc(0) }],
  [
    'SIGNATURE SIGNATURE_WRONG',
    'r and s that are nothing',
    issuer,
    { signature: () => Buffer.alloc(64) },
  ],
  [
    'SIGNATURE SIGNATURE_WRONG',
    'RSASSA-PKCS1-v1_5 called PSS',
    rsa,
    { signature: (bytes) => sign('sha256', bytes, rsa.privateKey) },
  ],
  [
    'CBOR CBOR_DUPLICATE_KEY',
    'two issuers',
    issuer,
    { payload: mapOf(claims.iss, claims.iss, claims.iat, claims.exp, claims.hcert()) },
  ],
  [
    'CBOR CBOR_TRAILING_BYTES',
    'bytes after the claims',
    issuer,
    { payload: Buffer.concat([cwtOf(), Buffer.of(0)]) },
  ],
  [
    'CBOR CBOR_TOO_DEEP',
    'a hundred arrays in each other',
    issuer,
    { payload: Buffer.concat([Buffer.alloc(100, 0x81), Buffer.of(0)]) },
  ],
  [
    'CBOR CBOR_CUT',
    'an array of four thousand million items',
    issuer,
    { payload: Buffer.from('9affffffff00', 'hex') },
  ],
  [
    'CBOR CBOR_CUT',
    'a map of 2^52 members',
    issuer,
    { payload: Buffer.from('bb0010000000000000', 'hex') },
  ],
  [
    'CBOR CBOR_NOT_UTF8',
    'a lone surrogate',
    issuer,
    { payload: mapOf(rawMember(1, surrogate), claims.iat, claims.exp, claims.hcert()) },
  ],
  [
    'CWT CWT_NO_TIME',
    'no expiry',
    issuer,
    { payload: mapOf(claims.iss, claims.iat, claims.hcert()) },
  ],
  [
    'CWT CWT_NO_CERTIFICATE',
    'another health certificate',
    issuer,
    { payload: mapOf(claims.iss, claims.iat, claims.exp, rawMember(-260, mapOf(member(2, dcc)))) },
  ],
  [
    'SCHEMA SCHEMA_NO_EVENT',
    'no event',
    issuer,
    { payload: cwtOf({ ver: '1.3.0', nam: dcc.nam, dob: '' }) },
  ],
  [
    'SCHEMA SCHEMA_NO_EVENT',
    'an empty list of events',
    issuer,
    { payload: cwtOf({ ...dcc, v: [] }) },
  ],
  [
    'SCHEMA SCHEMA_SEVERAL_EVENTS',
    'two vaccinations',
    issuer,
    { payload: cwtOf({ ...dcc, v: [event, event] }) },
  ],
  [
    'SCHEMA SCHEMA_SEVERAL_EVENTS',
    'a vaccination and a test',
    issuer,
    { payload: cwtOf({ ...dcc, t: [testEvent] }) },
  ],
  [
    'SCHEMA SCHEMA_NO_EVENT',
    'a payload that is text',
    issuer,
    {
      payload: mapOf(
        claims.iss,
        claims.iat,
        claims.exp,
        rawMember(-260, mapOf(rawMember(1, encodeCbor('v')))),
      ),
    },
  ],
]

/** Which steps had which outcome, by name. */
async function outcomes(by: Issuer, hc1: string, changes: object = {}) {
  const { step = [] } = await verifierOf({ ...by.trusted, ...changes })({ hc1 })
  return Object.fromEntries(step.map((one) => [one.name, one]))
}

describe('the judgements', () => {
  for (const [verdict, what, by, layers] of refused) {
    it(`answer ${verdict} to ${what}`, async () => {
      expect(await verdictOf(by, hc1Of(by, layers))).to.equal(`INVALID ${verdict}`)
    })
  }

  for (const [name, certificate] of [
    ['tg', { ...dcc, v: [{ ...event, tg: '1' }] }],
    ['vp', { ...dcc, v: [{ ...event, vp: '1' }] }],
    ['mp', { ...dcc, v: [{ ...event, mp: '1' }] }],
    ['ma', { ...dcc, v: [{ ...event, ma: '1' }] }],
    ['tt', { ...dcc, v: undefined, t: [{ ...testEvent, tt: '1' }] }],
    ['tr', { ...dcc, v: undefined, t: [{ ...testEvent, tr: '1' }] }],
  ] as const) {
    it(`know no code that was in no value set: ${name}`, async () => {
      const found = await outcomes(issuer, hc1Of(issuer, { payload: cwtOf(certificate) }))
      expect(found.VALUE_SETS?.textEn).to.match(new RegExp(`\\(/[vt]/0/${name}\\)$`))
    })
  }

  it('do not judge the device of a test', async () => {
    const certificate = { ...dcc, v: undefined, t: [{ ...testEvent, ma: '9999999' }] }
    expect(await verdictOf(issuer, hc1Of(issuer, { payload: cwtOf(certificate) }))).to.equal(
      'VALID',
    )
  })

  it('refuse a key of another curve, whoever trusts it', async () => {
    const p384 = issuerOf('ES256', generateKeyPairSync('ec', { namedCurve: 'P-384' }))
    expect(await verdictOf(p384, hc1Of(p384))).to.equal('INVALID SIGNATURE KEY_ALGORITHM_DIFFERS')
  })

  it('try every key of an identifier, and say why of the one that came nearest', async () => {
    const others = [rsa.trusted, issuerOf().trusted]
    expect(await verdictOf(issuer, hc1Of(issuer), ...others)).to.equal('VALID')
    const stranger = issuerOf()
    expect(await verdictOf(rsa, hc1Of(stranger), issuer.trusted)).to.equal(
      'INVALID SIGNATURE SIGNATURE_WRONG',
    )
    expect(await verdictOf(issuer, hc1Of(stranger), rsa.trusted)).to.equal(
      'INVALID SIGNATURE SIGNATURE_WRONG',
    )
  })

  it('tell of an expired certificate what else is wrong with it', async () => {
    const expired = member(4, noon.getTime() / 1000 - 1)
    const payload = mapOf(
      claims.iss,
      claims.iat,
      expired,
      claims.hcert({ ...dcc, v: [{ ...event, mp: 'none' }] }),
    )
    const usage = { extendedKeyUsage: ['1.3.6.1.4.1.1847.2021.1.1'], country: 'NO' }
    const found = await outcomes(issuer, hc1Of(issuer, { payload }), usage)
    expect(Object.values(found).map(({ name, code }) => `${name} ${code}`)).to.include.members([
      'COUNTRY COUNTRY_WRONG',
      'KEY_USAGE KEY_USAGE_WRONG',
      'TIME EXPIRED',
      'SCHEMA OK',
      'VALUE_SETS VALUE_UNKNOWN',
      'REVOCATION NOT_OURS',
    ])
  })

  it('leave open whose a key is that its list names no country of, and show what it signed', async () => {
    const bare = { ...issuer.trusted, country: undefined }
    for (const payload of [cwtOf(), mapOf(claims.exp, claims.iat, claims.hcert())]) {
      const read = await verifierOf(bare)({ hc1: hc1Of(issuer, { payload }) })
      const found = read.step?.find(({ name }) => name === 'COUNTRY')
      expect(found).to.include({ outcome: 'OPEN', code: 'KEY_COUNTRY_UNKNOWN' })
      expect(read).to.include({ verdict: 'VALID', uvci: event.ci })
    }
    const wrong = await verifierOf({ ...bare, country: 'NO' })({ hc1: hc1Of(issuer) })
    expect(wrong).to.include({ verdict: 'INVALID' }).and.not.have.property('uvci')
  })

  it('judge nothing of what a wrong signature bears', async () => {
    const hc1 = hc1Of(issuer, { signature: () => Buffer.alloc(64, 1) })
    const { SIGNATURE, ...others } = await outcomes(issuer, hc1)
    const behind = Object.values(others).slice(Object.keys(others).indexOf('KEY') + 1)
    expect(new Set(behind.map(({ code }) => code))).to.deep.equal(new Set(['NOT_REACHED']))
    expect(behind).to.have.length(6)
  })

  it('say which member and rule, and never its value', async () => {
    const broken = cwtOf({ ...dcc, v: [{ ...event, dn: -7 }] })
    const { SCHEMA } = await outcomes(issuer, hc1Of(issuer, { payload: broken }))
    expect(SCHEMA?.textEn).to.equal(
      'The content does not follow the certificate schema. (/v/0/dn: minimum 1)',
    )
    const foreign = cwtOf({ ...dcc, v: [{ ...event, mp: 'secret' }] })
    const { VALUE_SETS } = await outcomes(issuer, hc1Of(issuer, { payload: foreign }))
    expect(VALUE_SETS?.textUk).to.match(/ \(\/v\/0\/mp\)$/)
    expect(JSON.stringify([SCHEMA, VALUE_SETS])).to.not.match(/-7|secret/)
  })

  it('do not say that the usage fits where there is no type that it could fit', async () => {
    for (const certificate of [
      { ...dcc, t: [testEvent] },
      { ...dcc, v: undefined },
    ]) {
      const found = await outcomes(issuer, hc1Of(issuer, { payload: cwtOf(certificate) }))
      expect(found.KEY_USAGE).to.include({ outcome: 'SKIPPED', code: 'NOT_REACHED' })
    }
  })

  const recovery = { ...event, fr: '2022-01-01', df: '2022-01-12', du: '2022-06-30' }
  const { ver, nam, dob } = dcc
  const far = (iat: number) =>
    mapOf(claims.iss, claims.exp, rawMember(6, float64(iat)), claims.hcert())
  const pcr = (sc: string) => cwtOf({ ver, nam, dob, t: [{ ...testEvent, tt: 'LP6464-4', sc }] })
  for (const [what, payload, code] of [
    ['blanks around a day', cwtOf({ ...dcc, v: [{ ...event, dt: ' 2022-01-10 ' }] }), 'OK'],
    ['a time behind a day', cwtOf({ ...dcc, v: [{ ...event, dt: '2022-01-10T10:00:00Z' }] }), 'OK'],
    [
      'a time without a zone behind a day',
      cwtOf({ ...dcc, v: [{ ...event, dt: '2022-01-10T10:00' }] }),
      'DATE_NOT_READABLE',
    ],
    [
      'a time behind the day of a first positive result',
      cwtOf({ ver, nam, dob, r: [{ ...recovery, fr: '2022-01-01T00:00:00Z' }] }),
      'OK',
    ],
    ['a sample without a zone', pcr('2022-02-10 08:00'), 'DATE_NOT_READABLE'],
    ['a leap second', pcr('2022-02-10T08:00:60Z'), 'DATE_NOT_READABLE'],
    [
      'the last day of all',
      cwtOf({ ...dcc, v: [{ ...event, dt: '9999-12-31' }] }),
      'NATIONAL_RULES_NOT_MET',
    ],
    ['an issue behind all calendars', far(1e300), 'RULES_NOT_KNOWN'],
    ['an issue before all calendars', far(-1e300), 'RULES_NOT_KNOWN'],
    ['an issue in the year 10000', far(253_402_300_800), 'RULES_NOT_KNOWN'],
  ] as const) {
    it(`hold ${what} against the national rules: ${code}`, async () => {
      const { step } = await verifierOf(issuer.trusted)({
        hc1: hc1Of(issuer, { payload }),
        country: 'UA',
      })
      expect(step?.find(({ name }) => name === 'NATIONAL_RULES')?.code).to.equal(code)
    })
  }

  for (const checkTime of ['2022-13-01T00:00:00Z', '2022-02-10T00:00:00+99:99']) {
    it(`are not asked at a time that is none: ${checkTime}`, async () => {
      const thrown = await verifierOf(issuer.trusted)({ hc1: hc1Of(issuer), checkTime }).catch(
        (error) => error,
      )
      expect(thrown).to.include({ code: 'SCHEMA_VIOLATION' })
    })
  }

  it('show no content of a certificate whose schema is broken', async () => {
    const payload = cwtOf({ ...dcc, v: [event, event] })
    const answer = await verifierOf(issuer.trusted)({ hc1: encodeHc1(coseOf(issuer, { payload })) })
    expect(answer).to.have.all.keys('verdict', 'step')
  })
})

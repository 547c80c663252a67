import { generateKeyPairSync, sign } from 'node:crypto'
import { expect } from 'chai'
import type { Certificate, ReadCertificate_v1 } from '../../src/contract/types.ts'
import { createLocalEngine } from '../../src/engine/local.ts'
import { signCose } from '../../src/hcert/cose.ts'
import { writeCwt } from '../../src/hcert/cwt.ts'
import { encodeHc1 } from '../../src/hcert/hc1.ts'
import type { TrustedKey } from '../../src/keys/trust/list.ts'
import { type MadeEngine, makeEngine } from './made.ts'
import { caller, noon, person, recovery, test, vaccination } from './samples.ts'

const seconds = (at: Date) => at.getTime() / 1000
const dayMs = 86_400_000

/** A foreign issuer whose key is trusted, and what it may say. */
function foreignIssuer() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keyId = Buffer.from('00112233aabbccdd', 'hex')
  const trusted = {
    alg: 'ES256',
    publicKey,
    notBefore: new Date(noon.getTime() - 30 * dayMs),
    notAfter: new Date(noon.getTime() + 300 * dayMs),
    country: 'SE',
    extendedKeyUsage: undefined,
    certificate: { fingerprint256: 'foreign' },
  } as unknown as TrustedKey
  const signer = {
    alg: 'ES256',
    keyId,
    sign: (bytes: Uint8Array) =>
      sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  } as const
  return { trusted, signer, keyId }
}

const foreignDcc = {
  ver: '1.3.0',
  nam: { fnt: 'EXEMPEL' },
  dob: '1985',
  t: [
    {
      tg: '840539006',
      tt: 'LP217198-3',
      ma: '1833',
      sc: '2022-02-10T08:00:00Z',
      tr: '260415000',
      co: 'SE',
      is: 'Exempel',
      ci: 'URN:UVCI:01:SE:EXEMPEL',
    },
  ],
}

describe('verification', () => {
  let made: MadeEngine
  let issued: Certificate & { hc1: string; cose: string }
  before(async () => {
    made = await makeEngine()
    const request = { person, event: vaccination }
    const { certificate } = await made.engine.issue('vaccination', request, caller())
    issued = certificate as typeof issued
  })
  after(() => made.close())
  afterEach(() => {
    made.times.world = noon
  })

  const foreign = foreignIssuer()
  const engine = () =>
    createLocalEngine({
      ...made.parts,
      trust: {
        leftOut: [],
        find: (keyId) =>
          Buffer.from(keyId).equals(foreign.keyId)
            ? [foreign.trusted]
            : made.parts.trust.find(keyId),
      },
    })

  async function foreignHc1(changes: object = {}, claims: object = {}) {
    const payload = writeCwt({
      issuer: 'SE',
      issuedAt: seconds(noon) - 60,
      expiresAt: seconds(noon) + 86_400,
      certificate: { ...foreignDcc, ...changes },
      ...claims,
    })
    return encodeHc1(await signCose(payload, foreign.signer))
  }

  async function failing(request: ReadCertificate_v1, at = engine()): Promise<string> {
    const { verdict, step } = await at.verify(request)
    const failed = step?.find(({ outcome }) => outcome === 'FAILED')
    return `${verdict} ${failed?.name ?? ''} ${failed?.code ?? ''}`.trimEnd()
  }

  it('finds our own certificate valid and names every step', async () => {
    const { verdict, step } = await made.engine.verify({ hc1: issued.hc1 })
    expect(verdict).to.equal('VALID')
    expect(step?.map(({ name, outcome }) => `${name} ${outcome}`)).to.deep.equal(
      'PREFIX BASE45 ZLIB CBOR COSE CWT KEY SIGNATURE COUNTRY KEY_USAGE TIME SCHEMA VALUE_SETS REVOCATION'
        .split(' ')
        .map((name) => `${name} PASSED`),
    )
  })

  it('reads the content of what it verified', async () => {
    const read = await made.engine.verify({ hc1: issued.hc1 })
    const { rnokpp, ...holder } = issued.holder
    expect(read.holder).to.deep.equal(holder)
    expect(read.content).to.deep.equal(issued.content)
    expect(read).to.include({
      certificateType: 'VACCINATION',
      uvci: issued.uvci,
      issuedAt: issued.issuedAt,
      expiresAt: issued.expiresAt,
      keyId: issued.keyId,
    })
  })

  it('takes COSE bytes, whose text steps are not needed', async () => {
    const { verdict, step } = await made.engine.verify({ cose: issued.cose })
    expect(verdict).to.equal('VALID')
    expect(step?.slice(0, 4).map(({ outcome }) => outcome)).to.deep.equal([
      'SKIPPED',
      'SKIPPED',
      'SKIPPED',
      'PASSED',
    ])
  })

  it('wants exactly one of hc1, cose and image', async () => {
    for (const request of [{}, { hc1: issued.hc1, cose: issued.cose }]) {
      const { fault } = await made.engine.verify(request)
      expect(fault?.faultCode).to.equal('CHOICE_REQUIRED')
    }
  })

  describe('names the step that fails', () => {
    const broken: [string, (hc1: string) => ReadCertificate_v1][] = [
      ['INVALID PREFIX PREFIX_WRONG', (hc1) => ({ hc1: hc1.slice(4) })],
      [
        'INVALID BASE45 BASE45_CHARACTER',
        (hc1) => ({ hc1: `${hc1.slice(0, 20)}~${hc1.slice(21)}` }),
      ],
      ['INVALID ZLIB ZLIB_NOT_COMPRESSED', () => ({ hc1: 'HC1:BB8' })],
      ['INVALID CBOR CBOR_TRAILING_BYTES', () => ({ cose: 'AAAA' })],
      ['INVALID COSE COSE_NOT_FOUR_PARTS', () => ({ cose: 'gA==' })],
    ]
    for (const [expected, request] of broken) {
      it(expected, async () => {
        expect(await failing(request(issued.hc1))).to.equal(expected)
      })
    }

    it('and does not reach those behind it, nor show content', async () => {
      const read = await made.engine.verify({ hc1: 'HC1:BB8', country: 'UA' })
      const behind = read.step?.slice(3).map(({ outcome, code }) => `${outcome} ${code}`)
      expect(new Set(behind)).to.deep.equal(new Set(['SKIPPED NOT_REACHED']))
      expect(read.step?.at(-1)?.name).to.equal('NATIONAL_RULES')
      expect(read.holder).to.equal(undefined)
    })

    it('CWT for a payload without a certificate', async () => {
      const cose = await signCose(Buffer.from('a0', 'hex'), foreign.signer)
      const request = { cose: Buffer.from(cose).toString('base64') }
      expect(await failing(request)).to.equal('INVALID CWT CWT_NO_CERTIFICATE')
    })

    it('KEY for an unknown key', async () => {
      const nobody = { leftOut: [], find: () => [] }
      const distrusting = createLocalEngine({ ...made.parts, trust: nobody })
      expect(await failing({ hc1: issued.hc1 }, distrusting)).to.equal('INVALID KEY KEY_UNKNOWN')
    })

    it('KEY for a certificate that names no key', async () => {
      const bytes = Buffer.from(issued.cose, 'base64')
      const at = bytes.indexOf(Buffer.from('a2012604', 'hex'))
      // The protected header loses its key id; the signature would be wrong too, but is not reached.
      const without = Buffer.concat([
        bytes.subarray(0, at - 1),
        Buffer.from('43a10126', 'hex'),
        bytes.subarray(at + 13),
      ])
      const read = await made.engine.verify({ cose: without.toString('base64') })
      const failed = read.step?.find(({ outcome }) => outcome === 'FAILED')
      expect(failed?.code).to.equal('KEY_ID_MISSING')
    })

    it('SIGNATURE for altered bytes', async () => {
      const bytes = Buffer.from(issued.cose, 'base64')
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
      const request = { cose: bytes.toString('base64') }
      expect(await failing(request)).to.equal('INVALID SIGNATURE SIGNATURE_WRONG')
    })

    it('COUNTRY for a key of another country', async () => {
      const hc1 = await foreignHc1({}, { issuer: 'NO' })
      expect(await failing({ hc1 })).to.equal('INVALID COUNTRY COUNTRY_WRONG')
    })

    it('SCHEMA for content that is no certificate', async () => {
      const hc1 = await foreignHc1({ t: [{}] })
      expect(await failing({ hc1 })).to.equal('INVALID SCHEMA SCHEMA_WRONG')
    })

    it('KEY_USAGE for a key that is meant for another type', async () => {
      const trusted = { ...foreign.trusted, extendedKeyUsage: ['1.3.6.1.4.1.1847.2021.1.2'] }
      const at = createLocalEngine({ ...made.parts, trust: { leftOut: [], find: () => [trusted] } })
      expect(await failing({ hc1: await foreignHc1() }, at)).to.equal(
        'INVALID KEY_USAGE KEY_USAGE_WRONG',
      )
    })

    it('TIME before, after, and outside the key’s own time', async () => {
      const hc1 = await foreignHc1()
      const early = { hc1, checkTime: '2022-02-10T09:00:00Z' }
      expect(await failing(early)).to.equal('INVALID TIME NOT_YET_VALID')
      const late = { hc1, checkTime: '2022-02-12T09:00:00Z' }
      expect(await failing(late)).to.equal('INVALID TIME EXPIRED')
      const older = await foreignHc1({}, { issuedAt: seconds(noon) - 31 * 86_400 })
      expect(await failing({ hc1: older })).to.equal('INVALID TIME ISSUED_BEFORE_KEY')
      const longer = await foreignHc1({}, { expiresAt: seconds(noon) + 301 * 86_400 })
      expect(await failing({ hc1: longer })).to.equal('INVALID TIME OUTLIVES_KEY')
    })

    it('VALUE_SETS for a code that never was in a value set', async () => {
      const hc1 = await foreignHc1({ t: [{ ...foreignDcc.t[0], tr: '1' }] })
      expect(await failing({ hc1 })).to.equal('INVALID VALUE_SETS VALUE_UNKNOWN')
    })

    it('REVOCATION for a revoked certificate', async () => {
      const event = { ...vaccination, recordId: 'to-be-revoked' }
      const { certificate } = await made.engine.issue('vaccination', { person, event }, caller())
      const { uvci = '', hc1 = '' } = certificate ?? {}
      await made.engine.revoke({ uvci, reason: 'OTHER' }, caller())
      expect(await failing({ hc1 })).to.equal('INVALID REVOCATION REVOKED')
    })

    it('REVOCATION for a certificate of our key that the register does not know', async () => {
      const [key] = made.parts.keys.all
      if (key === undefined) throw new Error('no key')
      const payload = writeCwt({
        issuer: 'UA',
        issuedAt: seconds(noon),
        expiresAt: seconds(noon) + 60,
        certificate: foreignDcc,
      })
      const hc1 = encodeHc1(await signCose(payload, key))
      expect(await failing({ hc1 })).to.equal('INVALID REVOCATION NOT_RECORDED')
    })
  })

  it('leaves the revocation of a foreign certificate open', async () => {
    const { verdict, step } = await engine().verify({ hc1: await foreignHc1() })
    expect(verdict).to.equal('VALID')
    expect(step?.at(-1)).to.include({ name: 'REVOCATION', outcome: 'OPEN', code: 'NOT_OURS' })
  })

  describe('by national rules', () => {
    const rules = async (hc1: string, country: string, checkTime: string) => {
      const { step } = await engine().verify({ hc1, country, checkTime })
      const { name, outcome, code } = step?.at(-1) ?? {}
      return [name, outcome, code].join(' ')
    }

    it('judges validity in Ukraine', async () => {
      const inside = await rules(issued.hc1, 'UA', '2022-03-01T00:00:00Z')
      expect(inside).to.equal('NATIONAL_RULES PASSED OK')
      const hc1 = await foreignHc1({}, { expiresAt: seconds(noon) + 200 * 86_400 })
      const outside = await rules(hc1, 'UA', '2022-02-14T00:00:00Z')
      expect(outside).to.equal('NATIONAL_RULES FAILED NATIONAL_RULES_NOT_MET')
    })

    it('judges tests and recoveries by their own', async () => {
      for (const [type, event] of [
        ['test', test],
        ['recovery', recovery],
      ] as const) {
        const answer = await made.engine.issue(type, { person, event } as never, caller())
        const found = await rules(answer.certificate?.hc1 ?? '', 'UA', '2022-02-10T10:00:00Z')
        expect(found).to.equal('NATIONAL_RULES PASSED OK')
      }
    })

    it('leaves other countries open, and what is older than the rules', async () => {
      const at = '2022-02-10T12:00:00Z'
      expect(await rules(issued.hc1, 'SE', at)).to.equal('NATIONAL_RULES OPEN RULES_NOT_KNOWN')
      const trusted = { ...foreign.trusted, notBefore: new Date('2021-01-01') }
      const old = createLocalEngine({
        ...made.parts,
        trust: { leftOut: [], find: () => [trusted] },
      })
      const hc1 = await foreignHc1({}, { issuedAt: seconds(new Date('2021-06-01')) })
      const { step } = await old.verify({ hc1, country: 'UA', checkTime: at })
      expect(step?.at(-1)).to.include({ outcome: 'OPEN', code: 'RULES_NOT_KNOWN' })
    })
  })
})

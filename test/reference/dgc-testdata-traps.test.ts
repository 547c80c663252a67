// What the folders of other countries are known to hold, made here: layouts, spellings and faults at which a run must not
// end, and of which each disagreement has its own reason.

import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { expect } from 'chai'
import { disagrees, run } from '../../scripts/dgc-testdata/report.ts'
import { testFilesIn } from '../../scripts/dgc-testdata/vectors.ts'
import { algorithmOfKey } from '../../src/algorithms.ts'
import { encodeBase45 } from '../../src/hcert/base45.ts'
import { encodeCbor } from '../../src/hcert/cbor.ts'
import { pictures } from '../../src/render/index.ts'
import {
  claims,
  coseOf,
  cwtOf,
  dcc,
  event,
  float64,
  issuerOf,
  mapOf,
  member,
  rawMember,
} from '../engine/foreign.ts'
import { noon } from '../engine/samples.ts'
import { ecdsa, type Made, makeCertificate, rsa, type Wanted } from '../keys/certificates.ts'

type Fields = Record<string, unknown> & { TESTCTX: Record<string, unknown> }

const every = [
  ...['VALIDOBJECT', 'SCHEMAVALIDATION', 'ENCODE', 'DECODE', 'VERIFY', 'UNPREFIX', 'VALIDJSON'],
  ...['COMPRESSION', 'B45DECODE', 'PICTUREDECODE', 'KEYUSAGE', 'EXPIRATIONCHECK'],
]
const expecting = (names: readonly string[], value: unknown = true) =>
  Object.fromEntries(names.map((name) => [`EXPECTED${name}`, value]))

async function madeBy(wanted: Wanted = {}): Promise<Made> {
  return makeCertificate({ subject: 'C=ES, O=Invented, CN=Signer', ...wanted })
}

/** Every field of a vector, as its author would have written them. */
function fieldsOf(
  { certificate, privateKey }: Made,
  payload = cwtOf(),
  json: object = dcc,
): Fields {
  const alg = algorithmOfKey(certificate.publicKey) ?? 'ES256'
  const keyId = createHash('sha256').update(certificate.raw).digest().subarray(0, 8)
  const by = { ...issuerOf(alg, { publicKey: certificate.publicKey, privateKey }), keyId }
  const cose = coseOf(by, { payload })
  const compressed = deflateSync(cose, { level: 9 })
  const BASE45 = encodeBase45(compressed)
  return {
    JSON: json,
    CBOR: Buffer.from(encodeCbor(json)).toString('hex'),
    COSE: cose.toString('hex'),
    COMPRESSED: compressed.toString('hex'),
    BASE45,
    PREFIX: `HC1:${BASE45}`,
    '2DCODE': pictures.PNG.render(`HC1:${BASE45}`).toString('base64'),
    TESTCTX: {
      VERSION: 1,
      CERTIFICATE: certificate.raw.toString('base64'),
      VALIDATIONCLOCK: noon.toISOString(),
    },
  }
}

describe('a run over the folders of other countries', () => {
  const root = mkdtempSync(join(tmpdir(), 'dgc-testdata-'))
  after(() => rmSync(root, { recursive: true }))
  let made: Made
  before(async () => {
    made = await madeBy()
  })

  let folders = 0

  /** The answers to one vector, as `name: found (reason)`; without reason or disagreement the name alone. */
  async function answers(
    fields: object,
    expected: object = expecting(every),
    { at = 'XX/2DCode/raw/1.json', mark = '' } = {},
  ): Promise<string[]> {
    const folder = join(root, String(++folders))
    const file = join(folder, at)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${mark}${JSON.stringify({ ...fields, EXPECTEDRESULTS: expected })}`)
    const done = await run(testFilesIn(folder))
    return done.answers.map((answer) =>
      disagrees(answer)
        ? `${answer.expectation.slice(8)}: ${answer.reason}`
        : answer.expectation.slice(8),
    )
  }

  const edited = (fields: Fields, context: object) => ({
    ...fields,
    TESTCTX: { ...fields.TESTCTX, ...context },
  })

  it('takes folders of versions, and a byte order mark', async () => {
    const place = { at: 'PL/1.3.0/2DCode/raw/1.json', mark: '\uFEFF' }
    expect(await answers(fieldsOf(made), expecting(every), place)).to.have.members(every)
  })

  it('takes PS256, and times as floats', async () => {
    const seconds = noon.getTime() / 1000
    const floats = mapOf(
      ...[claims.iss, rawMember(6, float64(seconds - 60.5)), rawMember(4, float64(seconds + 60.5))],
      claims.hcert(),
    )
    const italian = await madeBy({ algorithm: rsa(2048), subject: 'C=IT, CN=Invented' })
    expect(await answers(fieldsOf(italian))).to.have.members(every)
    expect(await answers(fieldsOf(made, floats))).to.have.members(every)
  })

  it('takes other spellings of the same', async () => {
    const fields = fieldsOf(made)
    const { COSE, COMPRESSED, TESTCTX } = fields as Record<string, string> & Fields
    const pem = made.certificate.toString()
    const url = made.certificate.raw.toString('base64url')
    const upper = { ...fields, COSE: COSE?.toUpperCase(), COMPRESSED: COMPRESSED?.toUpperCase() }
    const whole = { ...fields, CBOR: cwtOf().toString('hex') }
    const claim = { ...fields, CBOR: mapOf(member(1, dcc)).toString('hex') }
    const address = { ...fields, '2DCODE': `data:image/png;base64,${fields['2DCODE']}` }
    const nulls = { ...fields, JSON: { ...dcc, t: null, r: null } }
    for (const other of [upper, whole, claim, address, nulls]) {
      const names = other === nulls ? every.filter((name) => name !== 'ENCODE') : every
      expect(await answers(other, expecting(names))).to.have.members(names)
    }
    for (const CERTIFICATE of [pem, url, Buffer.from(pem).toString('base64')])
      expect(await answers(edited(fields, { ...TESTCTX, CERTIFICATE }))).to.have.members(every)
  })

  it('asks nothing where a field is missing, of another type, or the expectation is none', async () => {
    const fields = fieldsOf(made)
    const { CBOR: _, '2DCODE': __, ...fewer } = fields
    const asked = every.filter((name) => !['ENCODE', 'PICTUREDECODE'].includes(name))
    expect(await answers(fewer)).to.have.members(asked)
    expect(await answers({ ...fewer, CBOR: 7, '2DCODE': ['x'] })).to.have.members(asked)
    const noClock = edited(fields, { VALIDATIONCLOCK: undefined })
    expect(await answers(noClock)).to.have.members(every.filter((it) => it !== 'EXPIRATIONCHECK'))
    expect(await answers({ ...fields, TESTCTX: null, COSE: null }, expecting(['VERIFY']))).to.eql(
      [],
    )
    expect(await answers(fields, expecting(every, null))).to.deep.equal([])
    expect(await answers(fields, expecting(every, 'true'))).to.deep.equal([])
    const misspelt = { EXPTECTEDEXPIRED: false, EXPECTEDRESULTS: true }
    expect(await answers(fields, misspelt)).to.deep.equal([])
  })

  it('says of a message that names another key that it does', async () => {
    const fields = fieldsOf(made)
    const other = fieldsOf(await madeBy())
    const wrong = edited(fields, { CERTIFICATE: other.TESTCTX.CERTIFICATE })
    expect(await answers(wrong, expecting(['VERIFY'], false))).to.deep.equal(['VERIFY'])
    const [reason] = await answers(wrong, expecting(['VERIFY']))
    expect(reason).to.include('names another key')
    const p384 = await madeBy({ algorithm: ecdsa('P-384') })
    const unfit = edited(fields, { CERTIFICATE: p384.certificate.raw.toString('base64') })
    expect((await answers(unfit, expecting(['VERIFY'])))[0]).to.include('neither P-256 nor RSA')
    const none = edited(fields, { CERTIFICATE: 'none' })
    for (const text of await answers(none, expecting(['VERIFY', 'KEYUSAGE', 'EXPIRATIONCHECK'])))
      expect(text).to.include('the certificate beside the message is none')
  })

  it('leaves unexplained a signature that is wrong', async () => {
    const { COSE, ...fields } = fieldsOf(made)
    const cose = `${String(COSE).slice(0, -2)}${String(COSE).endsWith('00') ? '01' : '00'}`
    expect(await answers({ ...fields, COSE: cose }, expecting(['VERIFY']))).to.deep.equal([
      'VERIFY: undefined',
    ])
  })

  for (const [clock, wanted, reason] of [
    ['2022-02-09T00:00:00Z', {}, 'issued after the clock'],
    ['2022-02-12T00:00:00Z', {}, 'expired at the clock'],
    ['the day after tomorrow', {}, 'the clock is no time'],
    [noon.toISOString(), { notBefore: '2022-02-11T00:00:00Z' }, 'issued before the signer'],
    [noon.toISOString(), { notAfter: '2022-02-10T12:00:00Z' }, 'expires after the signer'],
  ] as const)
    it(`says which time is wrong: ${reason}`, async () => {
      const fields = edited(fieldsOf(await madeBy(wanted)), { VALIDATIONCLOCK: clock })
      const names = ['EXPIRATIONCHECK']
      expect((await answers(fields, expecting(names)))[0]).to.include(reason)
      expect(await answers(fields, expecting(names, false))).to.deep.equal(names)
    })

  it('says of usages that they are of other types', async () => {
    const test = await madeBy({ extendedKeyUsage: ['1.3.6.1.4.1.1847.2021.1.1'] })
    const [reason] = await answers(fieldsOf(test), expecting(['KEYUSAGE']))
    expect(reason).to.include('of other types')
  })

  it('says where the fields differ, or which of them is not what it should be', async () => {
    const fields = fieldsOf(made)
    const renamed = { ...dcc, v: [{ ...event, is: 'Otro' }] }
    const [reason] = await answers({ ...fields, JSON: renamed }, expecting(['VALIDJSON']))
    expect(reason).to.include('different texts at /v/0/is')
    const odd = { ...fields, COSE: String(fields.COSE).replace(/^.{8}/, '$&zz') }
    for (const text of await answers(odd, expecting(['COMPRESSION', 'SCHEMAVALIDATION'])))
      expect(text).to.include('the field COSE is not hexadecimal')
    const drawing = Buffer.from('<svg/>').toString('base64')
    const [picture] = await answers({ ...fields, '2DCODE': drawing }, expecting(['PICTUREDECODE']))
    expect(picture).to.include('neither PNG nor JPEG')
  })

  it('says of empty lists beside the one event that there are several', async () => {
    const lists = { ...dcc, t: [], r: [] }
    const found = await answers(
      fieldsOf(made, cwtOf(lists), lists),
      expecting(['VALIDOBJECT', 'SCHEMAVALIDATION', 'KEYUSAGE']),
    )
    for (const text of found) expect(text).to.include('exactly one')
    expect(found).to.have.length(3)
  })

  it('says what the harness would need to ask at all', async () => {
    const { BASE45: _, COMPRESSED: __, ...fields } = fieldsOf(made)
    const [reason] = await answers(fields, expecting(['UNPREFIX'], false))
    expect(reason).to.include('the harness compares with BASE45')
  })

  it('does not end at bytes that nobody can read', async () => {
    const fields = { ...fieldsOf(made), COSE: 'ff', CBOR: 'bf', BASE45: '%', PREFIX: 'HC2:' }
    const found = await answers({ ...fields, '2DCODE': 'AAAA' })
    expect(found.filter((text) => every.includes(text))).to.deep.equal(['VALIDOBJECT'])
  })
})

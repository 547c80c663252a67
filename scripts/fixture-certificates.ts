// Makes what fixtures cannot have by hand: an issuer that the sandbox trusts, one that it does not, and the
// HC1 texts of the cases of VerifyCertificate_v1 and ReadCertificate_v1. Run by hand; prints the texts as
// JSON by name. Keys that exist are kept.

import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeCbor } from '../src/hcert/cbor.ts'
import { type Signer, signCose } from '../src/hcert/cose.ts'
import { writeCwt } from '../src/hcert/cwt.ts'
import { encodeHc1 } from '../src/hcert/hc1.ts'
import { keyIdOf } from '../src/keys/certificate.ts'
import { generateSandbox } from '../src/keys/sandbox-certificates.ts'
import { fixturesFolder, readWorldId } from './conformance/cases.ts'

const worldStart = new Date(readWorldId().clock)

/** The certificate of an issuer in a folder and its key; the key is no .pem, so no trust list reads it. */
async function issuer(folder: string): Promise<Signer> {
  const files = ['csca.pem', 'issuer.pem', 'issuer.key'].map((name) => join(folder, name))
  const [csca = '', certificate = '', key = ''] = files
  if (!existsSync(key)) {
    mkdirSync(folder, { recursive: true })
    const made = await generateSandbox(worldStart, 'current')
    writeFileSync(csca, made.csca)
    writeFileSync(certificate, made.certificate)
    writeFileSync(key, made.key)
  }
  const keyId = keyIdOf(new X509Certificate(readFileSync(certificate)))
  return signer(keyId, createPrivateKey(readFileSync(key)))
}

/** An issuer of the invented country XA: a key without a certificate, in a list of the Swiss shape. */
function elsewhere(folder: string): Signer {
  const [list = '', key = ''] = ['elsewhere.json', 'elsewhere.key'].map((name) =>
    join(folder, name),
  )
  if (!existsSync(key)) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const [keyId, ...point] = [Buffer.from('elsewher'), ...[x, y].map((one) => base64url(one))].map(
      (bytes) => bytes.toString('base64'),
    )
    const entry = { keyId, use: 'sig', alg: 'ES256', crv: 'P-256', x: point[0], y: point[1] }
    const document = { certs: [entry], activeKeyIds: [keyId] }
    writeFileSync(list, `${JSON.stringify(document, undefined, 2)}\n`)
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  }
  return signer(Buffer.from('elsewher'), createPrivateKey(readFileSync(key)))
}

const base64url = (text: string) => Buffer.from(text, 'base64url')

function signer(keyId: Uint8Array, key: KeyObject): Signer {
  return {
    alg: 'ES256',
    keyId,
    sign: (bytes) => sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }),
  }
}

const seconds = (time: string) => Date.parse(time) / 1000

/** All of one certificate that a case may vary. */
const ordinary = {
  issuer: 'UA',
  issuedAt: seconds('2022-02-01T10:00:00+02:00'),
  expiresAt: seconds('2023-05-01T10:00:00+03:00'),
  ci: 'URN:UVCI:01:UA:000000000000000000000000000000A1',
  mp: 'EU/1/20/1528',
  dob: '1980-01-01',
}

type Facts = typeof ordinary

const nam = { fn: 'Вигадана', fnt: 'VYHADANA', gn: 'Перевірка', gnt: 'PEREVIRKA' }
const common = { tg: '840539006', co: 'UA', is: 'Test Issuer of the Fixtures' }

function vaccination({ ci, mp, dob }: Facts) {
  const dose = { vp: '1119349007', mp, ma: 'ORG-100030215', dn: 2, sd: 2, dt: '2022-01-20' }
  return { ver: '1.3.0', nam, dob, v: [{ ...common, ...dose, ci }] }
}

function test({ ci, dob }: Facts) {
  const sample = { tt: 'LP6464-4', nm: 'Вигаданий тест', sc: '2022-02-09T08:00:00+02:00' }
  const result = { tr: '260415000', tc: 'Вигадана лабораторія' }
  return { ver: '1.3.0', nam, dob, t: [{ ...common, ...sample, ...result, ci }] }
}

function recovery({ ci, dob }: Facts) {
  const days = { fr: '2022-01-10', df: '2022-01-21', du: '2022-07-09' }
  return { ver: '1.3.0', nam, dob, r: [{ ...common, ...days, ci }] }
}

function cose(by: Signer, facts: Facts, payload = vaccination): Uint8Array {
  const cwt = writeCwt({ ...facts, certificate: payload(facts) })
  return signCose(cwt, by) as Uint8Array
}

function withLastByteChanged(bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes)
  const last = changed.length - 1
  changed[last] = (changed[last] as number) ^ 1
  return changed
}

const revoked = 'URN:UVCI:01:UA:00000000000000000000000000000002'

/** The texts by the name of the case that they are for. */
function texts(trusted: Signer, unknown: Signer, foreign: Signer): Record<string, string> {
  const made = (facts: Partial<Facts>, payload = vaccination) =>
    encodeHc1(cose(trusted, { ...ordinary, ...facts }, payload))
  const valid = made({})
  const foreignCwt = signCose(encodeCbor(new Map([[1, 'UA']])), trusted) as Uint8Array
  const inXa = (ci: string) => encodeHc1(cose(foreign, { ...ordinary, issuer: 'XA', ci }))
  return {
    valid,
    'not-invalidated': inXa('URN:UVCI:01:XA:VYHADANO/000000000000000000000000000000B1'),
    invalidated: inXa('URN:UVCI:01:XA:ZRAZOK/000000000000000000000000000000B2'),
    'valid-test': made({ ci: `${ordinary.ci.slice(0, -1)}2` }, test as never),
    'valid-recovery': made({ ci: `${ordinary.ci.slice(0, -1)}3` }, recovery as never),
    cose: Buffer.from(cose(trusted, ordinary)).toString('base64'),
    'wrong-signature': encodeHc1(withLastByteChanged(cose(trusted, ordinary))),
    'unknown-key': encodeHc1(cose(unknown, ordinary)),
    expired: made({ expiresAt: seconds('2022-02-05T10:00:00+02:00') }),
    'not-yet-valid': made({ issuedAt: seconds('2023-04-01T10:00:00+03:00') }),
    'issued-before-key': made({ issuedAt: seconds('2021-06-01T10:00:00+03:00') }),
    'outlives-key': made({ expiresAt: seconds('2030-01-01T10:00:00+02:00') }),
    'another-country': made({ issuer: 'PL' }),
    'value-unknown': made({ mp: 'EU/0/00/0000' }),
    'schema-broken': made({ dob: '1.01.1980' }),
    revoked: made({ ci: revoked }),
    'wrong-prefix': valid.replace('HC1:', 'HC2:'),
    'broken-base45': `${valid.slice(0, 40)}a${valid.slice(41)}`,
    'broken-zlib': `HC1:${valid.slice(4, 30)}${valid.slice(90)}`,
    'no-cose': encodeHc1(encodeCbor([1, 2, 3])),
    'no-certificate': encodeHc1(foreignCwt),
  }
}

const keys = join(fixturesFolder, 'keys')
const [trusted, unknown] = [await issuer(keys), await issuer(join(keys, 'untrusted'))]
console.log(JSON.stringify(texts(trusted, unknown, elsewhere(keys)), undefined, 2))

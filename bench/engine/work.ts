// What `npm run bench -- engine` measures: what the engine does for one certificate, and the bare mathematics under it.
// Nothing of it is prepared that differs from one certificate to the next.

import { generateKeyPairSync, type KeyObject, randomBytes, sign, verify } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { certificates } from '../../src/engine/certificates/index.ts'
import { contentOf, holderOf } from '../../src/engine/content.ts'
import { createVerify } from '../../src/engine/verify.ts'
import { readHc1 } from '../../src/hcert/certificate.ts'
import { signCose } from '../../src/hcert/cose.ts'
import { writeCwt } from '../../src/hcert/cwt.ts'
import { encodeHc1 } from '../../src/hcert/hc1.ts'
import type { Dcc } from '../../src/hcert/payload.ts'
import { createSandboxKeys } from '../../src/keys/sandbox.ts'
import { loadSigningKeys, type SigningKey } from '../../src/keys/signing.ts'
import { createTrustList } from '../../src/keys/trust/list.ts'
import { pictures } from '../../src/render/index.ts'
import { pdf } from '../../src/render/pdf/index.ts'

/** One thing to do. */
export interface Work {
  /** How often it is done in one measurement. */
  readonly times: number
  run(index: number): unknown
}

export type WorkName = 'sign' | 'hc1' | 'svg' | 'png' | 'bareVerify' | 'verify' | 'pdf'

/** Different certificates, in turn: no cache and no branch predictor knows one by heart. */
const samples = 64

/** A vaccination as the engine's own payload has it, of nobody. */
function payload(): Dcc {
  const uvci = `URN:UVCI:01:UA:${randomBytes(16).toString('hex').toUpperCase()}`
  return {
    ver: '1.3.0',
    nam: { fn: 'Вигадана', fnt: 'VYHADANA', gn: 'Особа Вимірювання', gnt: 'OSOBA<VYMIRIUVANNIA' },
    dob: '1984-03-12',
    v: [
      {
        tg: '840539006',
        vp: '1119349007',
        mp: 'EU/1/20/1528',
        ma: 'ORG-100030215',
        dn: 2,
        sd: 2,
        dt: '2021-12-20',
        co: 'UA',
        is: 'State Enterprise DIIA',
        ci: uvci,
      },
    ],
  }
}

async function sandboxKey(at: Date): Promise<SigningKey> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-engine-'))
  try {
    const { files } = await createSandboxKeys(join(folder, 'keys'), { at })
    const found = { certificateFiles: [files.certificate], keyFiles: [files.key] }
    return loadSigningKeys(found).all[0] as SigningKey
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const at = new Date('2022-02-10T10:00:00Z')
const issuedAt = at.getTime() / 1000
const expiresAt = issuedAt + 60 * 86_400

function issued(certificate: Dcc, key: SigningKey): string {
  const cwt = writeCwt({ issuer: 'UA', issuedAt, expiresAt, certificate })
  return encodeHc1(signCose(cwt, key) as Uint8Array)
}

/** What is printed of a certificate. */
function printed(hc1: string, dcc: Dcc, key: SigningKey) {
  return {
    uvci: dcc.v?.[0]?.ci as string,
    certificateType: certificates.vaccination.code,
    issuedAt: at.toISOString(),
    expiresAt: new Date(expiresAt * 1000).toISOString(),
    validFrom: at.toISOString(),
    validUntil: new Date(expiresAt * 1000).toISOString(),
    keyId: key.keyIdText,
    holder: holderOf(dcc),
    content: contentOf(dcc),
    hc1,
    level: 'Q' as const,
  }
}

/** All steps of the verification of a foreign certificate: our own are looked up in the register besides. */
function verification(key: SigningKey) {
  return createVerify({
    trust: createTrustList([key.certificate]),
    keys: { all: [] },
    register: { status: async () => undefined },
    readPicture: () => Promise.reject(new Error('no picture is asked for')),
    clock: { now: () => new Date(at.getTime() + 1000) },
  })
}

/** Each in turn, whatever number it is asked for. */
const inTurn =
  <T>(list: readonly T[]) =>
  (index: number) =>
    list[index % list.length] as T

/** The mathematics alone: a signature over as many bytes as a certificate's, and its verification. */
function bareWork(texts: readonly string[]) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const [own, open] = [privateKey, publicKey].map((key) => ({ key, ...form })) as [Keyed, Keyed]
  const signed = texts.map((hc1) => {
    const bytes = readHc1(hc1).coseBytes.slice(0, -signatureBytes)
    return { bytes, signature: sign('sha256', bytes, own) }
  })
  const of = inTurn(signed)
  return {
    sign: { times: 100, run: (index: number) => sign('sha256', of(index).bytes, own) },
    bareVerify: {
      times: 100,
      run: (index: number) => verify('sha256', of(index).bytes, open, of(index).signature),
    },
  }
}

const form = { dsaEncoding: 'ieee-p1363' } as const
type Keyed = typeof form & { key: KeyObject }
const signatureBytes = 64

/** @throws Error when what is to be measured does not work */
export async function workToMeasure(): Promise<Readonly<Record<WorkName, Work>>> {
  const key = await sandboxKey(at)
  const payloads = Array.from({ length: samples }, payload)
  const texts = payloads.map((one) => issued(one, key))
  const of = { payload: inTurn(payloads), text: inTurn(texts) }
  const whole = verification(key)
  const { verdict } = await whole({ hc1: of.text(0) })
  if (verdict !== 'VALID') throw new Error(`the bench verifies what is ${verdict}`)
  const hc1 = (index: number) => issued(of.payload(index), key)
  const document = (index: number) => printed(of.text(index), of.payload(index), key)
  return {
    ...bareWork(texts),
    hc1: { times: 100, run: hc1 },
    svg: { times: 100, run: (index) => pictures.SVG.render(hc1(index)) },
    png: { times: 100, run: (index) => pictures.PNG.render(hc1(index)) },
    verify: { times: 100, run: (index) => whole({ hc1: of.text(index) }) },
    pdf: { times: 2, run: (index) => pdf([document(index)], { language: 'uk', at }) },
  }
}

// A hundred thousand damaged certificates through the engine's verification: none may end it, hold it up, or pass for
// signed. The judge of what is signed shares no line with ours: `base45`, `cborg` and node's verify over the structure
// as it encodes it. FUZZ_COUNT and FUZZ_SEED choose how many and which; a failure names the seed and the number.

import { verify as verifySignature } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import base45 from 'base45'
import { decode, encode, type TagDecoder } from 'cborg'
import { expect } from 'chai'
import type { Step } from '../../src/contract/types.ts'
import { readingSteps } from '../../src/hcert/steps.ts'
import {
  coseOf,
  cwtOf,
  dcc,
  event,
  type Issuer,
  issuerOf,
  testEvent,
  verifierOf,
} from '../engine/foreign.ts'
import { mutated, randomOf } from './mutations.ts'

const count = Number(process.env.FUZZ_COUNT ?? 100_000)
const seed = Number(process.env.FUZZ_SEED ?? 20_220_210)

/** Milliseconds for one text: a thousand times what it takes, for a machine that does other things too. */
const callMsMax = 1000

const issuer = issuerOf()
const { nam, dob, ver } = dcc
const recovery = {
  tg: event.tg,
  fr: '2022-01-01',
  df: '2022-01-12',
  du: '2022-06-30',
  co: 'SE',
  is: 'x',
  ci: event.ci,
}
const samples = [{ ver, nam, dob, t: [testEvent] }, dcc, { ver, nam, dob, r: [recovery] }].map(
  (certificate) => {
    const cwt = cwtOf(certificate)
    return { cwt, cose: coseOf(issuer, { payload: cwt }) }
  },
)

/** Tags mean nothing to the question, whichever they are. */
const tags = new Proxy<Record<number, TagDecoder>>(
  {},
  { get: () => (content: () => unknown) => content() },
)

/** Whether other people's decoders find it signed by the key. */
function isSigned(hc1: string, { trusted }: Issuer): boolean {
  try {
    const cose = inflateSync(base45.decode(hc1.slice('HC1:'.length)))
    const [protectedBytes, , payload, signature] = decode(cose, { useMaps: true, tags })
    const signed = encode(['Signature1', protectedBytes, new Uint8Array(0), payload])
    const key = { key: trusted.publicKey, dsaEncoding: 'ieee-p1363' } as const
    return verifySignature('sha256', signed, key, signature)
  } catch {
    return false
  }
}

function codeOf(steps: readonly Step[]): string {
  return steps.find(({ outcome }) => outcome === 'FAILED')?.code ?? 'VALID'
}

describe(`${count} damaged certificates`, function () {
  this.timeout(600_000)
  const codes = new Map<string, number>()
  const falselyPassed: number[] = []
  let slowestMs = 0

  before(async () => {
    const verify = verifierOf(issuer.trusted)
    const random = randomOf(seed)
    for (let number = 0; number < count; number++) {
      const hc1 = mutated(samples, random, issuer)
      const start = performance.now()
      // With and without the rules of a country, which reckon with what the schema forgives.
      const { step = [] } = await verify({ hc1, ...(number % 2 === 0 ? { country: 'UA' } : {}) })
      slowestMs = Math.max(slowestMs, performance.now() - start)
      const code = codeOf(step)
      codes.set(code, (codes.get(code) ?? 0) + 1)
      const passed = step.some(({ name, outcome }) => name === 'SIGNATURE' && outcome === 'PASSED')
      if (passed && !isSigned(hc1, issuer)) falselyPassed.push(number)
    }
  })

  it('none ends verification, and each has a verdict', () => {
    expect([...codes.values()].reduce((sum, one) => sum + one, 0)).to.equal(count)
  })

  it('none passes for signed that others do not find signed', () => {
    expect(falselyPassed, `seed ${seed}`).to.deep.equal([])
  })

  it(`none takes longer than ${callMsMax} ms`, () => {
    expect(slowestMs, `seed ${seed}`).to.be.below(callMsMax)
  })

  it('fail at every step of reading, at the signature, and behind it', function () {
    if (count < 10_000) this.skip()
    const steps = new Set([...codes.keys()].map((code) => code.split('_')[0]))
    expect([...steps]).to.include.members([
      ...readingSteps,
      'SIGNATURE',
      'SCHEMA',
      'VALUE',
      'VALID',
    ])
  })
})

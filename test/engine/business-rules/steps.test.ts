// Business rules as steps of a verification, with the sandbox's own lists, rules and certificates.

import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { createRuleBook, type RuleBook } from '../../../src/engine/business-rules/choose.ts'
import { readRulesFolder } from '../../../src/engine/business-rules/folder.ts'
import { readRule } from '../../../src/engine/business-rules/rule.ts'
import { createVerify } from '../../../src/engine/verify.ts'
import { readTrustDocument } from '../../../src/keys/trust/document.ts'
import { readTrustFolder } from '../../../src/keys/trust/folder.ts'
import { indexOf, type TrustList } from '../../../src/keys/trust/list.ts'
import { document, noon } from './samples.ts'

const hc1Of = (name: string) => {
  const request = readFileSync(`fixtures/VerifyCertificate_v1/${name}/request.xml`, 'utf8')
  return /<c:hc1>([^<]*)</.exec(request)?.[1] ?? ''
}
const ukrainian = hc1Of('valid')
const ofXa = hc1Of('not-invalidated')

describe('the steps of business rules', () => {
  let trust: TrustList
  let sandbox: RuleBook
  before(async () => {
    const folder = await readTrustFolder('fixtures/keys')
    const list = await readTrustDocument(readFileSync('fixtures/keys/elsewhere.json', 'utf8'), [])
    trust = indexOf({ keys: [...folder.keys, ...list.keys], leftOut: [] })
    sandbox = createRuleBook(await readRulesFolder('fixtures/rules'))
  })

  /** The verdict, and every step from national rules on. */
  async function steps(hc1: string, country?: string, rules: RuleBook | undefined = sandbox) {
    const verify = createVerify({
      trust,
      rules,
      keys: { all: [] },
      register: { status: async () => undefined },
      readPicture: () => Promise.reject(new Error('not asked')),
      clock: { now: () => noon },
    })
    const request = { hc1, ...(country === undefined ? {} : { country }) }
    const { verdict, step = [] } = await verify(request)
    const from = step.filter(({ name }) => name.endsWith('_RULES'))
    return [verdict, ...from.map(({ name, outcome, code }) => `${name} ${outcome} ${code}`)]
  }

  it('are not there for a country and an issuer without rule documents', async () => {
    const national = 'NATIONAL_RULES OPEN RULES_NOT_KNOWN'
    expect(await steps(ukrainian, 'PL')).to.deep.equal(['VALID', national])
    expect(await steps(ukrainian)).to.deep.equal(['VALID'])
    expect(await steps(ofXa, 'XA', createRuleBook([]))).to.deep.equal(['VALID', national])
  })

  it('take the place of national rules for a country with documents', async () => {
    expect(await steps(ukrainian, 'XA')).to.deep.equal([
      'VALID',
      'NATIONAL_RULES SKIPPED NOT_NEEDED',
      'BUSINESS_RULES PASSED OK',
    ])
    expect(await steps(ukrainian, 'XB')).to.deep.equal([
      'INVALID',
      'NATIONAL_RULES SKIPPED NOT_NEEDED',
      'BUSINESS_RULES FAILED BUSINESS_RULE_NOT_MET',
    ])
  })

  it('stand beside our own rules for Ukraine: both must hold', async () => {
    const ofUkraine = { ...document, Identifier: 'VR-UA-0001', Country: 'UA' }
    const met = createRuleBook([readRule(ofUkraine)])
    const broken = createRuleBook([readRule({ ...ofUkraine, Logic: { '!': [true] } })])
    const national = 'NATIONAL_RULES PASSED OK'
    expect(await steps(ukrainian, 'UA', met)).to.deep.equal([
      'VALID',
      national,
      'BUSINESS_RULES PASSED OK',
    ])
    expect(await steps(ukrainian, 'UA', broken)).to.deep.equal([
      'INVALID',
      national,
      'BUSINESS_RULES FAILED BUSINESS_RULE_NOT_MET',
    ])
    expect(await steps(ukrainian, 'UA')).to.deep.equal(['VALID', national])
  })

  it('ask the issuer’s rules of invalidation with a country and without', async () => {
    expect(await steps(ofXa)).to.deep.equal(['VALID', 'INVALIDATION_RULES PASSED OK'])
    expect(await steps(hc1Of('invalidated'), 'XA')).to.deep.equal([
      'INVALID',
      'NATIONAL_RULES SKIPPED NOT_NEEDED',
      'BUSINESS_RULES PASSED OK',
      'INVALIDATION_RULES FAILED INVALIDATED',
    ])
  })

  it('are not reached by what is no certificate', async () => {
    expect(await steps('HC1:BB8', 'XA')).to.deep.equal([
      'INVALID',
      'NATIONAL_RULES SKIPPED NOT_REACHED',
      'BUSINESS_RULES SKIPPED NOT_REACHED',
    ])
  })

  it('are not reached by what nobody has signed', async () => {
    expect(await steps(hc1Of('unknown-key'), 'XA')).to.deep.equal([
      'INVALID',
      'NATIONAL_RULES SKIPPED NOT_REACHED',
      'BUSINESS_RULES SKIPPED NOT_REACHED',
    ])
  })
})

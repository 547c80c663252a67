import { expect } from 'chai'
import { fixturesFolder, readCase, readCases } from '../../scripts/conformance/cases.ts'
import { WrongUsage } from '../../scripts/conformance/options.ts'
import { askedFor, choose } from '../../scripts/conformance/select.ts'

const everything = { cases: [], operations: [], tags: [], fixtures: fixturesFolder }
const names = (asked: object) => askedFor({ ...everything, ...asked }).map(({ name }) => name)
const met = {
  facts: { worldId: '', now: () => new Date() },
  foreign: undefined as string | undefined,
  days: 0,
}

describe('the selection of cases', () => {
  it('is of everything, of folders and of single cases', () => {
    expect(names({})).to.have.lengthOf(readCases().length)
    expect(names({ cases: ['_refused/get', 'GetServiceInformation_v1'] })).to.deep.equal([
      'GetServiceInformation_v1/plain',
      'GetServiceInformation_v1/with-context',
      '_refused/get',
    ])
  })

  it('is of an operation, with the messages that it refuses', () => {
    const found = names({ operations: ['IssueVaccinationCertificate'] })
    expect(found).to.include.members(['IssueVaccinationCertificate_v1/full', '_refused/dose-0'])
    expect(found).not.to.include('_refused/get')
    expect(names({ operations: ['IssueVaccinationCertificate_v1'] })).to.deep.equal(found)
  })

  it('is of all tags together, or of none of one', () => {
    const attached = names({ tags: ['attachment', 'bad-message'] })
    expect(attached).to.include('_refused/multipart-cut-off')
    expect(attached.every((name) => name.startsWith('_refused/'))).to.equal(true)
    const plain = names({ tags: ['no-attachment', 'bad-message'] })
    expect(plain).to.include('_refused/dose-0')
    expect(plain.filter((name) => attached.includes(name))).to.deep.equal([])
  })

  it('is of nothing only by mistake', () => {
    expect(() => names({ tags: ['no-such-tag'] })).not.to.throw()
    expect(() => names({ tags: ['such-a-tag'] })).to.throw(WrongUsage, 'no such case')
  })

  for (const [name, tags] of [
    ['GetCertificateStatus_v1/valid', ['reading', 'world']],
    ['GetCertificateStatus_v1/of-another-form', ['reading']],
    ['IssueVaccinationCertificate_v1/minimal', ['changing']],
    ['IssueVaccinationCertificate_v1/refused-name', ['changing', 'refusal', 'refused']],
    ['IssueVaccinationCertificate_v1/rnokpp-check-digit', ['changing', 'warning']],
    ['IssueVaccinationCertificate_v1/repeat-same-message', ['changing', 'repeat', 'steps']],
    ['IssueVaccinationCertificate_v1/mtom', ['attachment', 'changing', 'slow']],
    ['IssueVaccinationCertificate_v1/sealed', ['changing', 'seal', 'slow']],
    [
      'IssueVaccinationCertificate_v1/repeat-without-record',
      ['changing', 'once', 'repeat', 'steps'],
    ],
    ['_refused/too-large', ['bad-message', 'fault', 'reading', 'refused', 'slow']],
  ] as const) {
    it(`knows ${name} as ${tags.join(', ')}`, () => {
      expect(readCase(name).tags).to.deep.equal(tags)
    })
  }
})

describe('the cases that may run', () => {
  const cases = [
    'GetCertificateStatus_v1/valid',
    'IssueVaccinationCertificate_v1/minimal',
    '_refused/get',
  ]
  const all = cases.map((name) => readCase(name))

  function chosen(foreign: string | undefined, readOnly: boolean) {
    const { running, refused } = choose(all, { ...met, foreign }, readOnly)
    return [running.map(({ name }) => name), refused]
  }

  it('are all of them in the sandbox', () => {
    expect(chosen(undefined, false)).to.deep.equal([cases, false])
  })

  it('are elsewhere those that change nothing, and it is refused to run the others', () => {
    const reading = ['GetCertificateStatus_v1/valid', '_refused/get']
    expect(chosen('it is another', false)).to.deep.equal([reading, true])
  })

  it('are for a reader elsewhere those of any world, and nothing is refused', () => {
    expect(chosen('it is another', true)).to.deep.equal([['_refused/get'], false])
    expect(chosen(undefined, true)).to.deep.equal([[cases[0], cases[2]], false])
  })

  it('say why the others are left', () => {
    const { left } = choose(all, { ...met, foreign: 'it is another' }, true)
    expect(left.map(({ reason }) => reason)).to.deep.equal([
      'it speaks of the sandbox’s world',
      'it changes data',
    ])
  })

  it('are not none for a reader', () => {
    const changing = all.filter(({ changes }) => changes)
    expect(() => choose(changing, met, true)).to.throw(WrongUsage, 'only reads')
  })
})

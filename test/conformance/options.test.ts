import { expect } from 'chai'
import { readOptions, WrongUsage } from '../../scripts/conformance/options.ts'
import { direct } from '../../scripts/conformance/road.ts'

const url = 'http://127.0.0.1:1'

describe('the words of a replay', () => {
  it('name the gateway first, a bare address meaning its /ws, then the cases', () => {
    const options = readOptions([url, '_refused', 'GetCertificateStatus_v1/valid'])
    expect(options.url).to.equal(`${url}/ws`)
    expect(options.cases).to.deep.equal(['_refused', 'GetCertificateStatus_v1/valid'])
    expect(options.road).to.equal(direct)
    expect(readOptions([`${url}/other?a=1`]).url).to.equal(`${url}/other?a=1`)
  })

  it('name a security server in its place, which takes messages anywhere', () => {
    const options = readOptions(['--through-security-server', url, '_refused'])
    expect(options.url).to.equal(`${url}/`)
    expect(options.cases).to.deep.equal(['_refused'])
    expect(options.through).to.equal(true)
    expect(options.road.adds).to.deep.equal(['Envelope/Header/requestHash'])
  })

  it('need no address for a list', () => {
    const options = readOptions(['--list', '_refused', '--tag', 'a', '--tag', 'b'])
    expect(options).to.deep.include({ list: true, url: undefined, cases: ['_refused'] })
    expect(options.tags).to.deep.equal(['a', 'b'])
  })

  it('gather members, reports and a recording', () => {
    const options = readOptions([
      ...[url, '--client', 'A/B/C/D', '--read-only', '--junit', 'j', '--json', 'k'],
      ...['--operation', 'One', '--operation', 'Other'],
    ])
    expect(options.identities).to.deep.equal({ client: ['A', 'B', 'C', 'D'], provider: undefined })
    expect(options).to.include({ readOnly: true, junit: 'j', json: 'k' })
    expect(options.operations).to.deep.equal(['One', 'Other'])
    const recording = readOptions([url, '--record', 'new-one', '--request', 'file']).record
    expect(recording).to.deep.equal({
      name: 'new-one',
      request: 'file',
      contentType: undefined,
      invented: false,
    })
  })

  for (const [what, words] of [
    ['without an address', []],
    ['with an unknown option', [url, '--show-values']],
    ['with no address of a service', ['ftp://127.0.0.1:1']],
    ['with no address at all', ['_refused']],
    ['with a path that is none', [url, '--ignore', 'a//b']],
    ['with a file that is not there', [url, '--ignore-file', '/no/such/file']],
    ['with a folder that is not there', ['--list', '--fixtures', '/no/such/folder']],
    ['with half a member', [url, '--client', 'SEVDEIR-TEST/GOV']],
    ['with UXP but no security server', [url, '--uxp']],
    ['with a record but no request', [url, '--record', 'new']],
    ['with a request but no record', [url, '--request', 'file']],
    ['with a record that is a path', [url, '--record', '../x', '--request', 'file']],
    ['with a record that only reads', [url, '--record', 'x', '--request', 'f', '--read-only']],
    [
      'with a record through a security server',
      ['--through-security-server', url, '--record', 'x', '--request', 'file'],
    ],
    ['with a list that records', ['--list', '--record', 'x', '--request', 'file']],
  ] as const) {
    it(`are refused ${what}`, () => {
      expect(() => readOptions(words)).to.throw(WrongUsage)
    })
  }
})

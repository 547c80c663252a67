import { expect } from 'chai'
import { readCase, readCases, readPeople } from '../../scripts/conformance/cases.ts'
import { strangers } from '../../scripts/conformance/invented.ts'

const people = readPeople()

function requestOf(name: string): string {
  return String(readCase(name).steps[0]?.request)
}

function strangersIn(name: string, from: string | RegExp, to: string): string[] {
  const request = requestOf(name)
  const changed = request.replace(from, to)
  expect(changed).not.to.equal(request)
  return strangers(Buffer.from(changed), people)
}

const full = 'IssueVaccinationCertificate_v1/full'
const person = 'Envelope/Body/IssueVaccinationCertificate_v1/person'

describe('the people in a request', () => {
  for (const name of [
    full,
    'IssueTestCertificate_v1/full',
    'IssueRecoveryCertificate_v1/full',
    'GetCertificateStatus_v1/valid',
    'VerifyCertificate_v1/valid',
    'VerifyCertificate_v1/cose',
    'RevokeCertificate_v1/revoked-before',
  ]) {
    it(`are all of the world in ${name}`, () => {
      expect(strangers(Buffer.from(requestOf(name)), people)).to.deep.equal([])
    })
  }

  it('are of the world in nearly every case that names somebody', () => {
    const named = readCases().filter(({ steps }) => /<c:person>/.test(String(steps[0]?.request)))
    const strange = named.filter(
      ({ steps }) => strangers(steps[0]?.request ?? Buffer.alloc(0), people).length > 0,
    )
    expect(strange.length).to.be.below(named.length / 5)
  })

  for (const [what, from, to, path] of [
    ['another name', 'Прикладенко', 'Справжній', person],
    ['the name of one and the date of another', '1975-03-14', '1980-01-01', person],
    ['another RNOKPP', '<c:rnokpp>0000000023', '<c:rnokpp>3131313131', person],
    ['another УНЗР', '19750314-00001', '19750314-00009', person],
    ['another document', '000001</c:number', '000009</c:number', person],
    ['an unknown operator', 'UA0000000017', 'UA3131313131', 'Envelope/Header/userId'],
  ] as const) {
    it(`are not known with ${what}`, () => {
      expect(strangersIn(full, from, to)).to.deep.equal([path])
    })
  }

  it('are not known by a certificate that another world gave', () => {
    const uvci = 'Envelope/Body/GetCertificateStatus_v1/uvci'
    expect(strangersIn('GetCertificateStatus_v1/valid', ':000000', ':123456')).to.deep.equal([uvci])
  })

  it('are not known in a certificate that cannot be read, nor in a picture', () => {
    const path = 'Envelope/Body/VerifyCertificate_v1'
    expect(strangersIn('VerifyCertificate_v1/valid', /HC1:.{4}/, 'HC1:')).to.deep.equal([
      `${path}/hc1`,
    ])
    expect(
      strangersIn('VerifyCertificate_v1/valid', /<c:hc1>[^<]*<\/c:hc1>/, '<c:image>AA==</c:image>'),
    ).to.deep.equal([`${path}/image`])
  })

  it('are not known in what is no XML', () => {
    expect(strangers(Buffer.from('Прикладенко'), people)).to.deep.equal([
      'the whole message, which is no XML',
    ])
  })
})

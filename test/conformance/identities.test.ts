import { expect } from 'chai'
import { readCase } from '../../scripts/conformance/cases.ts'
import { identified, memberOf } from '../../scripts/conformance/identities.ts'

const client = memberOf('SEVDEIR/GOV/00012345/03_Other')
const provider = memberOf('SEVDEIR/GOV/00067890/04_Gateway')

function texts(name: string, identities: Parameters<typeof identified>[1]) {
  const [step] = identified(readCase(name), identities).steps
  return [String(step?.request), String(step?.expected), String(step?.mended ?? '')] as const
}

describe('the members in a case', () => {
  it('are exchanged in request and answer, zeros and all', () => {
    for (const text of texts('GetCertificateStatus_v1/valid', { client, provider }).slice(0, 2)) {
      expect(text).to.include('<id:memberCode>00012345</id:memberCode>')
      expect(text).to.include('<id:subsystemCode>04_Gateway</id:subsystemCode>')
      expect(text).not.to.include('SEVDEIR-TEST')
      expect(text).to.include('<id:serviceCode>GetCertificateStatus_v1<')
    }
  })

  it('are exchanged one without the other', () => {
    const [request] = texts('GetCertificateStatus_v1/valid', { client: undefined, provider })
    expect(request).to.include('01_Zrazok_Registry_test').and.to.include('04_Gateway')
    expect(request).not.to.include('00_Sandbox_Certificates')
  })

  it('are exchanged in what a security server mends', () => {
    const [, , mended] = texts('_refused/multipart-cut-off', { client, provider })
    expect(mended).to.include('03_Other').and.to.include('04_Gateway')
  })

  for (const [name, foreign] of [
    ['foreign-instance', '<id:xRoadInstance>SEVDEIR-TEST<'],
    ['foreign-service', '<id:memberCode>00067890<'],
    ['leading-zeros-lost', '<id:memberCode>0<'],
  ] as const) {
    it(`leave the provider of ${name} foreign, and its other parts ours`, () => {
      const [request] = texts(`_refused/${name}`, { client, provider })
      const service = /<xrd:service[\s\S]*<\/xrd:service>/.exec(request)?.[0] ?? ''
      expect(service).to.include(foreign).and.to.include('<id:memberClass>GOV<')
      const parts = ['>SEVDEIR<', '>GOV<', '>00067890<', '>04_Gateway<']
      expect(parts.filter((part) => service.includes(part))).to.have.lengthOf(3)
    })
  }

  it('stay when nobody asks', () => {
    const one = readCase('GetCertificateStatus_v1/valid')
    expect(identified(one, { client: undefined, provider: undefined })).to.equal(one)
  })

  for (const wrong of ['A/B/C', 'A/B/C/D/E', 'A//C/D', 'A/B/C/<D>', '']) {
    it(`are not “${wrong}”`, () => {
      expect(() => memberOf(wrong)).to.throw('INSTANCE/CLASS/MEMBER/SUBSYSTEM expected')
    })
  }
})

// Request envelopes for tests, written by hand as a client would write them.

import { namespace } from '../../src/contract/operations.ts'

export const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
export const xroad = 'http://x-road.eu/xsd/xroad.xsd'
export const identifiers = 'http://x-road.eu/xsd/identifiers'
export const representation = 'http://x-road.eu/xsd/representation.xsd'

/** The subsystem that we are in tests. */
export const own = {
  xRoadInstance: 'SEVDEIR-TEST',
  memberClass: 'GOV',
  memberCode: '00000000',
  subsystemCode: '00_Sandbox_Certificates',
}

export const clientBlock =
  '<xrd:client id:objectType="SUBSYSTEM"><id:xRoadInstance>SEVDEIR-TEST</id:xRoadInstance>' +
  '<id:memberClass>GOV</id:memberClass><id:memberCode>01234567</id:memberCode>' +
  '<id:subsystemCode>1_MOZ_TEST_cons</id:subsystemCode></xrd:client>'

export function serviceBlock(code: string): string {
  return (
    '<xrd:service id:objectType="SERVICE"><id:xRoadInstance>SEVDEIR-TEST</id:xRoadInstance>' +
    '<id:memberClass>GOV</id:memberClass><id:memberCode>00000000</id:memberCode>' +
    `<id:subsystemCode>00_Sandbox_Certificates</id:subsystemCode><id:serviceCode>${code}</id:serviceCode></xrd:service>`
  )
}

export const idBlock = '<xrd:id>5f1c3b0a-0001</xrd:id>'
export const versionBlock = '<xrd:protocolVersion>4.0</xrd:protocolVersion>'

/** The blocks of an ordinary header. */
export function headerBlocks(code: string): string[] {
  return [clientBlock, serviceBlock(code), idBlock, versionBlock]
}

/** An envelope with this text as header and body, under the customary prefixes. */
export function envelope(header: string, body: string): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="${soap11}" xmlns:xrd="${xroad}" ` +
    `xmlns:id="${identifiers}" xmlns:repr="${representation}">${header}${body}</soapenv:Envelope>`
  )
}

/** An envelope with these header blocks and this body content. */
export function message(blocks: readonly string[], content: string): string {
  return envelope(
    `<soapenv:Header>${blocks.join('')}</soapenv:Header>`,
    `<soapenv:Body>${content}</soapenv:Body>`,
  )
}

/** An ordinary request of an operation, with `content` inside its element and further header blocks. */
export function request(code: string, content = '', further: readonly string[] = []): string {
  const element = `<c:${code} xmlns:c="${namespace}">${content}</c:${code}>`
  return message([...headerBlocks(code), ...further], element)
}

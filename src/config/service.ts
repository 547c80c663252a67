// Settings of who we are on Trembita, and of who may call.

import { rate } from './limits.ts'
import type { Reader } from './reader.ts'
import type { Config, ElementName } from './shape.ts'

export function service(read: Reader): Config['service'] {
  return {
    xRoadInstance: read.matching('XROAD_INSTANCE', /^[\w.-]{1,64}$/, 'an instance', 'SEVDEIR-TEST'),
    memberClass: read.matching('MEMBER_CLASS', /^[\w.-]{1,64}$/, 'a member class', 'GOV'),
    memberCode: read.matching('MEMBER_CODE', /^\d{8}$/, 'an EDRPOU of eight digits', '00000000'),
    subsystemCode: read.matching(
      'SUBSYSTEM_CODE',
      /^[\w.-]{1,100}$/,
      'a subsystem',
      placeholderSubsystem,
    ),
  }
}

export function checkMember({ environment, service }: Config, read: Reader) {
  if (environment === 'PRODUCTION' && service.memberCode === '00000000')
    read.problem('MEMBER_CODE: needed in production')
}

/** Trembita's instances for tests and training: `SEVDEIR-TEST`, `SEVDEIR-TR`. */
const trialInstance = /-(?:TEST|TR)$/i
const productionInstance = 'SEVDEIR'
const placeholderSubsystem = '00_Sandbox_Certificates'

/** Real people's certificates and a sandbox's never stand on one instance of Trembita. */
export function checkIdentity({ environment, service }: Config, read: Reader) {
  if (environment === 'SANDBOX') {
    if (service.xRoadInstance.toUpperCase() === productionInstance)
      read.problem(`XROAD_INSTANCE: ${productionInstance} is for production alone`)
    return
  }
  if (trialInstance.test(service.xRoadInstance))
    read.problem('XROAD_INSTANCE: needed in production, and none that ends in -TEST or -TR')
  if (service.subsystemCode === placeholderSubsystem)
    read.problem('SUBSYSTEM_CODE: needed in production')
  if (read.maybe('PUBLIC_URL') === undefined)
    read.problem('PUBLIC_URL: needed in production; localhost is nobody’s address')
}

export function checkAccess({ environment, accessFile }: Config, read: Reader) {
  if (environment === 'PRODUCTION' && !accessFile)
    read.problem('ACCESS_FILE: needed in production; without it nobody may call')
}

/** `{namespace}name`, as XPath 3.1 writes a qualified name without a prefix. */
function elementName(read: Reader, setting: string): ElementName | undefined {
  const text = read.maybe(setting)
  if (text === undefined) return undefined
  const [, namespaceUri, name] =
    /^\{([^{}\s]{1,500})\}([\p{L}_][\p{L}\p{N}_.-]{0,99})$/u.exec(text) ?? []
  if (namespaceUri !== undefined && name !== undefined) return { namespaceUri, name }
  read.problem(`${setting}: {namespace}name`)
  return undefined
}

/** Who may call what, how fast, and what the audit reads of the header. */
export function access(read: Reader) {
  return {
    accessFile: read.maybe('ACCESS_FILE'),
    rate: rate(read),
    purposeHeader: elementName(read, 'PURPOSE_HEADER'),
    subjectHeader: elementName(read, 'SUBJECT_HEADER'),
  }
}

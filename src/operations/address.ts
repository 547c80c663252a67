// Which of our operations a message addresses, and who calls it.

import { namespace } from '../contract/operations.ts'
import type { Caller } from '../engine/engine.ts'
import { breach } from '../errors.ts'
import type { HeaderRules } from '../xroad/dialect.ts'
import type { Header } from '../xroad/header.ts'
import { clientText, isUnversioned } from '../xroad/identifiers.ts'
import { inconsistent, type Message } from '../xroad/message.ts'
import { operationOf } from './index.ts'
import type { OperationName } from './operation.ts'

/** The subsystem that we are on the security server. */
export interface OwnService {
  xRoadInstance: string
  memberClass: string
  memberCode: string
  subsystemCode: string
}

const ownParts = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode'] as const

/**
 * The operation that the header addresses and the body's root names, by QName alone.
 * @throws Failure FOREIGN_SERVICE, UNKNOWN_OPERATION, INCONSISTENT_HEADERS, WRONG_NAMESPACE
 */
export function addressed(
  { header, body }: Message,
  { own, headerRules }: { own: OwnService; headerRules: HeaderRules },
): OperationName {
  const { service } = header
  checkOurs(service, own)
  const name = operationOf(service.serviceCode)
  if (name === undefined)
    throw unknown(service, 'serviceCode', 'must name an operation of this service')
  if (!isUnversioned(service, headerRules.dialect))
    throw unknown(service, 'serviceVersion', 'must be absent')
  if (body.name !== name) throw inconsistent()
  if (body.namespaceUri !== namespace)
    throw breach('WRONG_NAMESPACE', name, `namespace ${namespace}`)
  return name
}

function unknown(service: Header['service'], part: string, rule: string) {
  return breach('UNKNOWN_OPERATION', pathOf(service, part), rule)
}

/** A part of the service's name, under the field that it is addressed by. */
function pathOf(service: Header['service'], part: string): string {
  return `Header/${'memberCode' in service ? 'service' : 'centralService'}/${part}`
}

/** A central service names the instance alone. */
function checkOurs(service: Header['service'], own: OwnService) {
  const named: Partial<OwnService> = service
  for (const part of 'memberCode' in service ? ownParts : (['xRoadInstance'] as const)) {
    if (named[part] === own[part]) continue
    throw breach('FOREIGN_SERVICE', pathOf(service, part), 'must name this service')
  }
}

/** Who asks, and what tells a repeat from another message. */
export function callerOf({ header, bodyDigest, requestDigest }: Message): Caller {
  const { client, service, id, userId, issue, representedParty } = header
  return {
    client: clientText(client),
    service: service.serviceCode,
    id,
    bodyDigest,
    requestDigest,
    ...(userId === undefined ? {} : { userId }),
    ...(issue === undefined ? {} : { issue }),
    ...(representedParty === undefined ? {} : { representedParty }),
  }
}

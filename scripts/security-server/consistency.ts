// What the consumer's security server compares before it lets a response through: nothing is trimmed, missing
// is not empty. protocolVersion, securityServer, unknown headers and their order are not its business.

import { requestHash, sha512 } from './hash.ts'
import type { Header } from './header.ts'
import { Refusal } from './refusal.ts'

const compared = [
  'client',
  'service',
  'centralService',
  'id',
  'userId',
  'issue',
  'representedParty',
] as const

/** @throws Refusal InconsistentResponse, its `why` naming the fields */
export function checkConsistent(request: Header, response: Header) {
  const differing = compared.filter(
    (name) => JSON.stringify(request[name]) !== JSON.stringify(response[name]),
  )
  if (differing.length === 0) return
  const text = 'Response from server proxy is not consistent with request'
  throw new Refusal('InconsistentResponse', text, differing.join(', '))
}

/** @throws Refusal InconsistentResponse when the response answers another request, or does not say which */
export function checkHash(request: Buffer, { requestHash: said }: Header) {
  if (said === undefined) {
    const text = 'Response from server proxy is missing request message hash'
    throw new Refusal('InconsistentResponse', text)
  }
  if (said.algorithm === sha512 && said.value === requestHash(request)) return
  const text = 'Request message hash does not match request message'
  throw new Refusal('InconsistentResponse', text, 'requestHash')
}

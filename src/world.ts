// The sandbox's world: when its clock starts and which certificates already exist there. Fixtures speak of
// this world; production has none.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Scope } from './access/list.ts'
import type { CertificateType, IssueRequest } from './engine/engine.ts'
import { createIssue, type IssueParts } from './engine/issue.ts'
import type { Register } from './register/register.ts'

/** A certificate that was issued before the world's clock started. */
interface IssuedBefore {
  uvci: string
  type: CertificateType
  /** `instance/class/code/subsystem` of the issuing client. */
  client: string
  issuedAt: string
  request: IssueRequest
  revoked?: { reason: string; fraud: boolean; at: string }
}

interface WorldClient {
  /** `instance/class/code/subsystem` */
  id: string
  /** What it reaches in a sandbox that has no access.json; absent: its own. */
  scope?: Scope
}

export interface World {
  id: string
  /** Start of the world's clock, with a zone. */
  clock: string
  clients?: WorldClient[]
  certificates: IssuedBefore[]
}

/** @throws Error when the file is not a world */
export function readWorld(file: string): World {
  const world = JSON.parse(readFileSync(file, 'utf8')) as World
  if (!world.id || Number.isNaN(Date.parse(world.clock))) throw new Error(`${file} is not a world`)
  return world
}

/** Issues what the world says was issued, through the ordinary steps, under the given identifiers. */
export async function seedWorld(world: World, parts: IssueParts & { register: Register }) {
  for (const certificate of world.certificates) {
    if ((await parts.register.status(certificate.uvci)) !== undefined) continue
    await issueBefore(certificate, parts)
  }
}

async function issueBefore(certificate: IssuedBefore, parts: IssueParts & { register: Register }) {
  const { uvci, type, client, issuedAt, request, revoked } = certificate
  const digits = Buffer.from(uvci.slice(uvci.lastIndexOf(':') + 1), 'hex')
  const issue = createIssue({
    ...parts,
    clock: { now: () => new Date(issuedAt) },
    random: () => digits,
    settings: { ...parts.settings, uvciChecksum: false },
  })
  // Not the identifier itself: the register keeps a message id in clear.
  const id = createHash('sha256').update(uvci).digest('hex')
  const caller = { client, service: 'world', id, bodyDigest: id, requestDigest: '' }
  const { fault } = await issue(type, request, caller)
  if (fault !== undefined) throw new Error(`world: ${uvci} cannot be issued: ${fault.faultCode}`)
  if (revoked === undefined) return
  await parts.register.revoke([uvci], { client }, { ...revoked, at: new Date(revoked.at) })
}

// The access list: who may call what, with which scope, and how fast. It matches an identifier part by
// part and never its joined text: a part that holds a slash is granted nothing.

import type { ClientId } from '../xroad/identifiers.ts'

/** Whose certificates, orders and batches a client reaches: its own, or everybody's. */
export type Scope = 'own' | 'all'

/** A token bucket: calls a second in the long run, and at once after a pause. */
export interface Rate {
  perSecond: number
  burst: number
}

export interface AccessList {
  /** Undefined when the client may not call the service. */
  scopeOf(client: ClientId, service: string): Scope | undefined
  /** Undefined where the default counts. */
  rateOf(client: ClientId): Rate | undefined
}

/** Class, code and subsystem as they stand in the file; `*` for any subsystem of the member. */
export interface Grant {
  client: readonly string[]
  services: '*' | readonly string[]
  scope: Scope
}

export interface ClientRate extends Rate {
  client: readonly string[]
}

/** What stands for every subsystem of a member, and for every service. */
export const any = '*'

/** No XML text holds a NUL (XML 1.0 §2.2), so that no two lists of parts give the same key. */
export function keyOf(parts: readonly string[]): string {
  return parts.join('\0')
}

export function partsOf(client: ClientId): string[] {
  const { xRoadInstance, memberClass, memberCode, subsystemCode } = client
  const member = [xRoadInstance, memberClass, memberCode]
  return subsystemCode === undefined ? member : [...member, subsystemCode]
}

/** Our owner text joins parts by a slash: a part with one in it could pose as another client. */
export function isUnambiguous(client: ClientId): boolean {
  return partsOf(client).every((part) => !part.includes('/') && part !== any)
}

/** Two look-ups by key a question, whatever the length of the list. */
export function createAccessList(
  grants: readonly Grant[],
  rates: readonly ClientRate[] = [],
): AccessList {
  const granted = new Map<string, Map<string, Scope>>()
  for (const { client, services, scope } of grants) {
    const key = keyOf(client)
    const scopes = granted.get(key) ?? new Map<string, Scope>()
    for (const service of services === any ? [any] : services) scopes.set(service, scope)
    granted.set(key, scopes)
  }
  const limited = new Map(rates.map((rate) => [keyOf(rate.client), rate]))
  return {
    scopeOf(client, service) {
      if (!isUnambiguous(client)) return undefined
      const scopes = found(granted, client)
      return scopes?.get(service) ?? scopes?.get(any)
    },
    rateOf: (client) => (isUnambiguous(client) ? found(limited, client) : undefined),
  }
}

/** What names the client itself hides what names all subsystems of its member. */
function found<T>(rows: ReadonlyMap<string, T>, client: ClientId): T | undefined {
  const parts = partsOf(client)
  const exact = rows.get(keyOf(parts))
  if (exact !== undefined || client.subsystemCode === undefined) return exact
  return rows.get(keyOf([...parts.slice(0, 3), any]))
}

/**
 * The sandbox without a file: everybody may call everything, and reaches what is theirs.
 * @param supervisors `instance/class/code/subsystem` of those who reach what is everybody's
 */
export function createOpenList(supervisors: readonly string[] = []): AccessList {
  const reachAll = new Set(supervisors)
  return {
    scopeOf(client) {
      if (!isUnambiguous(client)) return undefined
      return reachAll.has(partsOf(client).join('/')) ? 'all' : 'own'
    },
    rateOf: () => undefined,
  }
}

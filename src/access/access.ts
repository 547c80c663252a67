// Admits a message or refuses it: first how fast its client calls, then whether it may. It knows neither
// the body nor whose a certificate is; the scope it gives goes with the caller to the engine.

import { Failure } from '../errors.ts'
import type { ClientId } from '../xroad/identifiers.ts'
import type { Limiter } from './limit.ts'
import { type AccessList, keyOf, partsOf, type Rate, type Scope } from './list.ts'

export interface Access {
  /**
   * @param service a code of the contract @param nowMs any clock that only goes forward, milliseconds
   * @throws Failure RATE_LIMITED (`repeated` but for the first in a second), ACCESS_DENIED
   */
  admit(client: ClientId, service: string, nowMs: number): Scope
}

export interface AccessParts {
  /** The list in force at this moment: it may be replaced between two messages. */
  list: () => AccessList
  limiter: Limiter
  /** For clients of whom the list says nothing else. */
  rate: Rate
}

export function createAccess({ list, limiter, rate }: AccessParts): Access {
  return {
    admit(client, service, nowMs) {
      const current = list()
      const allowed = current.rateOf(client) ?? rate
      const taken = limiter.take(keyOf(partsOf(client)), allowed, nowMs)
      if (taken !== 'passed') {
        throw new Failure('RATE_LIMITED', { repeated: taken === 'repeated' })
      }
      const scope = current.scopeOf(client, service)
      if (scope !== undefined) return scope
      const violations = [{ path: 'Header/client', rule: 'has no grant for this service' }]
      throw new Failure('ACCESS_DENIED', { violations })
    },
  }
}

// What one operation is: its limit, and what it does with a valid request.

import type { Clock } from '../clock.ts'
import type { Operations } from '../contract/types.ts'
import type { Caller, Engine } from '../engine/engine.ts'

export type OperationName = keyof Operations

/** What operations work with. */
export interface Parts {
  engine: Engine
  clock: Clock
  information: { environment: string; worldId: string | undefined; version: string }
}

export interface Operation<N extends OperationName> {
  /** A larger message is refused; undefined = the gateway's default. */
  bytesMax?: number
  /** Whether it answers what the engine answers: then the engine has written the row of the audit. */
  audited?: true
  handle(
    request: Operations[N]['request'],
    caller: Caller,
    parts: Parts,
  ): Promise<Operations[N]['response']>
}

// A gateway over an engine that is a plain object, with all that it logs and counts kept for looking at.

import { Writable } from 'node:stream'
import { type Answering, audited } from '../src/engine/audited.ts'
import type { AuditEntry, Engine } from '../src/engine/engine.ts'
import { createGateway, type Gateway, type GatewayParts } from '../src/gateway.ts'
import { createLog } from '../src/log.ts'
import { createMetrics, type Metrics } from '../src/metrics.ts'
import { ordinaryRules } from '../src/xroad/dialect.ts'
import { own } from './xroad/envelopes.ts'

export interface Call {
  method: string
  arguments: unknown[]
}

export interface GatewayUnderTest {
  gateway: Gateway
  metrics: Metrics
  /** What the engine was asked, in order, but for the audit. */
  calls: Call[]
  /** What the audit was told, in order. */
  audits: AuditEntry[]
  /** What was logged, one parsed line each. */
  lines: Record<string, unknown>[]
  /** The log as it was written. */
  logged(): string
}

/** What the engine answers; every method not given here answers an empty response. */
export type Answers = { [M in keyof Engine]?: (...args: unknown[]) => unknown }

const at = new Date('2022-02-01T10:00:00Z')

export function gatewayOver(
  answers: Answers = {},
  bytesMax = 1_048_576,
  headerRules = ordinaryRules,
  more: Partial<GatewayParts> = {},
): GatewayUnderTest {
  const calls: Call[] = []
  const audits: AuditEntry[] = []
  const written: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      done()
    },
  })
  const method =
    (name: keyof Engine) =>
    async (...args: unknown[]) => {
      calls.push({ method: name, arguments: args })
      return answers[name]?.(...args) ?? {}
    }
  const names = [
    ...(['issue', 'reissue', 'status', 'revoke', 'revokeMany', 'revocationList'] as const),
    ...(['verify', 'ready'] as const),
  ]
  const engine = Object.fromEntries(names.map((name) => [name, method(name)])) as unknown as Engine
  const audit = async (entry: AuditEntry) => {
    audits.push(entry)
    await answers.audit?.(entry)
  }
  const metrics = createMetrics()
  const information = { environment: 'SANDBOX', worldId: 'world-1', version: '0.1.0' }
  const gateway = createGateway({
    own,
    headerRules,
    access: { admit: () => 'own' },
    auditHeaders: { purpose: undefined, subject: undefined },
    operations: {
      engine: audited({ ...engine, audit } as Answering),
      clock: { now: () => at },
      information,
    },
    bytesMax,
    log: createLog('info', stream),
    metrics,
    ...more,
  })
  const logged = () => written.join('')
  return {
    gateway,
    metrics,
    calls,
    audits,
    get lines() {
      return logged()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    },
    logged,
  }
}

// Counters for Prometheus. Labels are closed sets: operations of the contract and codes of the tables.

import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

export interface Metrics {
  /** One answered message; `operation` is `none` where none was recognised. */
  message(operation: string, outcome: string, seconds: number): void
  contentType: string
  text(): Promise<string>
}

const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 45]

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const messages = new Counter({
    name: 'gateway_messages_total',
    help: 'Messages answered, by operation and outcome code',
    labelNames: ['operation', 'outcome'],
    registers: [registry],
  })
  const seconds = new Histogram({
    name: 'gateway_message_seconds',
    help: 'Time from the last byte received to the answer, by operation',
    labelNames: ['operation'],
    buckets,
    registers: [registry],
  })
  return {
    message(operation, outcome, time) {
      messages.inc({ operation, outcome })
      seconds.observe({ operation }, time)
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}

// Counters for Prometheus. Labels are closed sets: operations of the contract, codes of the tables, and what an operator
// configured. Never a person.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type MeasureName, type MeasureRow, measures } from './measures.ts'

export type { MeasureName } from './measures.ts'

/** What befalls connections of the link to the security server, and the files behind it. */
export type LinkEvent =
  | 'no_certificate'
  | 'unpinned'
  | 'handshake'
  | 'connections'
  | 'unread'
  | 'reloaded'
  | 'reload_refused'

/** What is in the house now: messages in work and waiting, and bytes held of all. */
export interface Load {
  running: number
  waiting: number
  bytes: number
}

/** Sets a gauge or an instant, adds to a counter. Labels in the order of the row. */
export type Measure = (name: MeasureName, value: number, ...labels: string[]) => void

export interface Metrics {
  measure: Measure
  /** One answered message; `operation` is `none` where none was recognised. */
  message(operation: string, outcome: string, seconds: number): void
  /** A changed access.json: `reloaded`, or `refused` and the old one kept. */
  accessFile(outcome: 'reloaded' | 'refused'): void
  link(event: LinkEvent): void
  /** Asks for the load whenever it is read. */
  watchLoad(load: () => Load): void
  /** A reply that differed from its request and was withheld: somebody should look. */
  selfCheckFailed(): void
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
  const withheld = new Counter({
    name: 'gateway_self_check_failures_total',
    help: 'Replies withheld because the security server of the consumer would have refused them',
    registers: [registry],
  })
  const seconds = new Histogram({
    name: 'gateway_message_seconds',
    help: 'Time from the last byte received to the answer, by operation',
    labelNames: ['operation'],
    buckets,
    registers: [registry],
  })
  const accessFiles = new Counter({
    name: 'gateway_access_file_total',
    help: 'Changes of access.json, by what became of them',
    labelNames: ['outcome'],
    registers: [registry],
  })
  const events = new Counter({
    name: 'gateway_link_events_total',
    help: 'Connections refused or cut, and files reloaded, on the link to the security server',
    labelNames: ['event'],
    registers: [registry],
  })
  return {
    measure: createMeasure(registry),
    link: (event) => events.inc({ event }),
    watchLoad: (load) => gaugeLoad(registry, load),
    accessFile: (outcome) => accessFiles.inc({ outcome }),
    message(operation, outcome, time) {
      messages.inc({ operation, outcome })
      seconds.observe({ operation }, time)
    },
    selfCheckFailed: () => withheld.inc(),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}

const gauges: Readonly<Record<keyof Load, [name: string, help: string]>> = {
  running: ['gateway_messages_running', 'Messages in work'],
  waiting: ['gateway_messages_waiting', 'Whole messages that wait for their turn'],
  bytes: ['gateway_received_bytes', 'Bytes held of messages in receipt, waiting and in work'],
}

function gaugeLoad(registry: Registry, load: () => Load) {
  for (const part of ['running', 'waiting', 'bytes'] as const) {
    const [name, help] = gauges[part]
    const collect = function (this: Gauge) {
      this.set(load()[part])
    }
    new Gauge({ name, help, registers: [registry], collect })
  }
}

/** A measure appears when it is told for the first time. */
function createMeasure(registry: Registry): Measure {
  const instruments = new Map<MeasureName, (value: number, labels: Labels) => void>()
  return (name, value, ...values) => {
    const row: MeasureRow = measures[name]
    const tell = instruments.get(name) ?? instrumentOf[row.kind](registry, row)
    instruments.set(name, tell)
    tell(value, Object.fromEntries(row.labels.map((label, at) => [label, values[at] ?? ''])))
  }
}

type Labels = Record<string, string>

const instrumentOf: Readonly<
  Record<
    MeasureRow['kind'],
    (registry: Registry, row: MeasureRow) => (value: number, labels: Labels) => void
  >
> = {
  counter(registry, { name, help, labels }) {
    const counter = new Counter({ name, help, labelNames: [...labels], registers: [registry] })
    return (value, of) => counter.inc(of, value)
  },
  gauge(registry, { name, help, labels }) {
    const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [registry] })
    return (value, of) => gauge.set(of, value)
  },
  age(registry, { name, help, labels }) {
    const instants = new Map<string, [instant: number, labels: Labels]>()
    const collect = function (this: Gauge) {
      for (const [instant, of] of instants.values()) this.set(of, (Date.now() - instant) / 1000)
    }
    new Gauge({ name, help, labelNames: [...labels], registers: [registry], collect })
    return (value, of) => void instants.set(JSON.stringify(of), [value, of])
  },
}

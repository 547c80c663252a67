// Limits: bytes, counts, times.

import { availableParallelism } from 'node:os'
import type { Reader } from './reader.ts'
import type { Config } from './shape.ts'

/** Per client subsystem; more than one process answers alone, so that only a runaway client is held. */
export function rate(read: Reader): Config['rate'] {
  const perSecond = read.integer('RATE_PER_SECOND', 5000, 1, 100_000)
  return { perSecond, burst: read.integer('RATE_BURST', 2 * perSecond, 1, 1_000_000) }
}

/** One core stays free for messages: documents may wait, they may not. */
function coresForDrawing(): number {
  return Math.max(1, availableParallelism() - 1)
}

export function limits(read: Reader) {
  return {
    messageBytesMax: read.integer('MESSAGE_BYTES_MAX', 1_048_576, 1024, 10_485_760),
    attachmentBytesMax: read.integer('ATTACHMENT_BYTES_MAX', 16_777_216, 0, 67_108_864),
    attachmentsMax: read.integer('ATTACHMENTS_MAX', 16, 0, 1000),
    inFlightMax: read.integer('IN_FLIGHT_MAX', 512, 1, 10_000),
    // Below the security server's service timeout of 60 s, so that a fault arrives and not a hang.
    deadlineMs: read.integer('DEADLINE_MS', 45_000, 100, 900_000),
    receiveTimeoutMs: read.integer('RECEIVE_TIMEOUT_MS', 20_000, 100, 300_000),
    queueMax: read.integer('QUEUE_MAX', 1024, 0, 100_000),
    receivedBytesMax: read.integer('RECEIVED_BYTES_MAX', 268_435_456, 67_108_864, 2 ** 36),
    // Two security servers' pools of 2,500 connections each.
    connectionsMax: read.integer('MAX_CONNECTIONS', 5000, 1, 100_000),
    sendTimeoutMs: read.integer('SEND_TIMEOUT_MS', 30_000, 100, 300_000),
    renderThreads: read.integer('RENDER_THREADS', coresForDrawing(), 1, 256),
    // A thread draws some forty a second, and they wait for 4 s at most.
    renderQueueMax: read.integer('RENDER_QUEUE_MAX', 128, 0, 10_000),
  }
}

/** Until every balancer has taken a stopping pod from its list: Kubernetes tells them at once, they need a moment. */
const drainDelayMs = 5000

export function drain(read: Reader, sandbox: boolean) {
  // With 2 s for connections and 5 s for the database, below the 30 s after which Kubernetes kills.
  const drainTimeoutMs = read.integer('DRAIN_TIMEOUT_MS', 20_000, 0, 900_000)
  const ordinaryMs = sandbox ? 0 : Math.min(drainDelayMs, drainTimeoutMs)
  return {
    drainTimeoutMs,
    drainDelayMs: read.integer('DRAIN_DELAY_MS', ordinaryMs, 0, drainTimeoutMs),
  }
}

// Mutual TLS of the link: who shows no certificate, or one that is not pinned, is closed before a byte of HTTP is
// read. Files are read again when they change; no connection ends for it, and a broken file changes nothing.

import type { ServerOptions, Server as TlsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Log } from '../log.ts'
import type { LinkEvent, Metrics } from '../metrics.ts'
import { watchFiles } from '../watch.ts'
import {
  fingerprintOf,
  fingerprintText,
  isPinned,
  type LinkFiles,
  type LinkSecrets,
  readLinkFiles,
} from './pins.ts'

export interface TlsLinkParts {
  files: LinkFiles
  log: Log
  metrics: Pick<Metrics, 'link'>
  /** Time between two looks at the files, milliseconds. */
  everyMs?: number
}

export interface TlsLink {
  options: ServerOptions
  /** Watches a server's handshakes from now on, and renews its certificate. */
  attach(server: TlsServer): void
  /** Whether the connection's certificate is pinned now: a pin may have gone since the handshake. */
  admits(socket: Duplex): boolean
  /** Reads the files now if they changed; with an error in them everything stays as it was. */
  reload(): void
  stop(): void
}

/** X-Road's own default (`client-tls-protocols`), and newer. */
const minVersion = 'TLSv1.2'

/** Whoever knocks again and again leaves at most so many lines within `linesMs`; the metric counts all. */
const linesMax = 20
const linesMs = 60_000

/** @throws Error when a file is missing or wrong */
export function createTlsLink({ files, log, metrics, everyMs }: TlsLinkParts): TlsLink {
  const watch = watchFiles({
    files: Object.values(files),
    changed: (again) => renew(again),
    ...(everyMs ? { everyMs } : {}),
  })
  let secrets = readLinkFiles(files)
  let server: TlsServer | undefined
  let told: string | undefined
  log.event('link certificate', about(secrets))

  /** Whether the files are in force now; of one content each problem is told once. */
  function renew(again: boolean): boolean {
    try {
      const next = readLinkFiles(files)
      server?.setSecureContext(contextOf(next))
      secrets = next
      metrics.link('reloaded')
      log.event('link reloaded', about(secrets))
      return true
    } catch (error) {
      refused((error as Error).message, again)
      return false
    }
  }

  function refused(problem: string, again: boolean) {
    if (again && problem === told) return
    told = problem
    metrics.link('reload_refused')
    log.event('link kept as it was', problem, 'warn')
  }

  const door = createDoor(log, metrics, () => secrets.pins)
  return {
    // Security servers show certificates that no authority signed: the door's pins judge them, and nothing else does.
    options: { ...contextOf(secrets), requestCert: true, rejectUnauthorized: false },
    attach(attached) {
      server = attached
      door.watch(attached)
    },
    admits: door.admits,
    reload: watch.look,
    stop: watch.stop,
  }
}

function contextOf({ cert, key }: LinkSecrets) {
  return { cert, key, minVersion } as const
}

function about({ own, pins }: LinkSecrets): string {
  return `${fingerprintText(fingerprintOf(own))} until ${own.validTo}, ${pins.length} pinned`
}

/** Who may come in, and who may go on. */
function createDoor(log: Log, metrics: Pick<Metrics, 'link'>, pins: () => readonly Buffer[]) {
  const fingerprints = new WeakMap<Duplex, Buffer>()
  const tell = bounded((event, detail) => log.event(event, detail))

  function refused(event: LinkEvent, detail: string): false {
    metrics.link(event)
    tell('client refused', detail)
    return false
  }

  function greet(socket: TLSSocket): boolean {
    const shown = socket.getPeerX509Certificate()
    if (shown === undefined) return refused('no_certificate', 'no certificate')
    const fingerprint = fingerprintOf(shown)
    fingerprints.set(socket, fingerprint)
    return isPinned(pins(), fingerprint) || unpinned(fingerprint)
  }

  const unpinned = (fingerprint: Buffer) =>
    refused('unpinned', `not in CLIENT_PINS: ${fingerprintText(fingerprint)}`)

  function admits(socket: Duplex): boolean {
    const fingerprint = fingerprints.get(socket)
    if (fingerprint === undefined) return false
    return isPinned(pins(), fingerprint) || unpinned(fingerprint)
  }

  function watch(server: TlsServer) {
    server.prependListener('secureConnection', (socket) => void (greet(socket) || socket.destroy()))
    // Node would hand what is no TLS to the HTTP door, which would answer it.
    server.removeAllListeners('tlsClientError')
    server.on('tlsClientError', ({ code = 'unknown' }: NodeJS.ErrnoException, socket) => {
      refused('handshake', `handshake: ${code}`)
      socket.destroy()
    })
  }

  return { watch, admits }
}

type Tell = (event: string, detail: string) => void

/** Says each detail once within a while, and no more than so many. */
function bounded(tell: Tell): Tell {
  const told = new Set<string>()
  let since = performance.now()
  return (event, detail) => {
    if (performance.now() - since > linesMs) {
      told.clear()
      since = performance.now()
    }
    if (told.has(detail) || told.size >= linesMax) return
    told.add(detail)
    tell(event, detail)
  }
}

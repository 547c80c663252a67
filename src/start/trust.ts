// Whose signatures are accepted, while the program runs: the sources of the configuration, read at the start, from time
// to time, when they change, and when it is told to.

import type { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { machineClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { createHttpsClient, readTls } from '../https.ts'
import { readCertificate } from '../keys/certificate.ts'
import type { Contents } from '../keys/trust/document.ts'
import { keepIn } from '../keys/trust/kept.ts'
import type { TrustList } from '../keys/trust/list.ts'
import { createLiveTrust, type SourceFailure, type TrustObserver } from '../keys/trust/live.ts'
import { documentBytesMax, pathSource, type Source, urlSource } from '../keys/trust/source.ts'
import { type Log, problemOf } from '../log.ts'
import type { Measure } from '../metrics.ts'
import { watchFiles } from '../watch.ts'
import { oneAtATime } from './one-at-a-time.ts'

export interface TrustInUse {
  list: TrustList
  /** Reads every source now. */
  reload(): void
  close(): void
}

export type TrustConfig = Pick<
  Config,
  | 'dataFolder'
  | 'trustFolder'
  | 'trustList'
  | 'trustAnchor'
  | 'trustTls'
  | 'trustAuthority'
  | 'trustRefreshMs'
>

interface TrustParts {
  /** Our own certificates as they are now. */
  own(): readonly X509Certificate[]
  log: Log
  measure: Measure
}

/** A list of some megabytes over a slow line, with its repeats. */
const timeoutMs = 20_000

/** After a failure a source is asked again as soon as this; it may have been a moment's. */
const againAfterMs = 60_000

/** Lists are larger than certificates and change more seldom. */
const lookEveryMs = 10_000

/** @throws Error when a folder, a file or the files of TLS cannot be used; a distant list may come later */
export async function startTrust(
  config: TrustConfig,
  { own, log, measure }: TrustParts,
): Promise<TrustInUse> {
  const sources = sourcesOf(config)
  const live = createLiveTrust({
    sources,
    own,
    anchors: config.trustAnchor === undefined ? [] : [readCertificate(config.trustAnchor)],
    observer: observer(log, measure, sources),
    kept: keepIn(join(config.dataFolder, 'trust')),
    now: machineClock.now,
  })
  const watch = watchFiles({
    files: sources.filter(({ local }) => local).map(({ name }) => name),
    changed() {
      refreshing.ask()
      return true
    },
    everyMs: lookEveryMs,
  })
  const pauseAfter = (failures: readonly SourceFailure[]) =>
    failures.length > 0 ? Math.min(againAfterMs, config.trustRefreshMs) : config.trustRefreshMs
  const refreshing = oneAtATime(async () => pauseAfter(await live.refresh()))
  const failures = await live.refresh()
  try {
    refuse(failures.filter(({ source }) => source.local))
  } catch (error) {
    watch.stop()
    throw error
  }
  refreshing.askIn(pauseAfter(failures))
  return {
    list: live.list,
    reload() {
      // So that the watch knows what is read now, and notices when it is taken back.
      watch.look()
      refreshing.ask()
    },
    close() {
      watch.stop()
      refreshing.stop()
    },
  }
}

function refuse([failure]: readonly SourceFailure[]) {
  if (failure === undefined) return
  const { source, cause } = failure
  throw new Error(named(source.name, (cause as Error).message), { cause })
}

function sourcesOf({ trustFolder, trustList, ...config }: TrustConfig): Source[] {
  const tls = { ...config.trustTls, authority: config.trustAuthority }
  // Files that cannot be read are found now and not in an hour.
  if (trustList.some(isUrl)) readTls(tls)
  const paths = [...(trustFolder === undefined ? [] : [trustFolder]), ...trustList]
  return paths.map((path) => (isUrl(path) ? distant(new URL(path), config) : pathSource(path)))
}

const isUrl = (source: string) => source.startsWith('https://')

function distant(url: URL, config: Pick<TrustConfig, 'trustTls' | 'trustAuthority'>): Source {
  return urlSource(url, () =>
    createHttpsClient({
      url: url.origin,
      token: undefined,
      tls: config.trustTls,
      authority: config.trustAuthority,
      timeoutMs,
      bytesMax: documentBytesMax,
      random: Math.random,
    }),
  )
}

/** The log is told of a source when there is something else to say than before. */
function observer(log: Log, measure: Measure, sources: readonly Source[]): TrustObserver {
  const local = new Set(sources.filter((source) => source.local).map(({ name }) => name))
  // A list of this machine that was never read is one of the start, which then fails.
  const without = (source: string) =>
    local.has(source) ? 'it does not start without it' : 'no list of it is known yet'
  const said = new Map<string, string>()
  const isNew = (source: string, text: string) => {
    if (said.get(source) === text) return false
    said.set(source, text)
    return true
  }
  return {
    read(source, contents, at) {
      measure('trust_list_read', at.getTime(), source)
      measure('trust_list_keys', contents.keys.length, source)
      measure('trust_list_left_out', contents.leftOut.length, source)
      const text = summary(contents)
      if (isNew(source, text)) log.event('trust list', `${source}: ${text}`)
    },
    failed(source, cause, standing) {
      measure('trust_list_failures', 1, source)
      const why = ownText(cause)
      const text =
        standing === 'kept'
          ? `${source} kept as it was: ${why}`
          : `${named(source, why)}; ${without(source)}`
      if (isNew(source, text)) log.event('trust list', text, 'warn')
    },
  }
}

/** Some errors name the source themselves. */
function named(source: string, why: string): string {
  return why.includes(source) ? why : `${source}: ${why}`
}

/** Errors of ours say what is wrong without content; of others, class and code alone are taken. */
function ownText(cause: unknown): string {
  const isOurs =
    cause instanceof Error && !('code' in cause) && /^(Json)?Error$/.test(cause.constructor.name)
  return isOurs ? cause.message : problemOf(cause)
}

/** `312 keys, left out: 2 NO_AUTHORITY, 1 KEY_UNFIT` */
function summary({ keys, leftOut }: Contents): string {
  const counts = new Map<string, number>()
  for (const { reason } of leftOut) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const reasons = [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
  const rest = reasons.length === 0 ? '' : `, left out: ${reasons.join(', ')}`
  return `${keys.length} keys${rest}`
}

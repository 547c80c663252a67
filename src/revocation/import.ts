// Keeps the table in step with all sources. A source that fails leaves what is known of it, is told, and is tried again
// at the next turn; it never holds up another.

import type { X509Certificate } from 'node:crypto'
import { asFailure } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Measure } from '../metrics.ts'
import { createHolding, type Holding } from './holding.ts'
import { type Refused, type Source, SourceError } from './source.ts'
import type { RevocationTable } from './table.ts'

export interface ImportParts {
  sources: readonly Source[]
  table: RevocationTable
  /** The certificates whose batches are believed; asked at each turn. @throws Error that names a bad file */
  readUploaders(): Promise<readonly X509Certificate[]>
  /** The world's clock: what is over by it is taken out. */
  now(): Date
  /** The machine's, for ages. */
  machineNow(): Date
  log: Pick<Log, 'event' | 'failure'>
  measure: Measure
}

export interface Import {
  /** What earlier starts left. @throws Error when the certificates of uploaders cannot be read */
  load(): Promise<void>
  /** One turn; does nothing while another one is under way. Never rejects. */
  refresh(): Promise<void>
}

interface Feeding {
  source: Source
  holding: Holding
  /** Its place in the setting, from 1: what it is called in metrics and in the log. */
  name: string
}

export function createImport(parts: ImportParts): Import {
  let uploaders: readonly X509Certificate[] = []
  const feeding = parts.sources.map((source, at): Feeding => {
    const { table, now } = parts
    const holding = createHolding({ table, now, uploaders: () => uploaders })
    return { source, holding, name: String(at + 1) }
  })
  let running: Promise<void> | undefined

  async function turn() {
    uploaders = await parts.readUploaders().catch((error: Error) => {
      parts.log.event('revocation uploaders', `kept as they were: ${error.message}`, 'warn')
      return uploaders
    })
    await Promise.all(feeding.map((one) => refreshed(one, parts)))
    parts.measure('revocation_entries', parts.table.size())
  }

  return {
    async load() {
      uploaders = await parts.readUploaders()
      for (const { source, holding } of feeding) await source.load(holding)
      parts.measure('revocation_entries', parts.table.size())
    },
    refresh() {
      running ??= turn().finally(() => {
        running = undefined
      })
      return running
    },
  }
}

async function refreshed({ source, holding, name }: Feeding, parts: ImportParts): Promise<void> {
  const { measure, log } = parts
  let refusals = 0
  const refused: Refused = (reason) => {
    refusals++
    measure('revocation_batches_refused', 1, name, reason)
  }
  try {
    await source.refresh(holding, refused)
    measure('revocation_import', parts.machineNow().getTime(), name)
  } catch (error) {
    const known = error instanceof SourceError
    measure('revocation_import_failures', 1, name, known ? error.problem : 'INTERNAL')
    if (known)
      log.event(
        'revocation source',
        `${name} kept as it was: ${error.problem} ${error.message}`,
        'warn',
      )
    else log.failure(asFailure(error))
  }
  if (refusals > 0)
    log.event('revocation source', `${name}: ${refusals} batches were not believed`, 'warn')
}

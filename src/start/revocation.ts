// Revocation lists while the program runs: ours are made from time to time, those of others are read. How often, the
// machine's clock says; what is over, the world's.

import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type Clock, machineClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { issuerCountry } from '../engine/prepare.ts'
import { createBatchesOf } from '../engine/revocation-batches.ts'
import { asFailure, Failure } from '../errors.ts'
import { createHttpsClient } from '../https.ts'
import { type BatchSigner, type BatchSignerFiles, loadBatchSigner } from '../keys/batch-signer.ts'
import { createSandboxUpload, isSandbox } from '../keys/sandbox.ts'
import { loadTrustFolder } from '../keys/trust/folder.ts'
import type { Log } from '../log.ts'
import type { Measure } from '../metrics.ts'
import type { Listing } from '../register/listing.ts'
import type { Register } from '../register/register.ts'
import { createFolderSource } from '../revocation/folder.ts'
import { createGatewaySource } from '../revocation/gateway.ts'
import { createImport } from '../revocation/import.ts'
import { createKept } from '../revocation/kept.ts'
import type { Source } from '../revocation/source.ts'
import { createRevocationTable, type RevocationTable } from '../revocation/table.ts'
import { atMost } from './started.ts'

export interface RevocationParts {
  log: Log
  /** The world's. */
  clock: Clock
  measure: Measure
  register: Pick<Register, 'listing'>
}

export interface RevocationInUse {
  /** Absent: there is no key to sign batches with. */
  listing: Listing | undefined
  /** Absent: there are no sources. */
  revoked: RevocationTable | undefined
  /** Reads the sources now. */
  reload(): void
  /** Resolves when nothing of it uses the register any more. */
  close(): Promise<void>
}

/** A long list need not be whole before the first message is answered. */
const firstListingMs = 5000

/** What is done once and then from time to time, never twice at once. */
interface Turning {
  now(): Promise<void>
  end(): Promise<void>
}

/** @throws Error that names what is wrong with the key or with the certificates of uploaders */
export async function startRevocation(
  config: Config,
  parts: RevocationParts,
): Promise<RevocationInUse> {
  const signer = await signerOf(config, parts.clock.now())
  const listing = signer && startListing(config, parts, signer)
  if (listing === undefined) parts.log.event('revocation list', 'none: no REVOCATION_KEY')
  else await atMost(firstListingMs, listing.now())
  const imported = await startImport(config, parts)
  return {
    listing: listing && parts.register.listing,
    revoked: imported?.table,
    reload: () => void imported?.turning.now(),
    close: async () => {
      await listing?.end()
      await imported?.turning.end()
    },
  }
}

function turning(everyMs: number, work: () => Promise<void>): Turning {
  let running: Promise<void> | undefined
  const now = () => {
    running ??= work().finally(() => {
      running = undefined
    })
    return running
  }
  const timer = setInterval(now, everyMs).unref()
  return {
    now,
    end: async () => {
      clearInterval(timer)
      await running
    },
  }
}

async function filesOf(config: Config, at: Date): Promise<BatchSignerFiles | undefined> {
  if (config.revocationKey)
    return { ...config.revocationKey, passphrase: config.revocationPassphrase }
  if (config.environment === 'PRODUCTION') return undefined
  return createSandboxUpload(join(config.dataFolder, 'upload'), { at })
}

async function signerOf(config: Config, at: Date): Promise<BatchSigner | undefined> {
  const files = await filesOf(config, at)
  const signer = files && loadBatchSigner(files, at)
  if (signer && config.environment === 'PRODUCTION' && isSandbox(signer.certificate))
    throw new Error('REVOCATION_KEY: a sandbox key is refused in production')
  return signer
}

/** Nobody would believe what it signs. */
const keyHasExpired = 'the certificate of REVOCATION_KEY has expired'

function startListing(
  { revocation }: Config,
  { register, clock, measure, log }: RevocationParts,
  signer: BatchSigner,
): Turning {
  const batchesOf = createBatchesOf({
    country: issuerCountry,
    kinds: revocation.kinds,
    sign: (content) => signer.sign(content, clock.now()),
    newId: randomUUID,
  })
  log.event('revocation list', `${revocation.kinds}, key until ${signer.notAfter.toISOString()}`)
  return turning(revocation.periodMs, async () => {
    try {
      if (clock.now() > signer.notAfter) throw new Failure('INTERNAL', { detail: keyHasExpired })
      const { made, deleted } = await register.listing.list({ now: clock.now(), batchesOf })
      if (made > 0) measure('revocation_batches', made, 'made')
      if (deleted > 0) measure('revocation_batches', deleted, 'deleted')
      measure('revocation_listing', machineClock.now().getTime())
    } catch (error) {
      measure('revocation_listing_failures', 1)
      log.failure(asFailure(error))
    }
  })
}

async function startImport(
  config: Config,
  { log, clock, measure }: RevocationParts,
): Promise<{ table: RevocationTable; turning: Turning } | undefined> {
  const { sources, trustFolder, refreshMs } = config.revocation
  if (sources.length === 0 || trustFolder === undefined) return undefined
  const table = createRevocationTable()
  const imported = createImport({
    sources: sources.map((source) => sourceOf(source, config)),
    table,
    readUploaders: () => loadTrustFolder(trustFolder),
    now: clock.now,
    machineNow: machineClock.now,
    log,
    measure,
  })
  await imported.load()
  log.event('revocation sources', `${sources.length}, ${table.size()} entries kept`)
  const turns = turning(refreshMs, imported.refresh)
  // A gateway may be slow or away: nobody waits for it.
  void turns.now()
  return { table, turning: turns }
}

/** A batch has 50 kB in base64; a list of a thousand of them 200 kB. */
const answerBytesMax = 8 * 1024 * 1024

/** For one answer with its repeats. */
const timeoutMs = 20_000

function sourceOf(source: string, { revocation, dataFolder }: Config): Source {
  if (!source.startsWith('https://')) return createFolderSource(source)
  const { origin, pathname } = new URL(source)
  const client = createHttpsClient({
    url: origin,
    token: undefined,
    tls: revocation.tls,
    authority: revocation.authority,
    timeoutMs,
    bytesMax: answerBytesMax,
    random: Math.random,
  })
  const name = createHash('sha256').update(source).digest('hex').slice(0, 16)
  const kept = createKept(join(dataFolder, 'revocation', name))
  return createGatewaySource({ client, path: pathname.replace(/\/+$/, ''), kept })
}

// The trust list in force while the program runs: our own keys, and what each source last said. A source that fails
// keeps its last good list, and the others go on; nothing here decides when to look again.

import { createHash, type X509Certificate } from 'node:crypto'
import { listedCertificate } from './certificate.ts'
import { type Contents, readTrustDocument } from './document.ts'
import { readTrustFolder } from './folder.ts'
import { indexOf, isKey, type ListedKey, type TrustedKey, type TrustList } from './list.ts'
import type { Raw, Source } from './source.ts'

/** What is told of a source; counts and names, no content. */
export interface TrustObserver {
  /** @param at when the source said so; earlier than now where the list was kept over a restart */
  read(source: string, contents: Contents, at: Date): void
  /** @param standing the list that goes on to hold: the last good one, or none was had yet */
  failed(source: string, cause: unknown, standing: 'kept' | 'none'): void
}

/** Where the documents of distant sources are kept over a restart. */
export interface Kept {
  save(source: string, documents: readonly string[]): void
  load(source: string): { documents: readonly string[]; at: Date } | undefined
}

export interface LiveTrustParts {
  sources: readonly Source[]
  /** Our own certificates as they are now: they change when keys roll over. */
  own(): readonly X509Certificate[]
  /** Certificates of the trust anchor of the EU gateway; none: it is not asked. */
  anchors: readonly X509Certificate[]
  observer: TrustObserver
  kept: Kept
  /** The machine's clock. */
  now(): Date
}

export interface LiveTrust {
  list: TrustList
  /** Reads every source once. Never rejects: what failed is told, and returned. */
  refresh(): Promise<readonly SourceFailure[]>
}

export interface SourceFailure {
  source: Source
  cause: unknown
}

interface State {
  digest: string
  contents: Contents
}

export function createLiveTrust(parts: LiveTrustParts): LiveTrust {
  const states = new Map<Source, State>()
  const own = ownKeys(parts.own)
  let index = indexOf(combined(states, parts.sources))
  return {
    list: {
      get leftOut() {
        return index.leftOut
      },
      find: (keyId) => [...own(keyId), ...index.find(keyId)],
    },
    async refresh() {
      const looks = await Promise.all(parts.sources.map((source) => look(source, states, parts)))
      index = indexOf(combined(states, parts.sources))
      return looks.filter((failure) => failure !== undefined)
    },
  }
}

async function look(
  source: Source,
  states: Map<Source, State>,
  parts: LiveTrustParts,
): Promise<SourceFailure | undefined> {
  try {
    const raw = await source.read()
    const state = await readState(raw, states.get(source), parts.anchors)
    states.set(source, state)
    parts.observer.read(source.name, state.contents, parts.now())
    if ('documents' in raw && !source.local) parts.kept.save(source.name, raw.documents)
    return undefined
  } catch (cause) {
    if (!states.has(source) && !source.local) await recall(source, states, parts)
    parts.observer.failed(source.name, cause, states.has(source) ? 'kept' : 'none')
    return { source, cause }
  }
}

/** After a restart the last good list of a distant source is the one that was kept. */
async function recall(source: Source, states: Map<Source, State>, parts: LiveTrustParts) {
  const kept = parts.kept.load(source.name)
  if (kept === undefined) return
  try {
    const state = await readState(kept, undefined, parts.anchors)
    states.set(source, state)
    parts.observer.read(source.name, state.contents, kept.at)
  } catch (cause) {
    parts.observer.failed(source.name, cause, 'none')
  }
}

/** Documents that say what they said before are not read again: most refreshes end here. */
async function readState(
  raw: Raw,
  before: State | undefined,
  anchors: readonly X509Certificate[],
): Promise<State> {
  if ('folder' in raw) return { digest: '', contents: await readTrustFolder(raw.folder) }
  const digest = digestOf(raw.documents)
  if (digest === before?.digest) return before
  const read: Contents[] = []
  for (const document of raw.documents) read.push(await readTrustDocument(document, anchors))
  return { digest, contents: joined(read) }
}

function digestOf(documents: readonly string[]): string {
  const hash = createHash('sha256')
  for (const document of documents) hash.update(`${document.length}\n`).update(document)
  return hash.digest('hex')
}

function joined(all: readonly Contents[]): Contents {
  const ids = all.map(({ activeKeyIds }) => activeKeyIds).filter((one) => one !== undefined)
  return {
    keys: all.flatMap(({ keys }) => keys),
    leftOut: all.flatMap(({ leftOut }) => leftOut),
    activeKeyIds: ids.length === 0 ? undefined : ids.flat(),
  }
}

/**
 * All sources together. Where any names the bare keys in force, a bare key that it does not name counts no more; nor does
 * one whose publisher has another list that was never had, for that may be the one that names them.
 */
function combined(states: ReadonlyMap<Source, State>, sources: readonly Source[]): Contents {
  const all = joined([...states.values()].map(({ contents }) => contents))
  const active = all.activeKeyIds && new Set(all.activeKeyIds)
  const unsure = new Set(keysOfSilent(states, sources))
  const isActive = (listed: ListedKey) =>
    listed.key.certificate !== undefined ||
    (active?.has(listed.keyId) !== false && !unsure.has(listed))
  const inactive = all.keys.filter((one) => !isActive(one))
  return {
    keys: all.keys.filter(isActive),
    leftOut: [
      ...all.leftOut,
      ...inactive.map(({ keyId }) => ({ reason: 'INACTIVE' as const, name: keyId })),
    ],
  }
}

/** What is known of publishers that have a list of which nothing is known yet. */
function keysOfSilent(states: ReadonlyMap<Source, State>, sources: readonly Source[]): ListedKey[] {
  const silent = new Set(sources.filter((source) => !states.has(source)).map(publisherOf))
  const isSilent = (source: Source) => !source.local && silent.has(publisherOf(source))
  return [...states].flatMap(([source, { contents }]) => (isSilent(source) ? contents.keys : []))
}

const publisherOf = ({ publisher }: Source) => publisher

/** Our own keys by their identifier, whichever list knows them. */
function ownKeys(own: LiveTrustParts['own']): (keyId: Uint8Array) => TrustedKey[] {
  const known = new WeakMap<X509Certificate, ReturnType<typeof listedCertificate>>()
  const listed = (certificate: X509Certificate) => {
    const found = known.get(certificate) ?? listedCertificate(certificate)
    known.set(certificate, found)
    return found
  }
  return (keyId) => {
    const wanted = Buffer.from(keyId).toString('base64')
    const keys = own().map(listed).filter(isKey)
    return keys.filter((one) => one.keyId === wanted).map(({ key }) => key)
  }
}

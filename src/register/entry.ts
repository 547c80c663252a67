// One certificate to be recorded: as the engine says it, in clear, and as the tables hold it,
// hashed and sealed. After `sealEntry` nothing reads the clear one again.

import { hash } from 'node:crypto'
import { cut } from '../cut.ts'
import { type AuditEntry, type AuditRow, auditRow } from './audit-row.ts'
import type { Value } from './database.ts'
import { type Identifier, identifiersOf, isIdentified, type Person } from './person.ts'
import type { Quota } from './quota.ts'
import type { Part, Seals } from './sealed.ts'

/** Whose a certificate is: the client subsystem, and the party it speaks for. */
export interface Owner {
  client: string
  representedParty?: string
}

/** What makes a repeated message the same one. */
export interface MessageKey {
  service: string
  /** The X-Road id. */
  id: string
  /** SHA-256 of the body element's bytes. */
  bodyDigest: Uint8Array
}

export interface Message extends MessageKey {
  /** SHA-512 of the request as received. */
  requestDigest: Uint8Array
  userId?: string
  issue?: string
}

export interface Entry {
  uvci: string
  /** Released from here only, so what was recorded is what is delivered. */
  cose: Uint8Array
  type: 'vaccination' | 'test' | 'recovery'
  owner: Owner
  message: Message
  person: Person
  /** The medical record, and the system it lies in: the business key where it is given. */
  recordId?: string
  recordOrigin?: string
  /** All that the certificate says of event and holder, in a fixed order. */
  facts: readonly Part[]
  /** EDRPOU. */
  facility?: string
  keyId: string
  versions: { contract: string; rules: string; valueSets: string }
  /** 16 bytes. */
  revocationHash: Uint8Array
  /** How many of this type one person may have. */
  quota?: Quota
  /** By the world's clock. */
  issuedAt: Date
  expiresAt: Date
  /** To be noted with it, if it is issued at once; its message and person are the entry's own. */
  audit?: Pick<AuditEntry, 'outcome' | 'purposeId' | 'operatorId' | 'subjectId' | 'uvci'>
}

/** Each hash under every active pepper, the current one first. */
export type Hashes = readonly Uint8Array[]

export interface MessageHashes {
  messageHashes: Hashes
  bodyHashes: Hashes
}

/** What the tables hold of an entry, by column. */
export type Columns = Readonly<Record<Column, Value>>

export interface Row extends MessageHashes {
  columns: Columns
  /** Of the record if one was named, else of the event. */
  keyHashes: Hashes
  /** Of what the certificate says; where no record was named the business key, and of the surest identifier too. */
  eventHashes: Hashes
  /** Where no record was named: of what the certificate says, whichever identifier was given. Else none. */
  factsHashes: Hashes
  type: Entry['type']
  quota: Quota | undefined
  /** The surest identifier first, each with whether it is the current pepper's. */
  identifiers: readonly { hash: Uint8Array; current: boolean }[]
  audit: AuditRow | undefined
}

/** The columns that differ from row to row, with their types; `insert.ts` writes its SQL by them. */
export const columnTypes = {
  uvci_hash: 'bytea',
  uvci_sealed: 'bytea',
  type: 'text',
  supersedes: 'bytea',
  client: 'text',
  represented_hash: 'bytea',
  service: 'text',
  x_road_id: 'text',
  user_hash: 'bytea',
  issue_hash: 'bytea',
  request_digest: 'bytea',
  person_id: 'bytea',
  identified: 'boolean',
  record_hash: 'bytea',
  event_hash: 'bytea',
  facts_hash: 'bytea',
  facility: 'text',
  key_id: 'text',
  contract_version: 'text',
  rules_version: 'text',
  value_sets_version: 'text',
  cose_digest: 'bytea',
  revocation_hash: 'bytea',
  issued_at: 'timestamptz',
  expires_at: 'timestamptz',
  message_hash: 'bytea',
  body_hash: 'bytea',
  cose_sealed: 'bytea',
  older_message_hash: 'bytea',
  older_key_hash: 'bytea',
  sought_facts_hash: 'bytea',
  older_facts_hash: 'bytea',
} as const

export type Column = keyof typeof columnTypes

const xRoadIdCharactersMax = 255

/** Each object is one literal, because objects spread together cost more than the hashes in them. */
export function sealEntry(seals: Seals, entry: Entry): Row {
  const { client, representedParty } = entry.owner
  const scope = [client, representedParty, entry.type]
  const people = identifiersOf(entry.person)
  const facts = seals.hashes('facts', ...scope, ...entry.facts)
  const keys =
    entry.recordId === undefined
      ? unrecorded(seals.hashes('event', ...scope, ...people[0], ...entry.facts), facts)
      : recorded(seals.hashes('record', ...scope, entry.recordOrigin, entry.recordId), facts)
  const { recordHashes, keyHashes, eventHashes, factsHashes } = keys
  const { messageHashes: messages, bodyHashes } = messageHashes(seals, entry.owner, entry.message)
  const identifiers = people.flatMap((identifier) => identifierHashes(seals, identifier))
  const columns = columnsOf(seals, entry, {
    messageHashes: messages,
    bodyHashes,
    recordHashes,
    keyHashes,
    eventHashes,
    factsHashes,
    identifiers,
  })
  return {
    messageHashes: messages,
    bodyHashes,
    keyHashes,
    eventHashes,
    factsHashes,
    identifiers,
    type: entry.type,
    quota: entry.quota,
    columns,
    audit: entry.audit && noted(seals, entry.audit, { identifiers, columns }),
  }
}

/** The audit knows the same people and certificates by the same hashes. */
function noted(
  seals: Seals,
  audit: NonNullable<Entry['audit']>,
  { identifiers, columns }: Pick<Row, 'identifiers' | 'columns'>,
): AuditRow {
  const people = identifiers.filter(({ current }) => current).map(({ hash }) => hash)
  const others = (audit.uvci ?? []).map((uvci) => seals.hash('uvci', uvci))
  return auditRow(seals, audit, [...people, ...others, columns.uvci_hash as Uint8Array])
}

type Keys = Pick<Row, 'keyHashes' | 'eventHashes' | 'factsHashes'> & { recordHashes: Hashes }

/** A record is of one person, so what it says is compared without them (`isPerson`). */
function recorded(recordHashes: Hashes, facts: Hashes): Keys {
  return { recordHashes, keyHashes: recordHashes, eventHashes: facts, factsHashes: [] }
}

/** Two people may have the same name, date of birth and dose: the key of an event is also of the person. */
function unrecorded(eventHashes: Hashes, facts: Hashes): Keys {
  return { recordHashes: [], keyHashes: eventHashes, eventHashes, factsHashes: facts }
}

type Hashed = Omit<Row, 'columns' | 'type' | 'quota' | 'audit'> & Keys

function columnsOf(seals: Seals, entry: Entry, hashed: Hashed): Columns {
  const { message, versions, cose } = entry
  const uvci_hash = seals.hash('uvci', entry.uvci)
  const cose_digest = hash('sha256', cose, 'buffer')
  return {
    uvci_hash,
    // Either sealed value opens only beside its own row: bound to its hash, or to its digest.
    uvci_sealed: seals.seal(Buffer.from(entry.uvci), uvci_hash),
    type: entry.type,
    supersedes: null,
    client: entry.owner.client,
    represented_hash: hashOrNull(seals, 'represented party', entry.owner.representedParty),
    service: message.service,
    // A consumer chooses its id; what joins our rows with the security server's log fits in this.
    x_road_id: cut(message.id, xRoadIdCharactersMax),
    user_hash: hashOrNull(seals, 'user', message.userId),
    issue_hash: hashOrNull(seals, 'issue', message.issue),
    request_digest: message.requestDigest,
    person_id: hashed.identifiers[0]?.hash ?? null,
    identified: isIdentified(entry.person),
    record_hash: hashed.recordHashes[0] ?? null,
    event_hash: hashed.eventHashes[0] ?? null,
    facts_hash: hashed.factsHashes[0] ?? null,
    facility: entry.facility ?? null,
    key_id: entry.keyId,
    contract_version: versions.contract,
    rules_version: versions.rules,
    value_sets_version: versions.valueSets,
    cose_digest,
    revocation_hash: entry.revocationHash,
    issued_at: entry.issuedAt,
    expires_at: entry.expiresAt,
    message_hash: hashed.messageHashes[0] ?? null,
    body_hash: hashed.bodyHashes[0] ?? null,
    cose_sealed: seals.seal(cose, cose_digest),
    older_message_hash: hashed.messageHashes[1] ?? null,
    older_key_hash: hashed.keyHashes[1] ?? null,
    sought_facts_hash: hashed.factsHashes[0] ?? null,
    older_facts_hash: hashed.factsHashes[1] ?? null,
  }
}

function hashOrNull(seals: Seals, domain: string, part: Part): Uint8Array | null {
  return part === undefined ? null : seals.hash(domain, part)
}

/** The message's key, and its body: hashed once more, for a body is mostly things one can guess. */
export function messageHashes(seals: Seals, owner: Owner, message: MessageKey): MessageHashes {
  const { client, representedParty } = owner
  const bodyDigest = Buffer.from(message.bodyDigest).toString('hex')
  return {
    messageHashes: seals.hashes('message', client, representedParty, message.service, message.id),
    bodyHashes: seals.hashes('body', bodyDigest),
  }
}

export function representedHashes(seals: Seals, owner: Owner): Hashes {
  return owner.representedParty === undefined
    ? []
    : seals.hashes('represented party', owner.representedParty)
}

function identifierHashes(seals: Seals, [domain, ...parts]: Identifier) {
  return seals.hashes(domain, ...parts).map((hash, index) => ({ hash, current: index === 0 }))
}

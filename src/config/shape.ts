// What a configuration is. Every field is documented in README’s table.

/** Where the program gets its settings; every field is documented in README's table. */
export interface Config {
  environment: 'SANDBOX' | 'PRODUCTION'
  port: number
  host: string
  /** Mutual TLS towards security servers; absent: plain HTTP. */
  link: LinkFiles | undefined
  /** A plain listener of its own for health and metrics; absent: they share the port. */
  admin: { port: number; host: string } | undefined
  /** With port 0, the port that was got takes its place. */
  publicUrl: string
  service: { xRoadInstance: string; memberClass: string; memberCode: string; subsystemCode: string }
  /** How strictly headers are read: as Trembita's security servers let them through, or as X-Road's documents. */
  dialect: 'uxp' | 'x-road'
  userIdRequired: boolean
  dataFolder: string
  worldFile: string | undefined
  trustFolder: string | undefined
  /** Further sources of trusted keys: folders, JSON files, `https:` addresses. */
  trustList: string[]
  /** PEM file of the certificate that must have signed authorities and uploaders of a gateway's list. */
  trustAnchor: string | undefined
  /** What we show to the addresses of `trustList`, and whom we expect there. */
  trustTls: TlsFiles | undefined
  trustAuthority: string | undefined
  trustRefreshMs: number
  /** Business rules of countries, as JSON files. */
  rulesFolder: string | undefined
  databaseUrl: string | undefined
  engine: EngineClientConfig | undefined
  enginePort: number
  engineToken: string | undefined
  engineTls: TlsFiles | undefined
  signingKeys: KeyFiles[]
  signingPassphrase: string | undefined
  /** Path of the table of signing keys; instead of `signingKeys`. */
  keyTable: string | undefined
  pkcs11: Pkcs11Config | undefined
  remoteSigner: RemoteSignerConfig | undefined
  sealKey: KeyFiles | undefined
  sealPassphrase: string | undefined
  /** Signs revocation batches. */
  revocationKey: KeyFiles | undefined
  revocationPassphrase: string | undefined
  revocation: RevocationConfig
  /** A listener of its own for the feed of revocation batches; with `tls` over HTTPS, for anybody. */
  feed: { port: number; host: string; tls: TlsFiles | undefined } | undefined
  peppers: KeyWithId[]
  deliveryKeys: KeyWithId[]
  deliveryTtlMs: number
  issuerName: string
  uvciChecksum: boolean
  qrLevel: 'Q' | 'M'
  /** Undefined: as the national rule says. */
  lifetimeDays: Record<'vaccination' | 'test' | 'recovery', number | undefined>
  antigenTests: boolean
  /** What becomes of a certificate that a reissue supersedes. */
  reissueOld: 'revoke' | 'expire'
  approvedOrigins: readonly string[]
  messageBytesMax: number
  attachmentBytesMax: number
  attachmentsMax: number
  inFlightMax: number
  deadlineMs: number
  receiveTimeoutMs: number
  queueMax: number
  receivedBytesMax: number
  connectionsMax: number
  sendTimeoutMs: number
  /** Threads that draw documents, and how many documents wait for them. */
  renderThreads: number
  renderQueueMax: number
  drainTimeoutMs: number
  /** Of it, the time for which new messages are still taken. */
  drainDelayMs: number
  accessFile: string | undefined
  /** What a client may call that access.json gives no rate of its own. */
  rate: { perSecond: number; burst: number }
  /** Header elements that tell purpose and subject where the body's Context does not. */
  purposeHeader: ElementName | undefined
  subjectHeader: ElementName | undefined
  logLevel: string
}

/** Revocation lists: ours, and those of others. */
export interface RevocationConfig {
  /** Kinds of entries that our batches have. */
  kinds: ('SIGNATURE' | 'UCI' | 'COUNTRYCODEUCI')[]
  /** From one run to the next that puts what was revoked into batches. */
  periodMs: number
  /** Folders, and `https://` addresses of gateways, from which batches of others come. */
  sources: string[]
  /** Folder of the certificates whose batches are believed. */
  trustFolder: string | undefined
  refreshMs: number
  /** Our certificate towards gateways, and their authority. */
  tls: TlsFiles | undefined
  /** Trusted authority when the gateway's certificate is not publicly signed. */
  authority: string | undefined
}

export interface ElementName {
  namespaceUri: string
  name: string
}

/** Paths of two PEM files, and of the fingerprints of the security servers' certificates. */
export interface LinkFiles {
  certificate: string
  key: string
  pins: string
}

/** PEM files. */
export interface KeyFiles {
  certificate: string
  key: string
}

/** A token behind PKCS#11; by its label, its slot, or as the only one there. */
export interface Pkcs11Config {
  module: string
  token: string | undefined
  slot: number | undefined
  pinFile: string | undefined
  pin: string | undefined
  sessions: number
  timeoutMs: number
}

/** A signing service, over mutual TLS. */
export interface RemoteSignerConfig {
  url: string
  tls: { certificate: string; key: string }
  authority: string | undefined
  timeoutMs: number
}

export interface TlsFiles {
  certificate: string
  key: string
  /** PEM file of the authority whose certificate the other side must show. */
  authority: string | undefined
}

export interface EngineClientConfig {
  url: string
  token: string | undefined
  tls: TlsFiles | undefined
  /** Trusted authority when the engine's certificate is not publicly signed. */
  authority: string | undefined
  timeoutMs: number
}

/** A secret of 32 bytes with the id under which stored values name it. */
export interface KeyWithId {
  id: string
  key: Buffer
}

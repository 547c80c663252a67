// Environment → frozen Config, every problem in one error. The only reader of process.env.

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
  databaseUrl: string | undefined
  engine: EngineClientConfig | undefined
  enginePort: number
  engineToken: string | undefined
  engineTls: TlsFiles | undefined
  signingKeys: KeyFiles[]
  signingPassphrase: string | undefined
  sealKey: KeyFiles | undefined
  sealPassphrase: string | undefined
  peppers: KeyWithId[]
  deliveryKeys: KeyWithId[]
  deliveryTtlMs: number
  issuerName: string
  uvciChecksum: boolean
  qrLevel: 'Q' | 'M'
  lifetimeDays: { vaccination: number; test: number; recovery: number }
  antigenTests: boolean
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

/**
 * What is started; the engine apart has a link of its own (`ENGINE_TLS_…`), and the publication pack only tells who
 * we are, where, and by which certificates.
 */
type Program = 'gateway' | 'engine' | 'pack'

type Environment = Readonly<Record<string, string | undefined>>

/** Collects problems so that an operator sees all of them at once. */
interface Reader {
  text(name: string, fallback: string): string
  maybe(name: string): string | undefined
  integer(name: string, fallback: number, min: number, max: number): number
  flag(name: string, fallback: boolean): boolean
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T
  matching(name: string, pattern: RegExp, rule: string, fallback: string): string
  secrets(name: string): KeyWithId[]
  problem(text: string): void
}

function createReader(env: Environment, problems: string[]): Reader {
  const maybe = (name: string) => (env[name] === '' ? undefined : env[name])
  const matching = (name: string, pattern: RegExp, rule: string, fallback: string) => {
    const value = maybe(name) ?? fallback
    if (!pattern.test(value)) problems.push(`${name}: ${rule}`)
    return value
  }
  return {
    maybe,
    matching,
    text: (name, fallback) => maybe(name) ?? fallback,
    problem: (text) => problems.push(text),
    integer(name, fallback, min, max) {
      const text = maybe(name) ?? String(fallback)
      const value = Number(text)
      if (/^\d{1,15}$/.test(text) && value >= min && value <= max) return value
      problems.push(`${name}: a whole number from ${min} to ${max}`)
      return fallback
    },
    flag: (name, fallback) =>
      matching(name, /^(true|false)$/, 'true or false', String(fallback)) === 'true',
    choice(name, choices, fallback) {
      const value = maybe(name) ?? fallback
      const found = choices.find((choice) => choice === value)
      if (found === undefined) problems.push(`${name}: one of ${choices.join(', ')}`)
      return found ?? fallback
    },
    secrets: (name) => secrets(maybe(name), name, problems),
  }
}

const secret = /^([A-Za-z0-9_-]{1,16}):([0-9a-f]{64})$/

/** `id:64 hex digits`, the current one first, a second one while rolling over. */
function secrets(text: string | undefined, name: string, problems: string[]): KeyWithId[] {
  const parts = text === undefined ? [] : text.split(',').map((part) => secret.exec(part.trim()))
  const ids = new Set(parts.map((part) => part?.[1]))
  if (parts.length > 2 || parts.includes(null) || ids.size < parts.length) {
    problems.push(`${name}: one or two of id:64-hex-digits with different ids, comma between`)
  }
  return parts.flatMap((part) =>
    part ? [{ id: part[1] as string, key: Buffer.from(part[2] as string, 'hex') }] : [],
  )
}

/** `certificate.pem=key.pem`, comma between pairs. */
function keyFiles(read: Reader, name: string): KeyFiles[] {
  const pairs = (read.maybe(name) ?? '').split(',').filter((pair) => pair.trim() !== '')
  return pairs.flatMap((pair) => {
    const [certificate, key, ...rest] = pair.split('=').map((path) => path.trim())
    if (certificate && key && rest.length === 0) return [{ certificate, key }]
    read.problem(`${name}: certificate.pem=key.pem, comma between pairs`)
    return []
  })
}

function sealKey(read: Reader): KeyFiles | undefined {
  const [pair, ...more] = keyFiles(read, 'SEAL_KEY')
  if (more.length > 0) read.problem('SEAL_KEY: one certificate.pem=key.pem')
  return pair
}

function keys(read: Reader) {
  return {
    signingKeys: keyFiles(read, 'SIGNING_KEYS'),
    signingPassphrase: read.maybe('SIGNING_KEY_PASSPHRASE'),
    sealKey: sealKey(read),
    sealPassphrase: read.maybe('SEAL_KEY_PASSPHRASE'),
    peppers: read.secrets('PEPPER'),
    deliveryKeys: read.secrets('DELIVERY_KEY'),
  }
}

function tlsFiles(read: Reader, prefix: string): TlsFiles | undefined {
  const [certificate, key, authority] = ['CERTIFICATE', 'KEY', 'AUTHORITY'].map((part) =>
    read.maybe(`${prefix}_TLS_${part}`),
  )
  if (certificate && key) return { certificate, key, authority }
  if (certificate || key) read.problem(`${prefix}_TLS_CERTIFICATE and _KEY go together`)
  return undefined
}

const linkSettings = ['TLS_CERTIFICATE', 'TLS_KEY', 'CLIENT_PINS']

function linkFiles(read: Reader): LinkFiles | undefined {
  const [certificate, key, pins] = linkSettings.map((name) => read.maybe(name))
  if (certificate && key && pins) return { certificate, key, pins }
  if (certificate || key || pins) read.problem(`${linkSettings.join(', ')} go together`)
  return undefined
}

/** Probes show no certificate, so with TLS they need a port of their own; on this machine alone unless said. */
function adminListener(read: Reader, link: LinkFiles | undefined): Config['admin'] {
  const host = read.text('ADMIN_HOST', '127.0.0.1')
  if (!link && read.maybe('ADMIN_PORT') === undefined) return undefined
  return { port: read.integer('ADMIN_PORT', 8081, 0, 65_535), host }
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i

/** Messages hold health data: beyond this machine they travel in TLS unless the operator takes it on. */
function checkLink({ link, host, publicUrl }: Config, read: Reader) {
  const plainAllowed = read.flag('ALLOW_PLAIN_HTTP', false)
  if (link && !publicUrl.startsWith('https:'))
    read.problem('PUBLIC_URL: https:// when TLS_CERTIFICATE is set')
  if (!link && !plainAllowed && !loopback.test(host)) {
    read.problem(`${linkSettings.join(', ')}: needed beyond 127.0.0.1, or ALLOW_PLAIN_HTTP=true`)
  }
}

function engineClient(read: Reader): EngineClientConfig | undefined {
  const url = read.maybe('ENGINE_URL')
  if (url === undefined) return undefined
  if (!/^https:\/\/[^/\s]+\/?$/.test(url)) read.problem('ENGINE_URL: https://host:port')
  const tls = tlsFiles(read, 'ENGINE')
  const token = read.maybe('ENGINE_TOKEN')
  if (!tls && !token) read.problem('ENGINE_URL: needs ENGINE_TLS_… or ENGINE_TOKEN')
  const authority = read.maybe('ENGINE_TLS_AUTHORITY')
  const timeoutMs = read.integer('ENGINE_TIMEOUT_MS', 10_000, 100, 60_000)
  return { url: url.replace(/\/$/, ''), token, tls, authority, timeoutMs }
}

function service(read: Reader): Config['service'] {
  return {
    xRoadInstance: read.matching('XROAD_INSTANCE', /^[\w.-]{1,64}$/, 'an instance', 'SEVDEIR-TEST'),
    memberClass: read.matching('MEMBER_CLASS', /^[\w.-]{1,64}$/, 'a member class', 'GOV'),
    memberCode: read.matching('MEMBER_CODE', /^\d{8}$/, 'an EDRPOU of eight digits', '00000000'),
    subsystemCode: read.matching(
      'SUBSYSTEM_CODE',
      /^[\w.-]{1,100}$/,
      'a subsystem',
      placeholderSubsystem,
    ),
  }
}

const daySeconds = 86_400

function lifetimes(read: Reader): Config['lifetimeDays'] {
  // 60 days is what Ukraine's published certificates carry for all three types.
  const days = (type: string) => read.integer(`LIFETIME_${type}_DAYS`, 60, 1, 730)
  return { vaccination: days('VACCINATION'), test: days('TEST'), recovery: days('RECOVERY') }
}

function checkMember({ environment, service }: Config, read: Reader) {
  if (environment === 'PRODUCTION' && service.memberCode === '00000000')
    read.problem('MEMBER_CODE: needed in production')
}

/** What production may not do without, unless the engine runs apart and owns it. */
function checkProduction(config: Config, read: Reader) {
  if (config.environment !== 'PRODUCTION') return
  if (config.worldFile) read.problem('WORLD_FILE: only in the sandbox')
  if (config.engine) return
  if (!config.databaseUrl)
    read.problem('DATABASE_URL: needed in production; nothing is embedded there')
  if (config.signingKeys.length === 0) read.problem('SIGNING_KEYS: needed in production')
  if (config.peppers.length === 0) read.problem('PEPPER: needed in production')
  if (config.deliveryKeys.length === 0) read.problem('DELIVERY_KEY: needed in production')
}

/** Trembita's instances for tests and training: `SEVDEIR-TEST`, `SEVDEIR-TR`. */
const trialInstance = /-(?:TEST|TR)$/i
const productionInstance = 'SEVDEIR'
const placeholderSubsystem = '00_Sandbox_Certificates'

/** Real people's certificates and a sandbox's never stand on one instance of Trembita. */
function checkIdentity({ environment, service }: Config, read: Reader) {
  if (environment === 'SANDBOX') {
    if (service.xRoadInstance.toUpperCase() === productionInstance)
      read.problem(`XROAD_INSTANCE: ${productionInstance} is for production alone`)
    return
  }
  if (trialInstance.test(service.xRoadInstance))
    read.problem('XROAD_INSTANCE: needed in production, and none that ends in -TEST or -TR')
  if (service.subsystemCode === placeholderSubsystem)
    read.problem('SUBSYSTEM_CODE: needed in production')
  if (read.maybe('PUBLIC_URL') === undefined)
    read.problem('PUBLIC_URL: needed in production; localhost is nobody’s address')
}

function checkAccess({ environment, accessFile }: Config, read: Reader) {
  if (environment === 'PRODUCTION' && !accessFile)
    read.problem('ACCESS_FILE: needed in production; without it nobody may call')
}

const checks: Readonly<Record<Program, readonly ((config: Config, read: Reader) => void)[]>> = {
  gateway: [checkMember, checkProduction, checkLink, checkIdentity, checkAccess],
  engine: [checkMember, checkProduction],
  pack: [checkMember, checkLink, checkIdentity],
}

/** @throws Error that names every wrong setting, one a line, never a secret's value */
export function readConfig(env: Environment = process.env, program: Program = 'gateway'): Config {
  const problems: string[] = []
  const read = createReader(env, problems)
  const config = settings(read)
  for (const check of checks[program]) check(config, read)
  const lines = [...new Set(problems)]
  if (lines.length > 0) throw new Error(`Configuration:\n  ${lines.join('\n  ')}`)
  return Object.freeze(config)
}

/** Where we listen, how, and what the WSDL says of it. */
function whereabouts(read: Reader, sandbox: boolean) {
  const port = read.integer('PORT', 8080, 0, 65_535)
  const link = linkFiles(read)
  const url = `${link ? 'https' : 'http'}://localhost:${port}`
  const publicUrl = read.matching('PUBLIC_URL', urlRule, 'http(s)://host[:port]', url)
  return {
    port,
    host: read.text('HOST', sandbox ? '127.0.0.1' : '0.0.0.0'),
    link,
    admin: adminListener(read, link),
    publicUrl: publicUrl.replace(/\/+$/, ''),
  }
}

const urlRule = /^https?:\/\/[^\s?#]+$/

function settings(read: Reader): Config {
  const environment = read.choice('ENVIRONMENT', ['SANDBOX', 'PRODUCTION'], 'SANDBOX')
  const sandbox = environment === 'SANDBOX'
  return {
    environment,
    ...whereabouts(read, sandbox),
    service: service(read),
    dialect: read.choice('DIALECT', ['uxp', 'x-road'], 'uxp'),
    userIdRequired: read.flag('REQUIRE_USER_ID', false),
    dataFolder: read.text('DATA_FOLDER', '.data'),
    worldFile: read.maybe('WORLD_FILE') ?? (sandbox ? 'fixtures/world.json' : undefined),
    trustFolder: read.maybe('TRUST_FOLDER') ?? (sandbox ? 'fixtures/keys' : undefined),
    databaseUrl: read.maybe('DATABASE_URL'),
    engine: engineClient(read),
    enginePort: read.integer('ENGINE_PORT', 8443, 0, 65_535),
    engineToken: read.maybe('ENGINE_TOKEN'),
    engineTls: tlsFiles(read, 'ENGINE'),
    ...keys(read),
    deliveryTtlMs: read.integer('DELIVERY_TTL', daySeconds, 60, 30 * daySeconds) * 1000,
    issuerName: read.matching(
      'ISSUER_NAME',
      /^[^"\p{C}]{1,80}$/u,
      '1 to 80 characters, no double quote',
      'State Enterprise DIIA',
    ),
    uvciChecksum: read.flag('UVCI_CHECKSUM', false),
    qrLevel: read.choice('QR_LEVEL', ['Q', 'M'], 'Q'),
    lifetimeDays: lifetimes(read),
    antigenTests: read.flag('ANTIGEN_TESTS', false),
    ...limits(read),
    ...drain(read, sandbox),
    accessFile: read.maybe('ACCESS_FILE'),
    rate: rate(read),
    purposeHeader: elementName(read, 'PURPOSE_HEADER'),
    subjectHeader: elementName(read, 'SUBJECT_HEADER'),
    logLevel: read.choice('LOG_LEVEL', ['error', 'warn', 'info'], 'info'),
  }
}

/** Per client subsystem; more than one process answers alone, so that only a runaway client is held. */
function rate(read: Reader): Config['rate'] {
  const perSecond = read.integer('RATE_PER_SECOND', 5000, 1, 100_000)
  return { perSecond, burst: read.integer('RATE_BURST', 2 * perSecond, 1, 1_000_000) }
}

/** `{namespace}name`, as XPath 3.1 writes a qualified name without a prefix. */
function elementName(read: Reader, setting: string): ElementName | undefined {
  const text = read.maybe(setting)
  if (text === undefined) return undefined
  const [, namespaceUri, name] =
    /^\{([^{}\s]{1,500})\}([\p{L}_][\p{L}\p{N}_.-]{0,99})$/u.exec(text) ?? []
  if (namespaceUri !== undefined && name !== undefined) return { namespaceUri, name }
  read.problem(`${setting}: {namespace}name`)
  return undefined
}

function limits(read: Reader) {
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
  }
}

/** Until every balancer has taken a stopping pod from its list: Kubernetes tells them at once, they need a moment. */
const drainDelayMs = 5000

function drain(read: Reader, sandbox: boolean) {
  // With 2 s for connections and 5 s for the database, below the 30 s after which Kubernetes kills.
  const drainTimeoutMs = read.integer('DRAIN_TIMEOUT_MS', 20_000, 0, 900_000)
  const ordinaryMs = sandbox ? 0 : Math.min(drainDelayMs, drainTimeoutMs)
  return {
    drainTimeoutMs,
    drainDelayMs: read.integer('DRAIN_DELAY_MS', ordinaryMs, 0, drainTimeoutMs),
  }
}

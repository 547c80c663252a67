// Environment → frozen Config, every problem in one error. The only reader of process.env.

/** Where the program gets its settings; every field is documented in README's table. */
export interface Config {
  environment: 'SANDBOX' | 'PRODUCTION'
  port: number
  host: string
  publicUrl: string
  service: { xRoadInstance: string; memberClass: string; memberCode: string; subsystemCode: string }
  dataFolder: string
  worldFile: string | undefined
  trustFolder: string | undefined
  databaseUrl: string | undefined
  engine: EngineClientConfig | undefined
  enginePort: number
  engineToken: string | undefined
  engineTls: TlsFiles | undefined
  signingKeys: { certificate: string; key: string }[]
  signingPassphrase: string | undefined
  peppers: KeyWithId[]
  deliveryKeys: KeyWithId[]
  deliveryTtlMs: number
  issuerName: string
  uvciChecksum: boolean
  qrLevel: 'Q' | 'M'
  lifetimeDays: { vaccination: number; test: number; recovery: number }
  antigenTests: boolean
  messageBytesMax: number
  inFlightMax: number
  deadlineMs: number
  receiveTimeoutMs: number
  logLevel: string
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
function signingKeys(read: Reader): Config['signingKeys'] {
  const pairs = (read.maybe('SIGNING_KEYS') ?? '').split(',').filter((pair) => pair.trim() !== '')
  return pairs.flatMap((pair) => {
    const [certificate, key, ...rest] = pair.split('=').map((path) => path.trim())
    if (certificate && key && rest.length === 0) return [{ certificate, key }]
    read.problem('SIGNING_KEYS: certificate.pem=key.pem, comma between pairs')
    return []
  })
}

function tlsFiles(read: Reader, prefix: string): TlsFiles | undefined {
  const [certificate, key, authority] = ['CERTIFICATE', 'KEY', 'AUTHORITY'].map((part) =>
    read.maybe(`${prefix}_TLS_${part}`),
  )
  if (certificate && key) return { certificate, key, authority }
  if (certificate || key) read.problem(`${prefix}_TLS_CERTIFICATE and _KEY go together`)
  return undefined
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
      '00_Sandbox_Certificates',
    ),
  }
}

const daySeconds = 86_400

function lifetimes(read: Reader): Config['lifetimeDays'] {
  // 60 days is what Ukraine's published certificates carry for all three types.
  const days = (type: string) => read.integer(`LIFETIME_${type}_DAYS`, 60, 1, 730)
  return { vaccination: days('VACCINATION'), test: days('TEST'), recovery: days('RECOVERY') }
}

/** What production may not do without, unless the engine runs apart and owns it. */
function checkProduction(config: Config, read: Reader) {
  if (config.environment !== 'PRODUCTION') return
  if (config.service.memberCode === '00000000') read.problem('MEMBER_CODE: needed in production')
  if (config.worldFile) read.problem('WORLD_FILE: only in the sandbox')
  if (config.engine) return
  if (!config.databaseUrl)
    read.problem('DATABASE_URL: needed in production; nothing is embedded there')
  if (config.signingKeys.length === 0) read.problem('SIGNING_KEYS: needed in production')
  if (config.peppers.length === 0) read.problem('PEPPER: needed in production')
  if (config.deliveryKeys.length === 0) read.problem('DELIVERY_KEY: needed in production')
}

/** @throws Error that names every wrong setting, one a line, never a secret's value */
export function readConfig(env: Environment = process.env): Config {
  const problems: string[] = []
  const read = createReader(env, problems)
  const config = settings(read)
  checkProduction(config, read)
  const lines = [...new Set(problems)]
  if (lines.length > 0) throw new Error(`Configuration:\n  ${lines.join('\n  ')}`)
  return Object.freeze(config)
}

function settings(read: Reader): Config {
  const environment = read.choice('ENVIRONMENT', ['SANDBOX', 'PRODUCTION'], 'SANDBOX')
  const port = read.integer('PORT', 8080, 0, 65_535)
  const sandbox = environment === 'SANDBOX'
  return {
    environment,
    port,
    host: read.text('HOST', sandbox ? '127.0.0.1' : '0.0.0.0'),
    publicUrl: read
      .matching(
        'PUBLIC_URL',
        /^https?:\/\/[^\s?#]+$/,
        'http(s)://host[:port]',
        `http://localhost:${port}`,
      )
      .replace(/\/+$/, ''),
    service: service(read),
    dataFolder: read.text('DATA_FOLDER', '.data'),
    worldFile: read.maybe('WORLD_FILE') ?? (sandbox ? 'fixtures/world.json' : undefined),
    trustFolder: read.maybe('TRUST_FOLDER') ?? (sandbox ? 'fixtures/keys' : undefined),
    databaseUrl: read.maybe('DATABASE_URL'),
    engine: engineClient(read),
    enginePort: read.integer('ENGINE_PORT', 8443, 0, 65_535),
    engineToken: read.maybe('ENGINE_TOKEN'),
    engineTls: tlsFiles(read, 'ENGINE'),
    signingKeys: signingKeys(read),
    signingPassphrase: read.maybe('SIGNING_KEY_PASSPHRASE'),
    peppers: read.secrets('PEPPER'),
    deliveryKeys: read.secrets('DELIVERY_KEY'),
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
    logLevel: read.choice('LOG_LEVEL', ['error', 'warn', 'info'], 'info'),
  }
}

function limits(read: Reader) {
  return {
    messageBytesMax: read.integer('MESSAGE_BYTES_MAX', 1_048_576, 1024, 10_485_760),
    inFlightMax: read.integer('IN_FLIGHT_MAX', 512, 1, 10_000),
    // Below the security server's service timeout of 60 s, so that a fault arrives and not a hang.
    deadlineMs: read.integer('DEADLINE_MS', 45_000, 100, 900_000),
    receiveTimeoutMs: read.integer('RECEIVE_TIMEOUT_MS', 20_000, 100, 300_000),
  }
}

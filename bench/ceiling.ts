// The ceiling: what issuing costs at least in this language with these libraries. Bare node:http, libxml2 for
// request and response, HC1 written, read back and verified, AES-GCM, one insert for all that wait. No header,
// contract, rules, log or metrics; no product. Arguments: port, database URL.

import { createCipheriv, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import pg from 'pg'
import { namespace } from '../src/contract/operations.ts'
import { type ReadCertificate, readHc1 } from '../src/hcert/certificate.ts'
import { signCose, verifyCose } from '../src/hcert/cose.ts'
import { writeCwt } from '../src/hcert/cwt.ts'
import { encodeHc1 } from '../src/hcert/hc1.ts'
import { type PictureFormat, pictures } from '../src/render/index.ts'
import { children, compileSchema, wellFormed } from '../src/xml/document.ts'
import { answerOf } from './answer.ts'

const [port, databaseUrl] = process.argv.slice(2)

const validate = compileSchema(
  readFileSync(new URL('../../wsdl/certificates.xsd', import.meta.url)),
)
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const signer = {
  alg: 'ES256',
  publicKey,
  keyId: randomBytes(8),
  sign: (bytes: Uint8Array) =>
    sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
} as const
const deliveryKey = randomBytes(32)

interface Row {
  uvci: string
  sealed: Buffer
  done(): void
  failed(error: Error): void
}

const database = new pg.Client(databaseUrl)
await database.connect()
await database.query('DROP TABLE IF EXISTS bench_ceiling')
await database.query(
  'CREATE TABLE bench_ceiling (uvci text PRIMARY KEY, issued_at timestamptz NOT NULL DEFAULT now(), sealed bytea NOT NULL)',
)

const insert = {
  name: 'insert',
  text: 'INSERT INTO bench_ceiling (uvci, sealed) SELECT * FROM unnest($1::text[], $2::bytea[])',
}

let waiting: Row[] = []
let writing = false

/** One statement for all certificates that wait; those that come meanwhile wait for the next. */
async function write() {
  if (writing) return
  writing = true
  while (waiting.length > 0) {
    const rows = waiting
    waiting = []
    await database
      .query({ ...insert, values: [rows.map((row) => row.uvci), rows.map((row) => row.sealed)] })
      .then(() =>
        rows.forEach((row) => {
          row.done()
        }),
      )
      .catch((error: Error) =>
        rows.forEach((row) => {
          row.failed(error)
        }),
      )
  }
  writing = false
}

function record(uvci: string, sealed: Buffer): Promise<void> {
  return new Promise((done, failed) => {
    waiting.push({ uvci, sealed, done, failed })
    setImmediate(write)
  })
}

/** @param path which child of which child is judged */
function checkValid(bytes: Buffer, path: readonly number[]): void {
  const document = wellFormed(bytes)
  try {
    const element = path.reduce((at, index) => children(at)[index] ?? at, document.root)
    if (validate(element).length > 0) throw new Error('not valid')
  } finally {
    document.dispose()
  }
}

/** The text of the first element of that name; no other stands in the bench's requests. */
function textOf(message: string, name: string): string {
  const start = message.indexOf(`<v1:${name}>`) + name.length + 5
  return message.slice(start, message.indexOf('<', start))
}

function payloadOf(message: string, uvci: string) {
  const [fn, gn] = [textOf(message, 'familyName'), textOf(message, 'givenName')]
  return {
    ver: '1.3.0',
    nam: { fn, fnt: 'SHEVCHENKO', gn, gnt: 'OLENA' },
    dob: textOf(message, 'birthDate'),
    v: [
      {
        tg: '840539006',
        vp: '1119349007',
        mp: textOf(message, 'product'),
        ma: 'ORG-100030215',
        dn: Number(textOf(message, 'doseNumber')),
        sd: Number(textOf(message, 'totalDoses')),
        dt: textOf(message, 'date'),
        co: textOf(message, 'country'),
        is: 'State Enterprise DIIA',
        ci: uvci,
      },
    ],
  }
}

function sealed(cose: Uint8Array): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', deliveryKey, nonce)
  return Buffer.concat([nonce, cipher.update(cose), cipher.final(), cipher.getAuthTag()])
}

function signed(certificate: object): { hc1: string; read: ReadCertificate } {
  const issuedAt = Math.floor(Date.now() / 1000)
  const cwt = writeCwt({ issuer: 'UA', issuedAt, expiresAt: issuedAt + 5_184_000, certificate })
  const hc1 = encodeHc1(signCose(cwt, signer) as Uint8Array)
  const read = readHc1(hc1)
  if (verifyCose(read.cose, signer)) return { hc1, read }
  throw new Error('not read back')
}

type Value = string | number | readonly Value[] | { readonly [name: string]: Value }

/** Names and values as elements; nothing is escaped, for nothing in the bench needs it. */
function xmlOf(name: string, value: Value): string {
  if (Array.isArray(value)) return value.map((one) => xmlOf(name, one)).join('')
  if (typeof value !== 'object') return `<${name}>${value}</${name}>`
  let inner = ''
  for (const key in value) inner += xmlOf(key, (value as Record<string, Value>)[key] as Value)
  return `<${name}>${inner}</${name}>`
}

const responseName = 'IssueVaccinationCertificate_v1Response'

function responseXml(answer: Value): string {
  const xml = xmlOf(responseName, answer)
  return `<${responseName} xmlns="${namespace}"${xml.slice(responseName.length + 1)}`
}

function drawn(message: string, hc1: string) {
  if (!message.includes('<v1:format>')) return undefined
  const format = textOf(message, 'format') as PictureFormat
  const { mediaType, render } = pictures[format]
  return { format, mediaType, content: render(hc1) }
}

const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const opening = `<soapenv:Envelope xmlns:soapenv="${soap11}"><soapenv:Body>`
const closing = '</soapenv:Body></soapenv:Envelope>'

async function exchange(bytes: Buffer): Promise<Buffer> {
  checkValid(bytes, [1, 0])
  const message = bytes.toString()
  const uvci = `URN:UVCI:01:UA:${randomBytes(16).toString('hex').toUpperCase()}`
  const payload = payloadOf(message, uvci)
  const { hc1, read } = signed(payload)
  await record(uvci, sealed(read.coseBytes))
  const issued = { payload, hc1, cose: read.coseBytes, keyId: signer.keyId }
  const rnokpp = textOf(message, 'rnokpp')
  const xml = responseXml(answerOf({ ...issued, rnokpp, rendering: drawn(message, hc1) }))
  checkValid(Buffer.from(xml), [])
  return Buffer.from(`${opening}${xml}${closing}`)
}

function handle(request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', async () => {
    const body = await exchange(Buffer.concat(chunks)).catch((error: Error) => error)
    const [status, bytes] = body instanceof Error ? [500, Buffer.from(body.message)] : [200, body]
    response.writeHead(status, { 'Content-Type': 'text/xml', 'Content-Length': bytes.length })
    response.end(bytes)
  })
}

createServer({ noDelay: true, keepAliveTimeout: 75_000 }, handle).listen(Number(port), '127.0.0.1')

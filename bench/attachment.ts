// `node build/bench/attachment.js`: how much memory the gateway takes for a message with an attachment of 5 MB,
// beyond what it takes for the same message without. Linux only; measures, and exit code 1 when it is too much.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer } from './processes.ts'

const attachmentBytes = 5_000_000
const extraBytesMax = 20_000_000
const warmingMessages = 300
const rounds = 5
const seriesMessages = 200
/** For what warming left to settle. */
const restMs = 300

const boundary = 'bench-boundary'
const fixture = new URL('../../fixtures/VerifyCertificate_v1/valid/request.xml', import.meta.url)
const envelope = readFileSync(fixture, 'utf8').replace('{messageId}', 'bench-attachment')

/** SOAP with one attachment of so many bytes. */
function message(soap: string, bytes: number): Buffer {
  const head = (type: string, id: string) =>
    `--${boundary}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <${id}>\r\n\r\n`
  return Buffer.concat([
    Buffer.from(`${head('text/xml; charset=utf-8', 'soap')}${soap}\r\n`),
    Buffer.from(head('application/octet-stream', 'attached')),
    Buffer.alloc(bytes, 0xa5),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
}

const referring = envelope.replace(/<c:hc1>.*<\/c:hc1>/, '<c:image href="cid:attached"/>')

interface Kind {
  title: string
  body: Buffer
  /** What must stand in the answer. */
  expected: string
}

const valid = '<verdict>VALID</verdict>'

const kinds: readonly Kind[] = [
  { title: '1 byte', body: message(envelope, 1), expected: valid },
  {
    title: '5 MB, nothing refers to it',
    body: message(envelope, attachmentBytes),
    expected: valid,
  },
  {
    title: '5 MB, the body refers to it',
    body: message(referring, attachmentBytes),
    expected: '<rule>maxLength 524288</rule>',
  },
]

async function post(port: number, body: Buffer): Promise<string> {
  const type = `multipart/related; type="text/xml"; boundary=${boundary}`
  const response = await fetch(`http://127.0.0.1:${port}/ws`, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body: body as Buffer<ArrayBuffer>,
  })
  return response.text()
}

const rest = () => new Promise((resolve) => setTimeout(resolve, restMs))
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)

type Server = Awaited<ReturnType<typeof start>>

function known(bytes: number | undefined): number {
  if (bytes === undefined) throw new Error('the system tells no memory')
  return bytes
}

/** What the process takes at most while so many messages come, beyond what it took before the first, bytes. */
async function extraOf(server: Server, { body, expected }: Kind, count: number): Promise<number> {
  for (let sent = 0; sent < warmingMessages; sent++) await post(server.port, message(envelope, 1))
  await rest()
  const before = known(server.memoryBytes())
  server.forgetPeak()
  for (let sent = 0; sent < count; sent++) {
    const answer = await post(server.port, body)
    if (!answer.includes(expected)) throw new Error(`unexpected answer: ${answer.slice(0, 2000)}`)
  }
  return known(server.peakBytes()) - before
}

function start(folder: string) {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  return startServer({
    args: () => [fileURLToPath(new URL('../src/main.js', import.meta.url))],
    env: (port) => ({
      PORT: String(port),
      DATA_FOLDER: join(folder, 'data'),
      WORLD_FILE: join(root, 'fixtures/world.json'),
      TRUST_FOLDER: join(root, 'fixtures/keys'),
    }),
    output: join(folder, 'gateway.log'),
  })
}

/** In a process of its own, so that no garbage of an earlier message hides what one takes. */
async function measured(kind: Kind, count: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-attachment-'))
  const server = await start(folder)
  try {
    return await extraOf(server, kind, count)
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

for (const kind of kinds) {
  const extra: number[] = []
  for (let round = 0; round < rounds; round++) extra.push(await measured(kind, 1))
  const most = Math.max(...extra)
  if (most > extraBytesMax) process.exitCode = 1
  // What a series leaves behind is for the collector, who comes when there is enough.
  const series = await measured(kind, seriesMessages)
  process.stdout.write(
    `${kind.title}: one message takes ${megabytes(most)} MB (${extra.map(megabytes).join(' ')}), limit ` +
      `${megabytes(extraBytesMax)}; ${seriesMessages} in turn ${megabytes(series)} MB\n`,
  )
}

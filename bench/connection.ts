// A kept connection that sends a ready-made HTTP request and takes the whole answer. Written on the bare
// socket, because node's HTTP client would cost as much as some of the servers that it measures.

import { connect, type Socket } from 'node:net'

export interface Connection {
  /** The answer's bytes, head and body. Rejects when the connection breaks or the answer takes too long. */
  send(request: Buffer): Promise<Buffer>
  close(): void
}

const answerTimeoutMs = 20_000

/** Length of the whole answer, or undefined while that is not known: its head, or the last chunk, is missing. */
function wholeLength(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = bytes.toString('latin1', 0, headEnd)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) return headEnd + 4 + Number(length)
  return bytes.subarray(-5).equals(lastChunk) ? bytes.length : undefined
}

/** RFC 9112 §7.1, without trailers: no server here sends any. */
const lastChunk = Buffer.from('0\r\n\r\n')

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => resolve(socket))
  })
}

/** One request at a time. @throws when nobody listens */
export async function openConnection(port: number): Promise<Connection> {
  const socket = await opened(port)
  let received: Buffer[] = []
  let waiting: { resolve(answer: Buffer): void; reject(error: Error): void } | undefined
  const fail = (error: Error) => waiting?.reject(error)
  socket.on('data', (chunk: Buffer) => {
    received.push(chunk)
    const bytes = received.length === 1 ? chunk : Buffer.concat(received)
    received = [bytes]
    if (bytes.length < (wholeLength(bytes) ?? Number.POSITIVE_INFINITY)) return
    received = []
    waiting?.resolve(bytes)
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  socket.setTimeout(answerTimeoutMs, () => socket.destroy(new Error('no answer in time')))
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}

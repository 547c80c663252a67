// Two ways to speak to the gateway: sound HTTP on a connection that is kept, and bytes on one of their own. Both give
// what came back as it came; neither judges.

import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import type { Letter } from './corpus.ts'

export interface Answer {
  status: number
  contentType: string
  body: Buffer
}

/** A gateway that takes longer hangs: no mutant is much work. */
const answerTimeoutMs = 10_000

export interface Line {
  /** @throws Error when there is no whole answer */
  post(letter: Letter): Promise<Answer>
  close(): void
}

/** One connection, one message at a time. */
export function openLine(port: number): Line {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const post = ({ method, contentType, soapAction, body }: Letter) =>
    new Promise<Answer>((resolve, reject) => {
      const headers = {
        'Content-Length': body.length,
        'Content-Type': contentType,
        SOAPAction: soapAction,
      }
      const options = { port, host: '127.0.0.1', path: '/ws', method, agent, headers }
      const call = request({ ...options, timeout: answerTimeoutMs }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const { statusCode = 0, headers: got } = response
          const body = Buffer.concat(chunks)
          resolve({ status: statusCode, contentType: got['content-type'] ?? '', body })
        })
      })
      call.on('timeout', () => call.destroy(new Error('no answer in time')))
      call.on('error', reject)
      call.end(body)
    })
  return { post, close: () => agent.destroy() }
}

export interface Spoken {
  answers: Answer[]
  /** An answer that was begun and not ended. */
  cut: boolean
  /** Why the connection ended, where not by the other side's closing. */
  trouble: string | undefined
}

/** What the server needs to see that bytes are broken, before the client says that there are no more, milliseconds. */
const patienceMs = 15

/**
 * Writes the pieces on a connection of its own and reads to its end. After a complete request the client ends its side
 * once it is answered, else when it has waited a little.
 * @param headless answers may come without a body (HEAD)
 */
export function speak(
  port: number,
  pieces: readonly Buffer[],
  { complete, headless }: { complete: boolean; headless: boolean },
): Promise<Spoken> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    let received = Buffer.alloc(0)
    let trouble: string | undefined
    let patience: NodeJS.Timeout | undefined
    socket.setTimeout(answerTimeoutMs, () => socket.destroy(new Error('no answer in time')))
    socket.on('connect', () => {
      for (const piece of pieces) socket.write(piece)
      if (!complete) patience = setTimeout(() => socket.end(), patienceMs)
    })
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (complete && answersIn(received, headless).answers.length > 0) socket.end()
    })
    socket.on('end', () => socket.end())
    socket.on('error', (error) => {
      trouble = error.message
    })
    socket.on('close', () => {
      clearTimeout(patience)
      resolve({ ...answersIn(received, headless), trouble })
    })
  })
}

/** The whole answers in the bytes, interim ones left out. */
function answersIn(bytes: Buffer, headless: boolean): Pick<Spoken, 'answers' | 'cut'> {
  const answers: Answer[] = []
  for (let at = 0; at < bytes.length; ) {
    const head = bytes.indexOf('\r\n\r\n', at)
    if (head < 0) return { answers, cut: true }
    const [first = '', ...lines] = bytes.toString('latin1', at, head).split('\r\n')
    const field = (name: string) => {
      const found = lines.find((line) => line.toLowerCase().startsWith(`${name}: `))
      return found?.slice(name.length + 2)
    }
    const status = Number(first.split(' ')[1])
    const start = head + 4
    const bodiless =
      status < 200 || (headless && /^(?:HTTP|$)/.test(bytes.toString('latin1', start, start + 4)))
    at = start + (bodiless ? 0 : Number(field('content-length') ?? Number.POSITIVE_INFINITY))
    if (at > bytes.length) return { answers, cut: true }
    const body = bytes.subarray(start, at)
    if (status >= 200) answers.push({ status, contentType: field('content-type') ?? '', body })
  }
  return { answers, cut: false }
}

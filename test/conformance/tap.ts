// Stands between a client and a gateway, hands everything on as it is, and keeps the answers.

import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Tap {
  url: string
  /** Bodies of answers as text, in the order in which they came. */
  answers: string[]
  close(): Promise<void>
}

/** @param target `http://host:port` */
export async function tapOf(target: string): Promise<Tap> {
  const answers: string[] = []
  const server = createServer((asked, answer) => {
    const { method, headers, url = '/' } = asked
    const onward = request(new URL(url, target), { method, headers }, (answered) => {
      const chunks: Buffer[] = []
      answered.on('data', (chunk: Buffer) => chunks.push(chunk))
      answered.on('end', () => {
        const body = Buffer.concat(chunks)
        answers.push(body.toString())
        answer.writeHead(answered.statusCode ?? 502, answered.rawHeaders)
        answer.end(body)
      })
    })
    onward.on('error', () => answer.destroy())
    asked.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

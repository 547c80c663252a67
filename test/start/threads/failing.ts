// A thread that fails at its first call, with a text that may quote data.

import { type MessagePort, parentPort } from 'node:worker_threads'

const port = parentPort as MessagePort
port.on('message', () => {
  throw new TypeError('Вигадана Олена')
})
port.postMessage({ kind: 'started' })

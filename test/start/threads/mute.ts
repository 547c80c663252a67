// A thread that starts and answers nothing; told to end, it ends.

import { type MessagePort, parentPort } from 'node:worker_threads'
import { end } from '../../../src/start/threaded.ts'

const port = parentPort as MessagePort
port.on('message', (call: unknown) => {
  if (call === end) port.close()
})
port.postMessage({ kind: 'started' })

// A thread that starts and answers nothing; told to end, it ends.

import { type MessagePort, parentPort } from 'node:worker_threads'

const port = parentPort as MessagePort
port.on('message', (calls: unknown[]) => {
  if (calls.length === 0) port.close()
})
port.postMessage({ kind: 'started' })

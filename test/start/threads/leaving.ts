// A thread that ends by itself at its first call.

import { type MessagePort, parentPort } from 'node:worker_threads'

const port = parentPort as MessagePort
port.on('message', () => process.exit(0))
port.postMessage({ kind: 'started' })

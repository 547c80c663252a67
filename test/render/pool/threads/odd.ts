// A thread that does as the certificate's text, or the picture's bytes, say: for the tests of the pool.

import { type MessagePort, parentPort } from 'node:worker_threads'
import type { Job, Outcome } from '../../../../src/render/pool/job.ts'

const port = parentPort as MessagePort
const say = (outcome: Outcome) => port.postMessage(outcome)

const deeds: Readonly<Record<string, () => void>> = {
  echo: () => say({ bytes: new Uint8Array(Buffer.from('echo')) }),
  later: () => void setTimeout(deeds.echo as () => void, 40),
  problem: () => say({ problem: 'RangeError' }),
  hang: () => {
    for (;;);
  },
  silent: () => undefined,
  die: () => process.exit(3),
  throw: () => {
    throw new TypeError('a certificate’s name')
  },
  devour: () => {
    const all: number[][] = []
    for (;;) all.push(new Array<number>(100_000).fill(all.length + 0.5))
  },
}

port.on('message', ({ name, input }: Job) => {
  const deed =
    name === 'pdf' ? (input.certificates[0]?.hc1 ?? '') : Buffer.from(input.bytes).toString()
  deeds[deed]?.()
})

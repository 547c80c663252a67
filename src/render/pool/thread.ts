// The program of a thread of the pool: one drawing after the other, as it is asked. See pool.ts.

import { type MessagePort, parentPort } from 'node:worker_threads'
import { problemOf } from '../../log.ts'
import type { Job, Jobs, Outcome } from './job.ts'

const port = parentPort as MessagePort

/** How each kind is done. What it needs is loaded when it is first asked for: a thread that draws need not wait for more. */
const draw: { readonly [N in keyof Jobs]: (input: Jobs[N]) => Promise<Uint8Array> } = {
  picture: async ({ bytes }) => {
    const { readPicture } = await import('../picture/read.ts')
    return Buffer.from(JSON.stringify(await readPicture(bytes)))
  },
  pdf: async ({ certificates, language, at }) => {
    const { pdf } = await import('../pdf/index.ts')
    return pdf(certificates, { language, at })
  },
}

async function outcomeOf({ name, input }: Job): Promise<Outcome> {
  try {
    const work = draw[name] as (input: Job['input']) => Promise<Uint8Array>
    // A copy, because what is handed over must not be part of a buffer that others use.
    return { bytes: new Uint8Array(await work(input)) }
  } catch (thrown) {
    return { problem: problemOf(thrown) }
  }
}

port.on('message', async (job: Job) => {
  const outcome = await outcomeOf(job)
  port.postMessage(outcome, 'bytes' in outcome ? [outcome.bytes.buffer] : [])
})

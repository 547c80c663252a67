import { expect } from 'chai'
import { Failure } from '../../../src/errors.ts'
import type { MeasureName } from '../../../src/metrics.ts'
import { createDrawer } from '../../../src/render/pool/drawer.ts'
import type { Job } from '../../../src/render/pool/job.ts'
import { createPool, type Pool } from '../../../src/render/pool/pool.ts'
import { printedCertificate } from '../pictures.ts'

const odd = new URL('threads/odd.js', import.meta.url)

/** What a thread of the tests does: the certificate's text tells. */
function deed(hc1: string): Job {
  const certificates = [{ ...printedCertificate, hc1, level: 'Q' as const }]
  return { name: 'pdf', input: { certificates, language: 'uk', at: new Date(0) } }
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).to.be.instanceOf(Failure)
  return thrown as Failure
}

describe('the pool of drawing threads', () => {
  let pools: Pool[] = []
  let measured: [MeasureName, number, ...string[]][] = []

  function pool(threads = 1, queueMax = 2, timeouts = { workMs: 5000, waitMs: 5000 }): Pool {
    const one = createPool(
      { threads, queueMax },
      (name, value, ...labels) => measured.push([name, value, ...labels]),
      odd,
      timeouts,
    )
    pools.push(one)
    return one
  }

  const outcomes = () =>
    measured.filter(([name]) => name === 'render_jobs').map(([, , outcome]) => outcome)

  beforeEach(() => {
    pools = []
    measured = []
  })

  afterEach(() => Promise.all(pools.map((one) => one.close())))

  it('gives what its thread has drawn', async () => {
    expect((await pool().draw(deed('echo'))).toString()).to.equal('echo')
    expect(outcomes()).to.deep.equal(['done'])
  })

  it('draws as many at once as it has threads, and lets some wait', async () => {
    const two = pool(2, 2)
    const works = [1, 2, 3, 4].map(() => two.draw(deed('later')))
    const refused = await failureOf(two.draw(deed('echo')))
    expect(refused.code).to.equal('RENDERING_OVERLOADED')
    expect(() => two.admit()).to.throw(Failure)
    expect((await Promise.all(works)).map(String)).to.deep.equal(Array(4).fill('echo'))
    two.admit()
    const lengths = measured.filter(([name]) => name === 'render_queue').map(([, value]) => value)
    expect(lengths).to.deep.equal([1, 2, 1, 0])
  })

  it('draws those that wait in the order in which they came', async () => {
    const one = pool(1, 5)
    const order: number[] = []
    await Promise.all(
      [1, 2, 3, 4].map((number) => one.draw(deed('later')).then(() => order.push(number))),
    )
    expect(order).to.deep.equal([1, 2, 3, 4])
  })

  it('refuses who waited too long', async () => {
    const slow = pool(1, 5, { workMs: 5000, waitMs: 30 })
    const works = ['silent', 'echo', 'echo'].map((name) => slow.draw(deed(name)))
    works[0]?.catch(() => undefined)
    const refused = await Promise.all(works.slice(1).map(failureOf))
    expect(refused.map(({ code }) => code)).to.deep.equal(Array(2).fill('RENDERING_OVERLOADED'))
    expect(outcomes()).to.deep.equal(['overloaded', 'overloaded'])
  })

  for (const [name, how] of [
    ['die', 'dies'],
    ['throw', 'throws'],
    ['hang', 'hangs'],
    ['silent', 'says nothing'],
    ['devour', 'takes all memory'],
  ] as const)
    it(`fails a job whose thread ${how}, and no other`, async () => {
      const one = pool(1, 5, { workMs: name === 'devour' ? 20_000 : 400, waitMs: 20_000 })
      const [bad, ...good] = [name, 'echo', 'later'].map((text) => one.draw(deed(text)))
      const failure = await failureOf(bad as Promise<Buffer>)
      expect(failure.code).to.equal('RENDERING_FAILED')
      expect(failure.detail).to.match(/^[\w .’]+$/)
      expect(failure.detail).to.not.include('name')
      expect((await Promise.all(good)).map(String)).to.deep.equal(['echo', 'echo'])
      expect(outcomes()).to.deep.equal(['failed', 'done', 'done'])
    }).timeout(40_000)

  it('learns at once of a thread that has died between two drawings', async () => {
    const dead = createDrawer(odd)
    await dead.end()
    const { code } = await failureOf(dead.draw(deed('echo'), 60_000))
    expect([code, dead.alive()]).to.deep.equal(['RENDERING_FAILED', false])
  })

  it('keeps a thread whose drawing failed in order', async () => {
    const one = pool()
    const failure = await failureOf(one.draw(deed('problem')))
    expect(failure).to.include({ code: 'RENDERING_FAILED', detail: 'RangeError' })
    expect(String(await one.draw(deed('echo')))).to.equal('echo')
  })

  it('fails all jobs when it is closed, and takes none any more', async () => {
    const one = pool(1, 2)
    const works = ['silent', 'echo'].map((name) => failureOf(one.draw(deed(name))))
    await one.close()
    const codes = (await Promise.all(works)).map(({ code }) => code)
    expect(codes).to.deep.equal(['RENDERING_FAILED', 'RENDERING_OVERLOADED'])
    expect((await failureOf(one.draw(deed('echo')))).code).to.equal('RENDERING_OVERLOADED')
  })

  it('begins no thread before it is needed, and none without a job keeps the process', async () => {
    const before = process.getActiveResourcesInfo().length
    const one = pool(4)
    expect(process.getActiveResourcesInfo()).to.have.length(before)
    await one.draw(deed('echo'))
    expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Worker')).to.deep.equal([])
  })
})

describe('the thread of the pool', () => {
  it('draws the PDF of a certificate', async () => {
    const pool = createPool({ threads: 1, queueMax: 0 }, () => undefined)
    try {
      const certificates = [{ ...printedCertificate, level: 'Q' as const }]
      const input = { certificates, language: 'uk' as const, at: new Date(0) }
      const bytes = await pool.draw({ name: 'pdf', input })
      expect(bytes.toString('latin1', 0, 5)).to.equal('%PDF-')
      expect(bytes.toString('latin1').trimEnd().slice(-5)).to.equal('%%EOF')
      const wrong = {
        ...input,
        certificates: [{ ...printedCertificate, hc1: 'hc1:', level: 'Q' as const }],
      }
      const failure = await failureOf(pool.draw({ name: 'pdf', input: wrong }))
      expect(failure.code).to.equal('RENDERING_FAILED')
    } finally {
      await pool.close()
    }
  })
})

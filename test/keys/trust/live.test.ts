import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { keyIdOf } from '../../../src/keys/certificate.ts'
import { keepIn } from '../../../src/keys/trust/kept.ts'
import { createLiveTrust, type LiveTrustParts } from '../../../src/keys/trust/live.ts'
import { pathSource, type Source } from '../../../src/keys/trust/source.ts'
import { type Made, makeCertificate, temporaryFolder } from '../certificates.ts'
import { item, keyIdText, makeAuthority } from './made.ts'

const noon = new Date('2022-02-10T12:00:00Z')

describe('the trust list in force', () => {
  let folder: string
  let one: Made
  let two: Made
  before(async () => {
    one = await makeCertificate()
    two = await makeCertificate()
  })
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** Everything that is told of sources, in order. */
  function live(sources: Source[], more: Partial<LiveTrustParts> = {}) {
    const told: string[] = []
    const made = createLiveTrust({
      sources,
      own: () => [],
      anchors: [],
      now: () => noon,
      kept: keepIn(join(folder, 'kept')),
      observer: {
        read: (source, { keys, leftOut }, at) =>
          told.push(`${source} ${keys.length} ${leftOut.length} ${at.toISOString()}`),
        failed: (source, cause, standing) =>
          told.push(`${source} ${(cause as Error).message} ${standing}`),
      },
      ...more,
    })
    const knows = ({ certificate }: Made) => made.list.find(keyIdOf(certificate)).length
    return { ...made, told, knows }
  }

  /** A distant source that says what a test wants. */
  function distant(name: string, said: { documents: string[] | Error }): Source {
    return {
      name,
      local: false,
      async read() {
        if (said.documents instanceof Error) throw said.documents
        return { documents: said.documents }
      },
    }
  }

  const listOf = (...all: Made[]) => [JSON.stringify(all.map((made) => item('DSC', 'XA', made)))]
  const time = noon.toISOString()

  it('knows our own keys before anything was read, and those that roll over', async () => {
    let own = [one.certificate]
    const { knows, list } = live([], { own: () => own })
    expect([knows(one), knows(two)]).to.deep.equal([1, 0])
    own = [two.certificate]
    expect([knows(one), knows(two)]).to.deep.equal([0, 1])
    expect(list.leftOut).to.deep.equal([])
  })

  it('joins a folder, a file and an address', async () => {
    const third = await makeCertificate()
    mkdirSync(join(folder, 'certificates'))
    writeFileSync(join(folder, 'certificates', 'one.pem'), one.certificate.toString())
    writeFileSync(join(folder, 'list.json'), listOf(two)[0] ?? '')
    const paths = [join(folder, 'certificates'), join(folder, 'list.json')]
    const said = { documents: listOf(third) }
    const { refresh, knows, told } = live([...paths.map(pathSource), distant('there', said)])
    expect(await refresh()).to.deep.equal([])
    expect([one, two, third].map(knows)).to.deep.equal([1, 1, 1])
    expect(told.sort()).to.deep.equal(
      [...paths, 'there'].map((name) => `${name} 1 0 ${time}`).sort(),
    )
  })

  it('keeps the last good list of a source that fails, while the others go on', async () => {
    const failing: { documents: string[] | Error } = { documents: listOf(one) }
    const going: { documents: string[] } = { documents: listOf(two) }
    const sources = [distant('failing', failing), distant('going', going)]
    const { refresh, knows, told } = live(sources)
    await refresh()
    failing.documents = new Error('no answer: ECONNREFUSED')
    going.documents = listOf()
    const failures = await refresh()
    expect(failures.map(({ source }) => source.name)).to.deep.equal(['failing'])
    expect([one, two].map(knows)).to.deep.equal([1, 0])
    expect(told.slice(2)).to.have.members([
      'failing no answer: ECONNREFUSED kept',
      `going 0 0 ${time}`,
    ])
    failing.documents = ['{"half":']
    await refresh()
    expect(knows(one)).to.equal(1)
    expect(told).to.include('failing no JSON kept')
    failing.documents = listOf()
    await refresh()
    expect(knows(one)).to.equal(0)
  })

  it('is read again after a restart while its publisher is away', async () => {
    const said: { documents: string[] | Error } = { documents: listOf(one) }
    await live([distant('there', said)]).refresh()
    said.documents = new Error('no answer: TIMEOUT')
    const restarted = live([distant('there', said), distant('elsewhere', said)])
    await restarted.refresh()
    expect(restarted.knows(one)).to.equal(1)
    const recalled = restarted.told.find((text) => text.startsWith('there 1 0 ')) ?? ''
    // When the publisher said so, not now: the world of this test is of 2022, the file is of today.
    expect(new Date(recalled.slice(10)).getTime()).to.be.greaterThan(noon.getTime())
    expect(restarted.told.filter((text) => text.includes('TIMEOUT'))).to.have.members([
      'there no answer: TIMEOUT kept',
      'elsewhere no answer: TIMEOUT none',
    ])
    await restarted.refresh()
    expect(restarted.knows(one)).to.equal(1)
  })

  it('does without a kept list that is broken, and without a disk', async () => {
    const said: { documents: string[] | Error } = { documents: listOf(one) }
    await live([distant('there', said)]).refresh()
    const kept = join(folder, 'kept')
    said.documents = new Error('no answer: TIMEOUT')
    for (const broken of ['[', '[1]', '["[[[[[[[[[[[["]', '["{}"]']) {
      for (const name of readdirSync(kept)) writeFileSync(join(kept, name), broken)
      const restarted = live([distant('there', said)])
      await restarted.refresh()
      expect(restarted.knows(one), broken).to.equal(0)
    }
    said.documents = listOf(one)
    writeFileSync(join(folder, 'file'), '')
    const diskless = live([distant('there', said)], { kept: keepIn(join(folder, 'file', 'kept')) })
    expect(await diskless.refresh()).to.deep.equal([])
    expect(diskless.knows(one)).to.equal(1)
  })

  it('takes bare keys alone that a source names as being in force', async () => {
    const { certificate, privateKey } = one
    const { x, y } = certificate.publicKey.export({ format: 'jwk' })
    const bare = (keyId: string) => ({ keyId, use: 'sig', alg: 'ES256', crv: 'P-256', x, y })
    const [active, withdrawn] = ['AAECAwQFBgc=', 'CAkKCwwNDg8=']
    const keys = JSON.stringify({ certs: [bare(active), bare(withdrawn)] })
    const ids = JSON.stringify({ activeKeyIds: [active], validDuration: 172_800_000 })
    const sources = [
      distant('updates', { documents: [keys] }),
      distant('list', { documents: [ids] }),
    ]
    const certificates = distant('gateway', { documents: listOf({ certificate, privateKey }) })
    const without = live([sources[0] as Source])
    await without.refresh()
    const withIds = live([...sources, certificates])
    await withIds.refresh()
    const found = (from: typeof withIds, keyId: string) =>
      from.list.find(Buffer.from(keyId, 'base64')).length
    expect([active, withdrawn].map((keyId) => found(without, keyId))).to.deep.equal([1, 1])
    expect([active, withdrawn].map((keyId) => found(withIds, keyId))).to.deep.equal([1, 0])
    expect(found(withIds, keyIdText(certificate))).to.equal(1)
    expect(withIds.list.leftOut).to.deep.equal([{ reason: 'INACTIVE', name: withdrawn }])
  })

  it('takes no bare key while its publisher has not said yet which are in force', async () => {
    const { x, y } = one.certificate.publicKey.export({ format: 'jwk' })
    const keyId = 'AAECAwQFBgc='
    const certs = [{ keyId, use: 'sig', alg: 'ES256', crv: 'P-256', x, y }]
    const said: { documents: string[] | Error } = { documents: new Error('no answer: TIMEOUT') }
    const swiss = { publisher: 'https://keys.example' }
    const made = live([
      { ...distant('updates', { documents: [JSON.stringify({ certs })] }), ...swiss },
      { ...distant('list', said), ...swiss },
      { ...distant('gateway', { documents: listOf(two) }), publisher: 'https://gateway.example' },
    ])
    const found = () => made.list.find(Buffer.from(keyId, 'base64')).length
    await made.refresh()
    expect([found(), made.knows(two)]).to.deep.equal([0, 1])
    said.documents = [JSON.stringify({ activeKeyIds: [keyId] })]
    await made.refresh()
    expect(found()).to.equal(1)
    said.documents = new Error('no answer: TIMEOUT')
    await made.refresh()
    expect(found()).to.equal(1)
  })

  it('lets others work while thousands of keys are read, and finds each of them', async () => {
    const authority = await makeAuthority('XA')
    const signer = item('DSC', 'XA', await authority.issue())
    const kid = (at: number) => Buffer.from(`key ${String(at).padStart(4, '0')}`).toString('base64')
    const signers = Array.from({ length: 3000 }, (_, at) => ({ ...signer, kid: kid(at) }))
    const document = JSON.stringify([item('CSCA', 'XA', authority), ...signers])
    const { refresh, list } = live([distant('there', { documents: [document] })])
    let others = 0
    let isOver = false
    const work = () => {
      others++
      if (!isOver) setImmediate(work)
    }
    setImmediate(work)
    await refresh()
    isOver = true
    expect(others).to.be.greaterThan(50)
    for (let at = 0; at < 3000; at++)
      expect(list.find(Buffer.from(kid(at), 'base64'))).to.have.length(1)
  })

  const hostile: [string, string, RegExp][] = [
    ['is nested without end', '['.repeat(1_000_000), /nested too deeply/],
    ['is an object of another kind', '{"keys":[]}', /no trust list of a known shape/],
    ['is a number', '1', /no trust list of a known shape/],
    [
      'has more entries than any list',
      `[${'{"certificateType":1,"rawData":1},'.repeat(20_001).slice(0, -1)}]`,
      /too many entries/,
    ],
    [
      'has more identifiers than any list',
      `{"activeKeyIds":[${'"",'.repeat(20_001).slice(0, -1)}]}`,
      /too many entries/,
    ],
    ['is no JSON', 'secret-looking text', /^there no JSON none$/],
  ]
  for (const [title, document, problem] of hostile)
    it(`refuses a document that ${title}, and quotes nothing of it`, async () => {
      const { refresh, told } = live([distant('there', { documents: [document] })])
      await refresh()
      expect(told.join()).to.match(problem)
      expect(told.join()).not.to.include('secret')
    })

  it('names a path that is not there, and a file too large', async () => {
    const missing = join(folder, 'missing')
    const large = join(folder, 'large.json')
    writeFileSync(large, Buffer.alloc(16 * 1024 * 1024 + 1, ' '))
    const { refresh, told } = live([missing, large].map(pathSource))
    expect(await refresh()).to.have.length(2)
    expect(told.join()).to.include(`${missing} cannot be read`)
    expect(told.join()).to.include(`${large} is too large for a trust list`)
  })
})

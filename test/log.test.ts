import { Writable } from 'node:stream'
import { expect } from 'chai'
import { Failure } from '../src/errors.ts'
import { createLog, type Log } from '../src/log.ts'

const secret = 'Шевченко'

function logged(write: (log: Log) => void, level = 'info'): Record<string, unknown>[] {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  write(createLog(level, stream))
  return lines
    .join('')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

const line = {
  xRoadId: 'id-1',
  client: 'S/GOV/1/A',
  service: 'Do_v1',
  outcome: 'OK',
  ms: 1.2345,
  bytesIn: 10,
  bytesOut: 20,
}

function problem(cause: unknown): unknown {
  const [written] = logged((log) => log.failure(new Failure('INTERNAL', { cause })))
  return written?.problem
}

describe('the log', () => {
  it('writes one line of JSON a message, with time and level', () => {
    const [written, ...others] = logged((log) => log.message(line))
    expect(others).to.deep.equal([])
    const { timestamp, ...rest } = written ?? {}
    expect(timestamp).to.match(/^\d{4}-\d{2}-\d{2}T/)
    expect(rest).to.deep.equal({ level: 'info', message: 'message', ...line, ms: 1.2 })
  })

  it('writes messages, events and failures in the order in which they came', () => {
    const written = logged((log) => {
      log.event('one')
      log.message({ ...line, xRoadId: 'two' })
      log.failure(new Failure('INTERNAL'))
      log.message({ ...line, xRoadId: 'four' })
    })
    const told = written.map(({ message, xRoadId }) => xRoadId ?? message)
    expect(told).to.deep.equal(['one', 'two', 'failure', 'four'])
  })

  it('warns of an event where somebody should look', () => {
    const write = (log: Log) => {
      log.event('one')
      log.event('two', 'kept as it was', 'warn')
    }
    expect(logged(write).map(({ level }) => level)).to.deep.equal(['info', 'warn'])
    const [only, ...others] = logged(write, 'warn')
    expect(only).to.include({ level: 'warn', message: 'two', detail: 'kept as it was' })
    expect(others).to.deep.equal([])
  })

  it('writes no line of a message where only warnings are wanted', () => {
    const written = logged((log) => {
      log.message(line)
      log.failure(new Failure('INTERNAL'))
    }, 'warn')
    expect(written.map(({ message }) => message)).to.deep.equal(['failure'])
  })

  it('writes only the fields that are declared', () => {
    const [written] = logged((log) =>
      log.message({ ...line, userId: secret, body: secret } as never),
    )
    expect(JSON.stringify(written)).not.to.include(secret)
  })

  it('leaves out what is not known and shortens what a client chose', () => {
    const [written] = logged((log) =>
      log.message({
        ...line,
        xRoadId: 'x'.repeat(1000),
        client: undefined,
        service: 's'.repeat(200),
      }),
    )
    expect(written).not.to.have.property('client')
    expect(written?.xRoadId).to.equal('x'.repeat(128))
    expect(written?.service).to.equal('s'.repeat(128))
  })

  it('keeps a line one line whatever a client’s id holds', () => {
    const written = logged((log) =>
      log.message({ ...line, xRoadId: 'a\n{"level":"error"}\r\u2028' }),
    )
    expect(written).to.have.length(1)
    expect(written[0]?.level).to.equal('info')
  })

  it('writes events of the process', () => {
    const [written] = logged((log) => log.event('listening', '127.0.0.1:1'))
    expect(written).to.include({ level: 'info', message: 'listening', detail: '127.0.0.1:1' })
  })

  it('is silent below its level', () => {
    const write = (log: Log) => {
      log.message(line)
      log.event('listening')
      log.failure(new Failure('INTERNAL'))
    }
    expect(logged(write, 'error').map(({ message }) => message)).to.deep.equal(['failure'])
  })

  it('says of a failure its code, our detail, and where the cause arose', () => {
    const cause = Object.assign(new TypeError(secret), { code: 'ECONNREFUSED' })
    const [written] = logged((log) =>
      log.failure(new Failure('REGISTER_UNAVAILABLE', { detail: 'register', cause })),
    )
    expect(written).to.include({ level: 'error', code: 'REGISTER_UNAVAILABLE', detail: 'register' })
    expect(written?.problem).to.match(/^TypeError ECONNREFUSED at .*log\.test\.js:\d+:\d+\)?$/)
    expect(JSON.stringify(written)).not.to.include(secret)
  })

  it('says of a failure without cause nothing more', () => {
    const [written] = logged((log) => log.failure(new Failure('INTERNAL')))
    expect(written).not.to.have.any.keys('problem', 'detail')
  })

  it('names causes of causes, and comes to an end when one is its own', () => {
    const root = new RangeError(secret)
    const outer = new Error(secret, { cause: root })
    expect(problem(outer)).to.match(/^Error at .+ < RangeError at /)
    root.cause = outer
    expect(String(problem(outer)).split(' < ')).to.have.length(5)
  })

  const posing: [title: string, cause: unknown][] = [
    ['a message that looks like a stack', new Error(`x\n    at ${secret} (file:///a.js:1:1)`)],
    ['a message in Latin letters that does', new Error('x\n    at Taras (file:///a.js:1:1)')],
    [
      'a stack of another making',
      Object.assign(new Error('x'), { stack: `Error\n    at ${secret}` }),
    ],
    ['a stack that is gone', Object.assign(new Error(secret), { stack: undefined })],
    ['a code that is no text', Object.assign(new Error(secret), { code: { secret } })],
    ['a thrown text', secret],
    ['a thrown object', { message: secret }],
  ]
  for (const [title, cause] of posing) {
    it(`quotes nothing of ${title}`, () => {
      expect(String(problem(cause))).not.to.match(/Шевченко|Taras/)
    })
  }
})

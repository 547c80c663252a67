import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { expect } from 'chai'
import { createReceipts } from '../../src/doors/receipts.ts'
import { Failure } from '../../src/errors.ts'

/** What a piece costs besides its bytes. */
const piece = 128

describe('receipts', () => {
  let errors: unknown[]
  let request: IncomingMessage

  beforeEach(() => {
    errors = []
    const emitter = new EventEmitter().on('error', (error) => errors.push(error))
    request = emitter as IncomingMessage
  })

  it('hold the bytes of all messages, and what their pieces cost', () => {
    const receipts = createReceipts({ bytesMax: 1000, sumMax: 10_000 })
    const [first, second] = [receipts.open(request), receipts.open(request)]
    first.bytes += 400
    first.bytes += 500
    second.bytes += 100
    expect([first.bytes, second.bytes]).to.deep.equal([900, 100])
    expect(receipts.held()).to.equal(1000 + 3 * piece)
    first.drop()
    expect(receipts.held()).to.equal(100 + piece)
    first.drop()
    second.drop()
    expect(receipts.held()).to.equal(0)
  })

  it('count a message of one-byte chunks for what it costs', () => {
    const receipts = createReceipts({ bytesMax: 1000, sumMax: 100 * piece })
    const receipt = receipts.open(request)
    for (let at = 0; at < 99; at++) receipt.bytes += 1
    expect(errors).to.deep.equal([])
    receipt.bytes += 1
    expect((errors[0] as Failure).code).to.equal('OVERLOADED')
  })

  it('hold nothing more of what is dropped or too large, but go on counting', () => {
    const receipts = createReceipts({ bytesMax: 1000, sumMax: 10_000 })
    const [dropped, large] = [receipts.open(request), receipts.open(request)]
    dropped.drop()
    dropped.bytes += 700
    large.bytes += 900
    large.bytes += 900_000
    expect(receipts.held()).to.equal(0)
    expect([dropped.bytes, large.bytes]).to.deep.equal([700, 900_900])
    expect(errors).to.deep.equal([])
  })

  it('tell the request whose piece is too many', () => {
    const receipts = createReceipts({ bytesMax: 1000, sumMax: 1000 })
    const other = new EventEmitter() as IncomingMessage
    receipts.open(other).bytes += 500
    receipts.open(request).bytes += 500
    expect(errors).to.have.length(1)
    expect(errors[0]).to.be.instanceOf(Failure).and.include({ code: 'OVERLOADED' })
  })
})

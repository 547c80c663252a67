import { expect } from 'chai'
import { createEndWarnings, endOfUse, endsOf, type KeyEnd } from '../../src/keys/end-of-use.ts'
import { type CertificateType, typesOf } from '../../src/usage.ts'

const lifetimes = { vaccination: 60, test: 3, recovery: 60 }

const key = (
  keyIdText: string,
  from: string,
  notAfter: string,
  statedEnd?: string,
  types: readonly CertificateType[] = typesOf(undefined),
) => ({
  keyIdText,
  types,
  from: new Date(from),
  until: new Date(notAfter),
  notAfter: new Date(notAfter),
  statedEnd: statedEnd === undefined ? undefined : new Date(statedEnd),
})

describe('the end of key use', () => {
  it('is stated, or a lifetime before the certificate’s end', () => {
    const end = (one: ReturnType<typeof key>, days: number) => endOfUse(one, days).toISOString()
    const silent = key('a', '2022-01-01', '2024-01-01')
    expect(end(silent, 60)).to.equal('2023-11-02T00:00:00.000Z')
    expect(end(silent, 3)).to.equal('2023-12-29T00:00:00.000Z')
    expect(end({ ...silent, statedEnd: new Date('2022-07-01') }, 60)).to.equal(
      '2022-07-01T00:00:00.000Z',
    )
  })

  it('is counted in whole days for each key and type', () => {
    const keys = [
      key('old', '2022-01-01', '2024-01-01', '2022-07-01'),
      key('new', '2022-06-01', '2024-06-01', undefined, ['test']),
    ]
    expect(endsOf(keys, lifetimes, new Date('2022-06-30T12:00:00Z'))).to.deep.equal([
      { keyIdText: 'old', type: 'test', daysLeft: 0, succeeded: true },
      { keyIdText: 'old', type: 'vaccination', daysLeft: 0, succeeded: false },
      { keyIdText: 'old', type: 'recovery', daysLeft: 0, succeeded: false },
      { keyIdText: 'new', type: 'test', daysLeft: 698, succeeded: false },
    ])
    const [after] = endsOf(keys, lifetimes, new Date('2022-07-02T12:00:00Z'))
    expect(after?.daysLeft).to.equal(-2)
  })

  it('is not followed by a key that starts after it', () => {
    const keys = [
      key('old', '2022-01-01', '2024-01-01', '2022-07-01'),
      key('late', '2022-07-02', '2024-06-01'),
    ]
    const [first] = endsOf(keys, lifetimes, new Date('2022-06-01'))
    expect(first).to.include({ keyIdText: 'old', succeeded: false })
  })

  it('is warned of once at 60 days and once at 30, each key and type by itself', () => {
    const warned = createEndWarnings()
    const end = (daysLeft: number, type: CertificateType = 'test'): KeyEnd => ({
      keyIdText: 'a',
      type,
      daysLeft,
      succeeded: false,
    })
    const days = [90, 61, 60, 60, 59, 31, 30, 29, 0, -1]
    const told = days.filter((day) => warned([end(day)]).length > 0)
    expect(told).to.deep.equal([60, 30])
    expect(warned([end(10), end(10, 'recovery')])).to.deep.equal([end(10, 'recovery')])
  })
})

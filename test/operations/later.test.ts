import { expect } from 'chai'
import { askedTooEarly, comesLater } from '../../src/operations/later.ts'

describe('features that come later', () => {
  const rows: [path: string, asking: object, not: object[]][] = [
    ['person/representative', { person: { representative: {} } }, [{ person: {} }, {}]],
    ['delivery/encryptTo', { delivery: { encryptTo: 'AQID' } }, [{ delivery: {} }]],
    [
      'delivery/rendering/format',
      { delivery: { rendering: [{ format: 'PNG' }, { format: 'PDF' }, { format: 'PDF' }] } },
      [{ delivery: { rendering: [] } }, { delivery: { rendering: [{ format: 'SVG' }] } }],
    ],
    ['image', { image: 'AQID' }, [{ hc1: 'HC1:', cose: 'AQID' }]],
  ]
  for (const [path, asking, others] of rows) {
    it(`are asked for by ${path}, named once`, () => {
      expect(askedTooEarly(asking)).to.deep.equal([{ path, rule: 'not available yet' }])
      for (const other of others) expect(askedTooEarly(other)).to.deep.equal([])
    })
  }

  it('are known by the elements that belong to them alone', () => {
    for (const path of ['image', 'person/representative/rnokpp', 'certificate/encrypted'])
      expect(comesLater(path), path).to.equal(true)
    for (const path of ['images', 'person/rnokpp', 'delivery/rendering/format', 'certificate'])
      expect(comesLater(path), path).to.equal(false)
  })

  it('are all named at once', () => {
    const asking = Object.assign({}, ...rows.map(([, request]) => request), {
      delivery: { attach: true, encryptTo: '', rendering: [{ format: 'PDF' }] },
    })
    const paths = askedTooEarly(asking).map(({ path }) => path)
    expect(paths).to.deep.equal(rows.map(([path]) => path))
  })
})

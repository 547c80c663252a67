import { expect } from 'chai'
import { isObject, JsonError, parseJson } from '../src/json.ts'

describe('JSON of others', () => {
  const read: [string, number][] = [
    ['{"a":[1,"]}",{"b\\"[[":null}]}', 3],
    ['"[[[["', 0],
    ['[[],[],[]]', 2],
    [' 1 ', 0],
  ]
  for (const [text, depth] of read)
    it(`reads ${text}`, () => {
      expect(parseJson(text, depth)).to.deep.equal(JSON.parse(text))
      if (depth > 0) expect(() => parseJson(text, depth - 1)).to.throw(JsonError, 'nested')
    })

  it('refuses what is no JSON, without quoting it', () => {
    for (const text of ['', '{', 'secret', '{"secret": 01}', '"secret'])
      expect(() => parseJson(text, 5), text).to.throw(JsonError, /^no JSON$/)
  })

  it('refuses brackets without end before it parses them', () => {
    expect(() => parseJson('['.repeat(50_000_000), 8)).to.throw(JsonError, 'nested too deeply')
  })

  it('tells objects from everything else', () => {
    expect([{}, [], null, 1, 'text'].map(isObject)).to.deep.equal([
      true,
      false,
      false,
      false,
      false,
    ])
  })
})

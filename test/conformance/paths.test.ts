import { expect } from 'chai'
import { ignoring, patternsIn } from '../../scripts/conformance/paths.ts'

/** `a/b[2]/@c` as a path. */
function path(text: string) {
  return text.split('/').map((step) => {
    const [, name = '', index = '1'] = /^([^[]+)(?:\[(\d+)\])?$/.exec(step) ?? []
    return { name, index: Number(index) }
  })
}

describe('the ignore list', () => {
  for (const [pattern, fitting, others] of [
    ['a/b', ['a/b', 'a/b[2]'], ['a', 'a/c', 'a/b/c', 'x/a/b']],
    ['/a/b', ['a/b'], ['b']],
    ['a/*', ['a/b', 'a/c[3]'], ['a', 'a/b/c', 'b/c']],
    ['**/b', ['b', 'a/b', 'a/c/d/b'], ['a', 'a/b/c']],
    ['a/**', ['a', 'a/b', 'a/b/c'], ['b', 'b/a']],
    ['a/**/d', ['a/d', 'a/b/d', 'a/b/c/d'], ['a/b', 'd']],
    ['**/a/**/b', ['a/b', 'x/a/a/y/b'], ['b', 'a/c']],
    ['a/b[2]', ['a/b[2]'], ['a/b', 'a/b[3]']],
    ['**/@type', ['a/@type', 'a/b/@type'], ['a/type', 'a/@other']],
  ] as const) {
    it(`reads ${pattern}`, () => {
      const ignored = ignoring([pattern])
      for (const one of fitting) expect(ignored(path(one)), one).to.equal(true)
      for (const one of others) expect(ignored(path(one)), one).to.equal(false)
    })
  }

  it('takes time in proportion to its length, whatever it says', () => {
    const ignored = ignoring([`${'**/a/'.repeat(15)}b`])
    const started = performance.now()
    expect(ignored(path(`${'a/'.repeat(200)}c`))).to.equal(false)
    expect(performance.now() - started).to.be.below(500)
  })

  for (const pattern of [
    '',
    'a//b',
    'a/',
    'a b',
    'a/[1]',
    'a[0]',
    'a/***',
    'p:a',
    `${'**/'.repeat(40)}a`,
  ]) {
    it(`refuses “${pattern.slice(0, 20)}”`, () => {
      expect(() => ignoring([pattern])).to.throw('no path of an element')
    })
  }

  it('refuses more paths than anybody needs', () => {
    expect(() => ignoring(Array(201).fill('a'))).to.throw('more than 200')
  })

  it('is read from a file without empty lines and remarks', () => {
    expect(patternsIn('# what varies\r\n\r\n  **/asOf \na/b\n')).to.deep.equal(['**/asOf', 'a/b'])
  })
})

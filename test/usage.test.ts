import { expect } from 'chai'
import { maySign, typesOf, usagesOf } from '../src/usage.ts'

const current = '1.3.6.1.4.1.1847.2021.1'
const early = '1.3.6.1.4.1.0.1847.2021.1'
const serverAuth = '1.3.6.1.5.5.7.3.1'

describe('the extended key usage of a signer', () => {
  const table: [string, string[] | undefined, string[]][] = [
    ['allows every type where it is absent', undefined, ['test', 'vaccination', 'recovery']],
    ['allows every type where it is empty', [], ['test', 'vaccination', 'recovery']],
    [
      'allows every type where it is foreign only',
      [serverAuth],
      ['test', 'vaccination', 'recovery'],
    ],
    ['allows tests by .1', [`${current}.1`], ['test']],
    ['allows vaccinations by .2', [`${current}.2`], ['vaccination']],
    ['allows recoveries by .3', [`${current}.3`], ['recovery']],
    [
      'means the same in the early family',
      [`${early}.2`, `${early}.3`],
      ['vaccination', 'recovery'],
    ],
    ['may mix the families', [`${early}.1`, `${current}.3`], ['test', 'recovery']],
    [
      'allows what it names',
      [1, 2, 3].map((arc) => `${early}.${arc}`),
      ['test', 'vaccination', 'recovery'],
    ],
    ['restricts beside a foreign one', [serverAuth, `${current}.1`], ['test']],
  ]
  for (const [title, usages, types] of table)
    it(title, () => {
      expect(typesOf(usages)).to.have.members(types)
      for (const type of ['test', 'vaccination', 'recovery'] as const)
        expect(maySign(usages, type), type).to.equal(types.includes(type))
    })

  it('has three OIDs in either family', () => {
    expect(usagesOf('current')).to.deep.equal(
      [`${current}.1`, `${current}.2`, `${current}.3`].sort(),
    )
    expect(usagesOf('early')).to.deep.equal([`${early}.1`, `${early}.2`, `${early}.3`].sort())
  })
})

import { expect } from 'chai'
import { identifiersOf, isIdentified } from '../../src/register/person.ts'

const named = { familyName: "Лук'янчук", givenName: 'Ївга', birthDate: '1990-12-01' }

describe('the identifiers of a person', () => {
  it('are those given, the surest first', () => {
    const document = { type: 'ID_CARD', number: '001234567' }
    const all = { ...named, document, unzr: '19901201-00011', rnokpp: '3320800011' }
    expect(identifiersOf(all)).to.deep.equal([
      ['person.rnokpp', '3320800011'],
      ['person.unzr', '19901201-00011'],
      ['person.document', 'ID_CARD', '001234567'],
    ])
  })

  it('are name and date of birth where none is given', () => {
    const [only, ...others] = identifiersOf({ ...named, secondName: 'Остапівна' })
    expect(only).to.deep.equal(['person.name', "лук'янчук", 'ївга', 'остапівна', '1990-12-01'])
    expect(others).to.deep.equal([])
  })

  it('are not what stands where a number is not known', () => {
    const document = { type: 'PASSPORT', number: '- 00/0' }
    const blank = { ...named, rnokpp: '0000000000', unzr: '00000000-00000', document }
    expect(identifiersOf(blank)).to.deep.equal(identifiersOf(named))
    expect(isIdentified(blank)).to.equal(false)
    const known = { ...blank, rnokpp: '3320800011' }
    expect(identifiersOf(known)).to.deep.equal([['person.rnokpp', '3320800011']])
  })

  it('do not depend on case, apostrophe, spaces or Unicode form of a name', () => {
    const spelt = { ...named, familyName: ' ЛУК’ЯНЧУК ', givenName: 'Ївга'.normalize('NFD') }
    expect(identifiersOf(spelt)).to.deep.equal(identifiersOf(named))
    expect(identifiersOf(named)[0]?.[3]).to.equal(undefined)
  })

  it('do not depend on the script or spacing of a document number', () => {
    const numbers = ['АА123456', 'AA 123456', 'аа-123456']
    const hashed = numbers.map((number) =>
      identifiersOf({ ...named, document: { type: 'PASSPORT', number } }),
    )
    for (const each of hashed) {
      expect(each).to.deep.equal([['person.document', 'PASSPORT', 'AA123456']])
    }
  })
})

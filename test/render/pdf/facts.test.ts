import { expect } from 'chai'
import { invented } from '../../../scripts/pictures/invented.ts'
import { factRows, holderRows, kyivTime } from '../../../src/render/pdf/facts.ts'
import { labels, ownLabels } from '../../../src/render/pdf/labels.ts'
import { writeRows } from '../../../src/render/pdf/rows.ts'
import { createSheet } from '../../../src/render/pdf/sheet.ts'
import { remarks } from '../../../src/render/pdf/words.ts'
import { at, kinds } from './samples.ts'

const everyLetter = { has: (_codePoint: number) => true }
const latinOnly = { has: (codePoint: number) => codePoint < 0x80 }

describe('the rows of a printed certificate', () => {
  it('have a label for every fact of every type', () => {
    const names = kinds.flatMap((kind) => invented(kind).content?.map(({ name }) => name) ?? [])
    expect(names.filter((name) => labels[name] === undefined)).to.deep.equal([])
  })

  it('stand in the order of the paper layout', () => {
    const rows = factRows(invented('VACCINATION'), everyLetter).map(({ label }) => label.en)
    const [disease, vaccine, product, manufacturer, doses] = rows
    expect([disease, vaccine, product, manufacturer, doses]).to.deep.equal(
      ['DISEASE', 'VACCINE', 'PRODUCT', 'MANUFACTURER', 'DOSES'].map((name) => labels[name]?.en),
    )
  })

  it('name a fact that has no label by its name, last', () => {
    const certificate = invented('RECOVERY')
    const content = [
      { name: 'NOVELTY', valueUk: 'так', valueEn: 'yes' },
      ...(certificate.content ?? []),
    ]
    const rows = factRows({ ...certificate, content }, everyLetter)
    const at = rows.findIndex(({ label }) => label.en === 'NOVELTY')
    expect(rows[at + 1]?.label).to.equal(ownLabels.validFrom)
  })

  it('have no colour where the certificate has none', () => {
    const { nationalColour: _, ...colourless } = invented('RECOVERY')
    const found = factRows(colourless, everyLetter).map(({ label }) => label)
    expect(found).not.to.include(ownLabels.colour)
    expect(
      factRows({ ...colourless, nationalColour: 'YELLOW' }, everyLetter).at(-1)?.value?.uk,
    ).to.equal('жовтий')
  })

  it('print doses alone where there is no number of them', () => {
    const certificate = invented('VACCINATION')
    const content = certificate.content?.filter(({ name }) => name !== 'TOTAL_DOSES') ?? []
    const rows = factRows({ ...certificate, content }, everyLetter)
    expect(rows.map(({ label }) => label)).to.include(labels.DOSE_NUMBER)
  })

  it('are those of the person and the code alone where there are no facts', () => {
    const { content: _, ...empty } = invented('TEST')
    expect(factRows(empty, everyLetter)).to.have.length(3)
  })

  it('have no identifier of the person', () => {
    const certificate = invented('TEST')
    const holder = { ...certificate.holder, rnokpp: '0000000000', unzr: '19800101-00000' }
    const printed = JSON.stringify(holderRows({ ...certificate, holder }, everyLetter))
    expect(printed).not.to.match(/0000000000"|19800101/)
  })
})

describe('the name on a printed certificate', () => {
  const nameOf = (holder: object, letters = everyLetter) => {
    const rows = holderRows({ ...invented('TEST'), holder }, letters)
    return { value: rows[0]?.value, remark: rows[6]?.label }
  }

  it('is in the holder’s letters and in Latin ones, without fillers', () => {
    const holder = { familyName: 'Вигадана', familyNameLatin: 'VYHADANA<ZRAZKOVA' }
    expect(nameOf(holder).value).to.deep.equal({ uk: 'Вигадана', en: 'VYHADANA ZRAZKOVA' })
  })

  it('is one where there is no other', () => {
    const own = { familyName: 'Вигадана' }
    expect(nameOf(own).value).to.deep.equal({ uk: 'Вигадана', en: 'Вигадана' })
    const latin = { familyNameLatin: 'VYHADANA' }
    expect(nameOf(latin)).to.deep.equal({
      value: { uk: 'VYHADANA', en: 'VYHADANA' },
      remark: undefined,
    })
  })

  it('is in Latin letters where the others cannot be printed, which is said', () => {
    const holder = { familyName: 'მო', familyNameLatin: 'MO' }
    const { value, remark } = nameOf(holder, latinOnly)
    expect(value).to.deep.equal({ uk: 'MO', en: 'MO' })
    expect(remark).to.equal(remarks.latinName)
  })

  it('is marked where it cannot be printed at all, which is said', () => {
    const { value, remark } = nameOf({ familyName: 'მო A' }, latinOnly)
    expect(value).to.deep.equal({ uk: '? A', en: '? A' })
    expect(remark).to.equal(remarks.missingLetters)
  })
})

describe('times on a printed certificate', () => {
  const table = [
    ['2022-02-10T10:00:00Z', '2022-02-10 12:00'],
    ['2022-07-09T21:00:00.000Z', '2022-07-10 00:00'],
  ]
  for (const [instant = '', written] of table) {
    it(`are Kyiv’s: ${instant}`, () => expect(kyivTime(instant)).to.equal(written))
  }
})

describe('a table of rows', () => {
  it('is refused where no size and no cut makes it fit', () => {
    const sheet = createSheet('Test', 'en', at)
    sheet.page()
    const row = { label: { uk: 'а', en: 'b' }, value: { uk: 'в', en: 'c' } }
    const box = { x: 0, y: 0, width: 200, height: 100 }
    const rows = new Array(50).fill(row)
    expect(() => writeRows(rows, box, { sheet, language: 'uk' })).to.throw(RangeError)
  })
})

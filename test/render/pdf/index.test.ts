import { Worker } from 'node:worker_threads'
import { expect } from 'chai'
import { invented } from '../../../scripts/pictures/invented.ts'
import { type PdfCertificate, pdf } from '../../../src/render/pdf/index.ts'
import { labels, labelsByKind, ownLabels } from '../../../src/render/pdf/labels.ts'
import { moduleSize } from '../../../src/render/pdf/panels.ts'
import { panels } from '../../../src/render/pdf/place.ts'
import * as words from '../../../src/render/pdf/words.ts'
import { qrMatrix } from '../../../src/render/qr.ts'
import { modulesOf } from '../pictures.ts'
import {
  codeIn,
  codePanelOf,
  fontsOf,
  informationOf,
  skipWhereAbsent,
  structureOf,
  textOf,
  unlessAbsent,
  wordsOf,
} from './poppler.ts'
import { at, changed, foreign, kinds, longest } from './samples.ts'

const print = (certificate: PdfCertificate, language: words.Language = 'uk') =>
  pdf([certificate], { language, at })

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** Letters have room above and below them that poppler counts and that is empty; points. */
const emptyRoom = 3

function homeless(bytes: Buffer): string[] {
  const boxes = Object.values(panels)
  return wordsOf(bytes)
    .filter(({ left, top, right, bottom }) => {
      return !boxes.some(
        ({ x, y, width, height }) =>
          left >= x - 0.5 &&
          right <= x + width + 0.5 &&
          top >= y - emptyRoom &&
          bottom <= y + height + emptyRoom,
      )
    })
    .map(({ text }) => text)
}

describe(`a printed certificate${unlessAbsent}`, () => {
  before(function () {
    skipWhereAbsent(this)
  })

  for (const kind of kinds) {
    it(`names every field of ${kind} in both languages`, async () => {
      const certificate = invented(kind)
      const text = textOf(await print(certificate))
      const names = (certificate.content ?? []).map(({ name }) => name)
      const printed = names.filter((name) => !name.endsWith('_NUMBER'))
      for (const name of printed.map((one) => (one === 'TOTAL_DOSES' ? 'DOSES' : one))) {
        const label = labelsByKind[kind]?.[name] ?? labels[name]
        expect(text).to.include(label?.uk).and.include(label?.en)
      }
      for (const { uk, en } of Object.values(ownLabels)) expect(text).to.include(uk).and.include(en)
    })

    it(`prints every value of ${kind}`, async () => {
      const certificate = invented(kind)
      const text = textOf(await print(certificate))
      const times = ['SAMPLE_TIME', 'DOSE_NUMBER', 'TOTAL_DOSES']
      const items = (certificate.content ?? []).filter(({ name }) => !times.includes(name))
      for (const { valueUk, valueEn } of items) {
        expect(text).to.include(valueUk).and.include(valueEn)
      }
      const { keyId, uvci, holder } = certificate
      expect(text).to.include('Вигадана Перевірка Зразківна').and.include(holder.birthDate)
      expect(text).to.include('VYHADANA PEREVIRKA ZRAZKIVNA').and.include(keyId)
      expect(text.replaceAll(' ', '')).to.include(uvci)
      expect(text).to.include('2022-02-10 12:00').and.include('2023-02-10 12:00')
      expect(text).to.include('зелений').and.include('green')
    })
  }

  it('prints a dose with the number of doses', async () => {
    expect(textOf(await print(invented('VACCINATION')))).to.include('2 / 2')
  })

  it('prints the time of a sample in the zone that the certificate has it in', async () => {
    expect(textOf(await print(invented('TEST')))).to.include('2022-02-09 08:00 (UTC+02:00)')
  })

  it('says in both languages that it is no travel document', async () => {
    const text = textOf(await print(invented('RECOVERY')))
    for (const note of words.notes) expect(text).to.include(note.uk).and.include(note.en)
  })

  it('puts the language first that was asked for', async () => {
    for (const [language, other] of [words.order('uk'), words.order('en')]) {
      const bytes = await print(invented('TEST'), language)
      const text = textOf(bytes)
      const place = (one: words.Language) => text.indexOf(words.title[one])
      expect(place(language)).to.be.lessThan(place(other))
      expect(bytes.toString('latin1')).to.include(`/Lang (${language})`)
    }
  })

  it('embeds two fonts, both as subsets with the letters’ names', async () => {
    const fonts = fontsOf(await print(invented('VACCINATION')))
    expect(fonts.map(([name]) => name?.slice(7))).to.have.members([
      'NotoSans-Regular',
      'NotoSans-Bold',
    ])
    // Columns from the right: object (two), uni, sub, emb.
    for (const columns of fonts) expect(columns.slice(-5, -2)).to.deep.equal(['yes', 'yes', 'yes'])
  })

  it('says what it is, and of nobody in its metadata', async () => {
    const metadata = informationOf(await print(invented('VACCINATION')))
    expect(metadata)
      .to.include(words.title.uk)
      .and.match(/Tagged: +yes/)
    expect(metadata).to.match(/<pdfaid:part>2<\/pdfaid:part>\s+<pdfaid:conformance>A</)
    expect(metadata).to.match(/CreationDate: +Thu Feb 10/)
    expect(metadata).not.to.match(/Вигадана|VYHADANA|1980|URN|HC1|вакцинацію/)
  })

  it('tells who cannot see it what the pages say, words apart', async () => {
    const tree = structureOf(await print(invented('VACCINATION'), 'en'))
    expect(tree).to.match(/H1 \(block\)\s+"EU Digital COVID Certificate"/)
    expect(tree).to.include('"VYHADANA PEREVIRKA ZRAZKIVNA"')
  })

  it('keeps every letter’s name in documents after the first', async () => {
    // Cyrillic Р is drawn by Latin P, and is met first here.
    await print(changed('TEST', { entry: { tc: 'РРР' } }))
    const text = textOf(await print(changed('TEST', { entry: { tc: 'PPP' } })))
    expect(text).to.include('PPP')
  })
})

const quietZone = 4

describe(`the code of a printed certificate${unlessAbsent}`, () => {
  before(function () {
    skipWhereAbsent(this)
  })

  const samples = [...kinds.map((kind) => invented(kind)), longest, foreign]

  it('is read by another reader from 300 dots per inch', async () => {
    for (const sample of samples) {
      for (const level of ['Q', 'M'] as const) {
        const bytes = await print({ ...sample, level })
        expect(codeIn(codePanelOf(bytes, { dpi: 300 }))).to.equal(sample.hc1)
      }
    }
  })

  it('has modules with exact edges, four of them of quiet zone, 35 mm or more', async () => {
    const dpi = 600
    const certificate = invented('VACCINATION')
    const modules = modulesOf(qrMatrix(certificate.hc1, { level: 'Q' }))
    const { width, grey } = codePanelOf(await print(certificate), { dpi })
    const unit = Math.round(moduleSize(modules.length) / (72 / dpi))
    // Beside the fold and above the text.
    const dark = [...grey.entries()]
      .filter(([, value]) => value < 128)
      .map(([place]) => ({ x: place % width, y: Math.floor(place / width) }))
      .filter(({ x, y }) => x > width / 6 && y < 2.05 * dpi)
    const columns = new Set(dark.map(({ x }) => x))
    const left = Math.min(...columns)
    const top = dark[0]?.y ?? 0
    expect(columns.size).to.equal((modules.length - 2 * quietZone) * unit)
    expect((columns.size / dpi) * 25.4).to.be.at.least(35)
    // Poppler lets an edge touch its neighbour, so the outermost dots of a module are not looked at.
    const inner = Array.from({ length: unit - 2 }, (_, dot) => dot + 1)
    const wrong = modules.flatMap((row, y) =>
      row.filter((isDark, x) => {
        const from = [left + (x - quietZone) * unit, top + (y - quietZone) * unit] as const
        const values = inner.flatMap((down) =>
          inner.map((across) => grey[(from[1] + down) * width + from[0] + across]),
        )
        return values.some((value) => value !== (isDark ? 0 : 255))
      }),
    )
    expect(wrong).to.have.length(0)
  })

  it('is 35 mm wide or more in every version', () => {
    for (let version = 1; version <= 40; version++) {
      const code = 17 + 4 * version
      const side = (code * moduleSize(code + 8) * 25.4) / 72
      expect(side).to.be.at.least(35)
      expect(side * Math.SQRT2).to.be.at.most(60.0001)
    }
  })
})

describe(`texts of a printed certificate${unlessAbsent}`, () => {
  before(function () {
    skipWhereAbsent(this)
  })

  it('stay in their panels, in both languages and however long', async () => {
    for (const sample of [...kinds.map((kind) => invented(kind)), longest, foreign]) {
      for (const language of ['uk', 'en'] as const) {
        expect(homeless(await print(sample, language))).to.deep.equal([])
      }
    }
  })

  it('are whole where they are as long as the contract allows', async () => {
    const text = textOf(await print(longest)).replaceAll(' ', '')
    const { familyName = '', givenName = '', familyNameLatin = '' } = longest.holder
    expect(text).to.include(familyName).and.include(givenName).and.include(familyNameLatin)
    for (const name of ['TEST_NAME', 'FACILITY', 'ISSUER']) {
      const value = longest.content?.find((item) => item.name === name)?.valueUk ?? ''
      expect(value.length).to.be.greaterThan(70)
      expect(text).to.include(value.replaceAll(' ', ''))
    }
    expect(text).not.to.include('…')
  })

  it('are cut, and show it, where nothing else helps', async () => {
    const valueUk = 'Вигадане слово '.repeat(130)
    const content = (longest.content ?? []).map((item) => ({ ...item, valueUk, valueEn: valueUk }))
    const bytes = await print({ ...longest, content })
    expect(homeless(bytes)).to.deep.equal([])
    expect(textOf(bytes)).to.include('…')
  })

  it('give the Latin name where letters are outside the font, and say so', async () => {
    const text = textOf(await print(foreign))
    expect(text).to.include('MOGONILI WANG XIAOMING')
    expect(text).to.include(words.remarks.latinName.uk).and.include(words.remarks.latinName.en)
    expect(text).not.to.match(/მ|王/)
  })

  it('mark other letters that are outside the font, and say so', async () => {
    const text = textOf(await print(foreign))
    expect(text).to.include('Лабораторія ? «Ґанок» ?')
    expect(text).to.include(words.remarks.missingLetters.en)
    expect(textOf(await print(invented('TEST')))).not.to.include(words.remarks.missingLetters.en)
  })

  it('keep marks that belong to a letter', async () => {
    expect(textOf(await print(foreign)).normalize('NFC')).to.match(
      /q[\u0301\u0323 ]+é Ștefan Žižka/,
    )
  })
})

describe('the document of printed certificates', () => {
  it('is the same bytes for the same certificates and time', async () => {
    const certificate = invented('RECOVERY')
    const [one, other] = [await print(certificate), await print(certificate)]
    expect(one.equals(other)).to.equal(true)
    const later = await pdf([certificate], { language: 'uk', at: new Date(at.getTime() + 1000) })
    expect(one.equals(later)).to.equal(false)
  })

  it(`has a page for each certificate, and their fonts once${unlessAbsent}`, async function () {
    skipWhereAbsent(this)
    const certificates = kinds.map((kind) => invented(kind))
    const bytes = await pdf(certificates, { language: 'uk', at })
    expect(informationOf(bytes)).to.match(/Pages: +3\n/)
    expect(fontsOf(bytes)).to.have.length(2)
    expect(homeless(bytes)).to.deep.equal([])
    const codes = [1, 2, 3].map((page) => codeIn(codePanelOf(bytes, { dpi: 300, page })))
    expect(codes).to.deep.equal(certificates.map(({ hc1 }) => hc1))
  })

  it('is of 1 to 50 certificates', async () => {
    const certificate = invented('RECOVERY')
    const options = { language: 'uk', at } as const
    expect(await failureOf(pdf([], options))).to.be.instanceOf(RangeError)
    const many = new Array<PdfCertificate>(51).fill(certificate)
    expect(await failureOf(pdf(many, options))).to.be.instanceOf(RangeError)
  })

  it('is not made of a certificate of no known type, nor of a text that is no HC1', async () => {
    const certificate = invented('RECOVERY')
    const odd = { ...certificate, certificateType: 'PASSPORT' }
    expect(await failureOf(print(odd))).to.be.instanceOf(RangeError)
    expect(await failureOf(print({ ...certificate, hc1: 'hc1:ю' }))).to.be.instanceOf(Error)
    expect((await print(certificate)).subarray(0, 8).toString()).to.equal('%PDF-1.7')
  })

  it('is made in a worker from plain data', async () => {
    const certificate = invented('TEST')
    const program = new URL('../../../src/render/pdf/index.js', import.meta.url)
    // Evaluated text is CommonJS.
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads')
       import(workerData.program)
         .then(({ pdf }) => pdf(workerData.certificates, workerData.options))
         .then((bytes) => parentPort.postMessage(bytes))`,
      {
        eval: true,
        workerData: {
          program: program.href,
          certificates: [certificate],
          options: { language: 'uk', at },
        },
      },
    )
    const bytes = await new Promise<Uint8Array>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    expect(Buffer.from(bytes).equals(await print(certificate))).to.equal(true)
  })
})

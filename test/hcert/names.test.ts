import { expect } from 'chai'
import { isCutInMrz, latinise, mayBeCut, toMrz } from '../../src/hcert/names.ts'

/** The examples of resolution No. 55 and names built on the same rules. */
const ukrainian = `
Алушта ALUSHTA, Андрій ANDRII, Борщагівка BORSHCHAHIVKA, Борисенко BORYSENKO, Вінниця VINNYTSIA,
Володимир VOLODYMYR, Гадяч HADIACH, Богдан BOHDAN, Згурський ZGHURSKYI, Ґалаґан GALAGAN, Ґорґани GORGANY,
Донецьк DONETSK, Дмитро DMYTRO, Рівне RIVNE, Олег OLEH, Есмань ESMAN, Єнакієве YENAKIIEVE, Гаєвич HAIEVYCH,
Короп'є KOROPIE, Житомир ZHYTOMYR, Жанна ZHANNA, Жежелів ZHEZHELIV, Закарпаття ZAKARPATTIA,
Казимирчук KAZYMYRCHUK, Медвин MEDVYN, Михайленко MYKHAILENKO, Іванків IVANKIV, Іващенко IVASHCHENKO,
Їжакевич YIZHAKEVYCH, Кадиївка KADYIVKA, Мар'їне MARINE, Йосипівка YOSYPIVKA, Стрий STRYI, Олексій OLEKSII,
Київ KYIV, Коваленко KOVALENKO, Лебедин LEBEDYN, Леонід LEONID, Миколаїв MYKOLAIV, Маринич MARYNYCH,
Ніжин NIZHYN, Наталія NATALIIA, Одеса ODESA, Онищенко ONYSHCHENKO, Полтава POLTAVA, Петро PETRO,
Решетилівка RESHETYLIVKA, Рибчинський RYBCHYNSKYI, Суми SUMY, Соломія SOLOMIIA, Тернопіль TERNOPIL,
Троць TROTS, Ужгород UZHHOROD, Уляна ULIANA, Фастів FASTIV, Філіпчук FILIPCHUK, Харків KHARKIV,
Христина KHRYSTYNA, Біла-Церква BILA-TSERKVA, Стеценко STETSENKO, Чернівці CHERNIVTSI, Шевченко SHEVCHENKO,
Шостка SHOSTKA, Кишеньки KYSHENKY, Щербухи SHCHERBUKHY, Гоща HOSHCHA, Гаращенко HARASHCHENKO, Юрій YURII,
Корюківка KORIUKIVKA, Яготин YAHOTYN, Ярошенко YAROSHENKO, Костянтин KOSTIANTYN, Знам'янка ZNAMIANKA,
Феодосія FEODOSIIA, Розгон ROZGHON, Мар’яна MARIANA, Марʼяна MARIANA, ЗГУРСЬКИЙ ZGHURSKYI
`
  .split(',')
  .map((row) => row.trim().split(' ') as [string, string])

describe('names', () => {
  for (const [name, latin] of ukrainian) {
    it(`writes ${name} as ${latin}`, () => {
      expect(latinise(name)).to.equal(latin)
    })
  }

  it('starts a word after a space and after any hyphen', () => {
    expect(latinise('Єва Юлія-Яна')).to.equal('YEVA YULIIA-YANA')
    expect(latinise('Нечуй‑Яременко')).to.equal('NECHUI-YAREMENKO')
    expect(latinise('')).to.equal('')
  })

  it('drops a full stop, after which a word starts', () => {
    expect(latinise('Ю.Я. Щур-мол.')).to.equal('YUYA SHCHUR-MOL')
  })

  it('reads й and ї in two code points as in one', () => {
    expect(latinise('Йосипівка Їжакевич'.normalize('NFD'))).to.equal('YOSYPIVKA YIZHAKEVYCH')
  })

  for (const name of ['Крылов', 'Объедков', 'Эмма', 'Ёлкин', 'Smith', 'Петро 1', 'Ге́нрі']) {
    it(`does not guess at "${name}"`, () => {
      expect(latinise(name)).to.equal(undefined)
    })
  }

  const zone: readonly [string, string][] = [
    ["d'Červenková Panklová", 'DCERVENKOVA<PANKLOVA'],
    ['Lövström', 'LOEVSTROEM'],
    ['Musterfrau-Gößinger', 'MUSTERFRAU<GOESSINGER'],
    ['Ærøskøbing Åse', 'AEROESKOEBING<AASE'],
    ['Łukasz Đorđe Þór Ħal Œuvre', 'LUKASZ<DORDE<THOR<HAL<OEUVRE'],
    ['Müller'.normalize('NFD'), 'MUELLER'],
    ['Ñuñez  -  Çelik', 'NUNEZ<CELIK'],
    ['O’Neill, Jr.', 'ONEILL<JR'],
    ['-Anna Maria– ', 'ANNA<MARIA'],
    ['TAN<CHEN<<CHEN', 'TAN<CHEN<CHEN'],
    ['BILA-TSERKVA', 'BILA<TSERKVA'],
    ['ı İ', 'I<I'],
    ['R2 D2', 'R<D'],
    ['Мар’яна', ''],
    ['', ''],
  ]
  for (const [latin, mrz] of zone) {
    it(`writes "${latin}" as ${mrz === '' ? 'nothing' : mrz} in the machine-readable zone`, () => {
      expect(toMrz(latin)).to.equal(mrz)
    })
  }

  it('cuts at 80 characters and leaves no filler at the end', () => {
    expect(toMrz('A'.repeat(90))).to.equal('A'.repeat(80))
    expect(isCutInMrz('A'.repeat(81))).to.equal(true)
    expect(isCutInMrz(`- ${'A'.repeat(80)} -`)).to.equal(false)
    expect(toMrz(`${'A'.repeat(79)} B`)).to.equal('A'.repeat(79))
    expect(toMrz(`- ${'A'.repeat(79)}B`)).to.equal(`${'A'.repeat(79)}B`)
  })

  it('can have cut only what is long', () => {
    for (const text of ['A'.repeat(81), `${'A'.repeat(79)} B`, `${'Щ'.repeat(30)}`]) {
      const latin = latinise(text) ?? text
      expect(isCutInMrz(latin)).to.equal(true)
      expect(mayBeCut(toMrz(latin))).to.equal(true)
    }
    expect(mayBeCut(toMrz('A'.repeat(78)))).to.equal(false)
  })
})

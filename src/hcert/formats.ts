// The formats of schema.json: how we write a date, and what a verifier forgives in one that others
// wrote. A day that is in no calendar is forgiven to nobody.

type Format = (text: string) => boolean

const days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** RFC 3339 §5.7. */
function isDay(year: number, month: number, day: number): boolean {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day >= 1 && day <= (month === 2 && !leap ? 28 : (days[month - 1] ?? 0))
}

/** A pattern whose groups, as far as they are there, are a year, month and day of the calendar. */
function dayOf(pattern: RegExp): Format {
  return (text) => {
    const [, year, month = 1, day = 1] = pattern.exec(text) ?? []
    return year !== undefined && isDay(Number(year), Number(month), Number(day))
  }
}

const day = '(\\d{4})-(\\d\\d)-(\\d\\d)'
const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d'

/**
 * How verifiers read a time: seconds, the colon and minutes of the offset, or all of it may be
 * missing.
 */
const looseTime = `[Tt ]${clock}(?::(?:[0-5]\\d|60)(?:\\.\\d+)?)?(?:[Zz]|[+-]\\d\\d(?::?\\d\\d)?)?`

const date = dayOf(new RegExp(`^${day}$`))
const looseDate = dayOf(new RegExp(`^${day}(?:${looseTime})?$`))

const dateTime = dayOf(new RegExp(`^${day}T${clock}:[0-5]\\d(?:\\.\\d+)?(?:Z|[+-]${clock})$`))
const looseDateTime = dayOf(new RegExp(`^${day}${looseTime}$`))

/** Schema 1.3: the day, the month or the year only, or nothing where it is not known. */
const birthYear = '((?:19|20)\\d\\d)'
const birthDate = dayOf(new RegExp(`^${birthYear}(?:-(\\d\\d)(?:-(\\d\\d))?)?$`))
const looseBirthDate = dayOf(
  new RegExp(`^${birthYear}(?:-(\\d\\d)(?:-(\\d\\d)(?:${looseTime})?)?)?$`),
)

/** Strings are NFC (hcert-spec, Health Certificate Claim). */
const nfc: Format = (text) => text === text.normalize('NFC')

export const strictFormats: Readonly<Record<string, Format>> = {
  date,
  'birth-date': (text) => text === '' || birthDate(text),
  'date-time': dateTime,
  nfc,
}

/**
 * Among the published codes are dates with a time behind them, blanks around them, and offsets
 * without a colon.
 */
export const looseFormats: Readonly<Record<string, Format>> = {
  date: (text) => looseDate(text.trim()),
  'birth-date': (text) => text.trim() === '' || looseBirthDate(text.trim()),
  'date-time': (text) => looseDateTime(text.trim()),
}

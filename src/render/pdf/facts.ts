// The rows of a certificate: which of its facts are printed, under which label and how they are written.

import type { Certificate, ContentItem, Holder } from '../../contract/types.ts'
import { colours, labels, labelsByKind, ownLabels } from './labels.ts'
import type { Row } from './rows.ts'
import type { Sheet } from './sheet.ts'
import { cleaned, marked, printable } from './text.ts'
import { remarks, type Words } from './words.ts'

type Letters = Pick<Sheet, 'has'>

/** What of a certificate is printed. Identifiers of the person stand in the answer for other systems alone. */
export type Printed = Pick<
  Certificate,
  | 'uvci'
  | 'certificateType'
  | 'issuedAt'
  | 'expiresAt'
  | 'validFrom'
  | 'validUntil'
  | 'nationalColour'
  | 'keyId'
  | 'holder'
  | 'content'
>

const both = (text: string): Words => ({ uk: text, en: text })

const kyiv = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Kiev',
  dateStyle: 'short',
  timeStyle: 'short',
})

/** An instant as date and time in Kyiv, `2022-02-10 12:00`. */
export function kyivTime(instant: string): string {
  return kyiv.format(new Date(instant))
}

const timeWithZone = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?(?:\d\d)?)$/

/** A time as the certificate has it, in its own zone: what a reader of the code shows must be found on paper. */
function written(value: string): string {
  return value.replace(timeWithZone, (_, date, time, zone) => {
    return `${date} ${time} (UTC${zone === 'Z' ? '' : zone})`
  })
}

function pairOf(uk: string, en: string, letters: Letters): Words {
  return { uk: marked(cleaned(uk), letters), en: marked(cleaned(en), letters) }
}

function factRow(kind: string, { name, valueUk, valueEn }: ContentItem, letters: Letters): Row {
  const label = labelsByKind[kind]?.[name] ?? labels[name] ?? both(name)
  return { label, value: pairOf(written(valueUk), written(valueEn), letters) }
}

/** `2` and `2` are printed as `2 / 2`, as the EU's paper layout has them. */
function withDosesJoined(content: readonly ContentItem[]): ContentItem[] {
  const total = content.find(({ name }) => name === 'TOTAL_DOSES')
  if (total === undefined) return [...content]
  return content
    .filter((item) => item !== total)
    .map((item) => {
      if (item.name !== 'DOSE_NUMBER') return item
      const value = `${item.valueUk} / ${total.valueUk}`
      return { name: 'DOSES', valueUk: value, valueEn: value }
    })
}

const places = new Map(Object.keys(labels).map((name, place) => [name, place]))

/** In the order of the labels; what has no label comes last. */
function ordered(content: readonly ContentItem[]): ContentItem[] {
  const place = ({ name }: ContentItem) => places.get(name) ?? places.size
  return [...content].sort((one, other) => place(one) - place(other))
}

function validityRows({ validFrom, validUntil, nationalColour }: Printed): Row[] {
  const colour = colours[nationalColour ?? '']
  return [
    { label: ownLabels.validFrom, value: both(kyivTime(validFrom)) },
    { label: ownLabels.validUntil, value: both(kyivTime(validUntil)) },
    ...(colour === undefined ? [] : [{ label: ownLabels.colour, value: colour }]),
  ]
}

function lettersMissing(rows: readonly Row[], raw: readonly string[], letters: Letters): Row[] {
  const all = raw.every((text) => printable(cleaned(text), letters))
  return all ? [...rows] : [...rows, { label: remarks.missingLetters }]
}

/** The facts of the event, and what they mean in Ukraine. */
export function factRows(certificate: Printed, letters: Letters): Row[] {
  const { certificateType, content = [] } = certificate
  const rows = ordered(withDosesJoined(content)).map((item) =>
    factRow(certificateType, item, letters),
  )
  const raw = content.flatMap(({ valueUk, valueEn }) => [valueUk, valueEn])
  return lettersMissing([...rows, ...validityRows(certificate)], raw, letters)
}

/** The filler `<` of the machine-readable form (ICAO 9303-3 §4.6) stands for what separates names. */
function nameOf(parts: readonly (string | undefined)[]): string {
  return cleaned(parts.flatMap((part) => part ?? []).join(' ')).replace(/<+/g, ' ')
}

function nameRows(holder: Holder, letters: Letters): Row[] {
  const own = nameOf([holder.familyName, holder.givenName])
  const latin = nameOf([holder.familyNameLatin, holder.givenNameLatin])
  const label = ownLabels.name
  if (own !== '' && printable(own, letters)) {
    return [{ label, value: pairOf(own, latin || own, letters) }]
  }
  const value = pairOf(latin || own, latin || own, letters)
  if (own === '') return [{ label, value }]
  if (latin === '') return lettersMissing([{ label, value }], [own], letters)
  return [{ label, value }, { label: remarks.latinName }]
}

/** Who holds it, and what belongs to the code: its identifier, signature and key. */
export function holderRows(certificate: Printed, letters: Letters): Row[] {
  const { holder, uvci, issuedAt, expiresAt, keyId } = certificate
  const [name, ...remark] = nameRows(holder, letters)
  const texts: [Words, string][] = [
    [ownLabels.birthDate, holder.birthDate ?? ''],
    [ownLabels.uvci, uvci],
    [ownLabels.issuedAt, kyivTime(issuedAt)],
    [ownLabels.expiresAt, kyivTime(expiresAt)],
    [ownLabels.keyId, keyId],
  ]
  const rows = texts.map(([label, text]) => ({ label, value: pairOf(text, text, letters) }))
  return [...(name === undefined ? [] : [name]), ...rows, ...remark]
}

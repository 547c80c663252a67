// All faults of a consumer's message at once. It agrees with the gateway: a message without errors here is refused
// there for nothing but what the register, the keys or the access list know. It never shows a value of the message.

import { envelopeChecks } from './envelope.ts'
import { fieldChecks } from './fields.ts'
import { type Advice, type Finding, findingOf, type Report, reportOf } from './finding.ts'
import { identifierChecks } from './identifiers.ts'
import { type Places, placesOf } from './place.ts'
import { attach, type FileFault, type Reading, readFile } from './read.ts'
import { ruleChecks } from './rules.ts'
import { schemaChecks } from './schema.ts'
import { serviceChecks } from './service.ts'
import { type DoctorSettings, type Subject, subjectOf } from './subject.ts'

/** Every check of a message; a row per kind of fault. */
export const checks = [
  ...envelopeChecks,
  ...fieldChecks,
  ...identifierChecks,
  ...serviceChecks,
  ...schemaChecks,
  ...ruleChecks,
]

/** Of one kind of fault: whoever sees so many knows what to mend everywhere. */
const spotsMax = 200

/** @param contentType with which the message is sent; absent: told by the bytes */
export type Doctor = (bytes: Buffer, contentType?: string) => Report

/** A doctor for messages to one installation. */
export function createDoctor(settings: DoctorSettings): Doctor {
  return (bytes, contentType) => {
    const reading = readFile(bytes, contentType)
    try {
      const found = examined(reading, settings)
      const faults = [...reading.faults, ...remarks(bytes, reading)]
      return reportOf([...faults.map(({ advice, spot }) => findingOf(advice, spot)), ...found])
    } finally {
      reading.parsed?.document.dispose()
    }
  }
}

function examined(reading: Reading, settings: DoctorSettings): Finding[] {
  const { parsed, firstLine, parcel, faults } = reading
  if (parsed === undefined) return []
  const places = placesOf(parsed, firstLine)
  if (places.root.node.name !== 'Envelope') return [findingOf(notSoap, notEnvelope(places))]
  const subject: Subject = subjectOf(places, parsed.bytes.length, settings)
  if (parcel && subject.root) attach(subject.root, parcel, faults)
  return checks.flatMap((check) => {
    const spots = check.find(subject).slice(0, spotsMax)
    return spots.map((spot) => findingOf(check, spot))
  })
}

const notSoap: Advice = {
  id: 'ENVELOPE_ABSENT',
  code: 'NOT_SOAP',
  uk: 'Корінь повідомлення — елемент Envelope з Header і Body всередині.',
  en: 'The root of a message is the element Envelope, with Header and Body in it.',
}

function notEnvelope({ root: { line } }: Places) {
  const mend = '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">'
  return { line, path: '', mend }
}

const remarkAdvice = {
  BYTE_ORDER_MARK: {
    id: 'BYTE_ORDER_MARK',
    uk: 'Файл починається з позначки порядку байтів (BOM): тут її приймають, але UTF-8 її не потребує.',
    en: 'The file begins with a byte order mark: it is accepted here, but UTF-8 needs none.',
  },
  ATTACHMENTS: {
    id: 'ATTACHMENTS',
    uk: 'Моніторинг доступу до персональних даних не бачить вкладень: передавайте ними лише двійкові дані.',
    en: 'The monitor of access to personal data does not see attachments: send binary data alone in them.',
  },
} as const satisfies Record<string, Advice>

function remarks(bytes: Buffer, { parcel, firstLine }: Reading): FileFault[] {
  const spot = { line: 1, path: '' }
  const found: FileFault[] = []
  if (bytes.subarray(0, 3).equals(Buffer.from('\ufeff')))
    found.push({ advice: remarkAdvice.BYTE_ORDER_MARK, spot })
  if (parcel) found.push({ advice: remarkAdvice.ATTACHMENTS, spot: { line: firstLine, path: '' } })
  return found
}

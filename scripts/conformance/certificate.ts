// Holds the parts of a delivered certificate against each other: the plain elements against the signed
// bytes, the pictures against the text, our reading against that of a second decoder. Shows no value.

import { isDeepStrictEqual } from 'node:util'
import { type ReadCertificate, readHc1 } from '../../src/hcert/certificate.ts'
import { certificateKind, type Dcc, schemaProblems } from '../../src/hcert/payload.ts'
import { children, type Element, parse } from '../../src/xml/document.ts'
import { opened } from './decrypted.ts'
import { readPicture } from './pictures.ts'
import { sealedProblems } from './sealed.ts'
import { readAgain, type SecondReading } from './second-decoder.ts'

type Parts = (name: string) => Element[]

function partsOf(element: Element): Parts {
  return (name) => children(element).filter((child) => child.name === name)
}

function textOf(element: Element, name: string): string {
  return partsOf(element)(name)[0]?.content ?? ''
}

/** Name of a content item → member of the payload's entry (ehn-dcc-schema 1.3). */
const members: Readonly<Record<string, string>> = {
  DISEASE: 'tg',
  VACCINE: 'vp',
  PRODUCT: 'mp',
  MANUFACTURER: 'ma',
  TEST_TYPE: 'tt',
  TEST_NAME: 'nm',
  TEST_DEVICE: 'ma',
  TEST_RESULT: 'tr',
  SAMPLE_TIME: 'sc',
  FACILITY: 'tc',
  DOSE_NUMBER: 'dn',
  TOTAL_DOSES: 'sd',
  VACCINATION_DATE: 'dt',
  FIRST_POSITIVE_DATE: 'fr',
  CERTIFICATE_VALID_FROM: 'df',
  CERTIFICATE_VALID_UNTIL: 'du',
  COUNTRY: 'co',
  ISSUER: 'is',
}

const holderFields: readonly [name: string, of: (dcc: Dcc) => string | undefined][] = [
  ['familyName', ({ nam }) => nam.fn],
  ['givenName', ({ nam }) => nam.gn],
  ['familyNameLatin', ({ nam }) => nam.fnt],
  ['givenNameLatin', ({ nam }) => nam.gnt],
  ['birthDate', ({ dob }) => dob],
]

function holderProblems(holder: Element | undefined, dcc: Dcc): string[] {
  if (holder === undefined) return ['has no holder']
  return holderFields
    .filter(([name, of]) => textOf(holder, name) !== (of(dcc) ?? ''))
    .map(([name]) => `holder/${name} is not what was signed`)
}

function contentProblems(items: readonly Element[], entry: Record<string, unknown>): string[] {
  const said = new Map(
    items.map((item) => [
      members[textOf(item, 'name')] ?? textOf(item, 'name'),
      partsOf(item)('code')[0]?.content ?? textOf(item, 'valueUk'),
    ]),
  )
  const signed = new Map(Object.entries(entry).filter(([member]) => member !== 'ci'))
  const all = new Set([...said.keys(), ...signed.keys()])
  return [...all]
    .filter((member) => said.get(member) !== String(signed.get(member)))
    .map((member) => `content of ${member} is not what was signed`)
}

function renderingProblems(renderings: readonly Element[], hc1: string): string[] {
  return renderings
    .filter((one) => {
      const bytes = Buffer.from(textOf(one, 'content'), 'base64')
      return readPicture(textOf(one, 'mediaType'), bytes) !== hc1
    })
    .map((one) => `rendering ${textOf(one, 'format')} does not show the hc1`)
}

/** What both decoders read of a certificate; key identifiers are compared as base64. */
const readings: readonly [
  what: string,
  ours: (reading: ReadCertificate) => unknown,
  theirs: (reading: SecondReading) => unknown,
][] = [
  ['algorithm', ({ cose }) => cose.alg, ({ alg }) => alg],
  ['key identifier', ({ cose }) => base64(cose.keyId), ({ keyId }) => base64(keyId)],
  ['issuer', ({ cwt }) => cwt.issuer, ({ issuer }) => issuer],
  ['time of issue', ({ cwt }) => cwt.issuedAt, ({ issuedAt }) => issuedAt],
  ['end', ({ cwt }) => cwt.expiresAt, ({ expiresAt }) => expiresAt],
  ['payload', ({ dcc }) => dcc, ({ certificate }) => certificate],
]

function base64(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('base64')
}

/** Where a second decoder reads the text of a certificate otherwise than we did. */
export function decoderProblems(hc1: string, reading: ReadCertificate): string[] {
  try {
    const again = readAgain(hc1)
    return readings
      .filter(([, ours, theirs]) => !isDeepStrictEqual(ours(reading), theirs(again)))
      .map(([what]) => `a second decoder reads another ${what}`)
  } catch {
    return ['a second decoder cannot read hc1']
  }
}

function seconds(time: string): number {
  return Date.parse(time) / 1000
}

/** What does not agree in a `certificate` element; none when all of it does. */
export function certificateProblems(certificate: Element): string[] {
  if (partsOf(certificate)('encrypted').length === 0) return openProblems(certificate)
  if (['hc1', 'cose', 'rendering', 'sealed'].some((name) => partsOf(certificate)(name).length > 0))
    return ['certificate: what is encrypted stands beside it too']
  try {
    const { root, document } = parse(Buffer.from(opened(certificate.toString({ format: false }))))
    try {
      return openProblems(root)
    } finally {
      document.dispose()
    }
  } catch {
    return ['certificate: encrypted cannot be opened by the recipient of the fixtures']
  }
}

function openProblems(certificate: Element): string[] {
  const text = (name: string) => textOf(certificate, name)
  const parts = partsOf(certificate)
  const reading = readHc1(text('hc1'))
  const { cwt, cose, coseBytes } = reading
  const dcc = reading.dcc as Dcc
  const entry = dcc[certificateKind(dcc) ?? 'v']?.[0]
  if (entry === undefined) return ['certificate/hc1: holds no certificate']
  const same: Record<string, boolean> = {
    'hc1 breaks the schema': schemaProblems(dcc, { strict: true }).length === 0,
    'uvci is not what was signed': entry.ci === text('uvci'),
    'cose is not the bytes of hc1': base64(coseBytes) === text('cose'),
    'keyId is not what was signed': base64(cose.keyId) === text('keyId'),
    'issuedAt is not what was signed': cwt.issuedAt === seconds(text('issuedAt')),
    'expiresAt is not what was signed': cwt.expiresAt === seconds(text('expiresAt')),
    'hc1 is not of Ukraine': cwt.issuer === 'UA',
  }
  return [
    ...Object.keys(same).filter((problem) => !same[problem]),
    ...decoderProblems(text('hc1'), reading),
    ...holderProblems(parts('holder')[0], dcc),
    ...contentProblems(parts('content'), { ...entry }),
    ...renderingProblems(parts('rendering'), text('hc1')),
    ...parts('sealed').flatMap(({ content }) => sealedProblems(certificate, content)),
  ].map((problem) => `certificate: ${problem}`)
}

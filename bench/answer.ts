// The answer of the two peers: the same elements with as many characters as the gateway's. The words are
// constants, because looking them up is the product's work.

/** The payload of the certificate, as far as the answer shows it. */
export interface Payload {
  nam: { fn: string; fnt: string; gn: string; gnt: string }
  dob: string
  v: { mp: string; dn: number; sd: number; dt: string; ci: string }[]
}

export interface Issued {
  payload: Payload
  rnokpp: string
  hc1: string
  cose: Uint8Array
  keyId: Uint8Array
  rendering: { format: string; mediaType: string; content: Buffer } | undefined
}

const words = {
  disease: ['840539006', 'COVID-19', 'COVID-19'],
  vaccine: ['1119349007', 'мРНК-вакцина проти SARS-CoV-2', 'SARS-CoV-2 mRNA vaccine'],
  country: ['UA', 'Україна', 'Ukraine'],
  manufacturer: ['ORG-100030215', 'Biontech Manufacturing GmbH', 'Biontech Manufacturing GmbH'],
} as const

function coded(name: string, [code, valueUk, valueEn]: readonly [string, string, string]) {
  return { name, code, valueUk, valueEn }
}

function plain(name: string, value: string | number) {
  return { name, valueUk: value, valueEn: value }
}

function content({ v: [entry] }: Payload) {
  return [
    coded('DISEASE', words.disease),
    coded('VACCINE', words.vaccine),
    coded('PRODUCT', [entry?.mp ?? '', 'Comirnaty', 'Comirnaty']),
    plain('DOSE_NUMBER', entry?.dn ?? 0),
    plain('TOTAL_DOSES', entry?.sd ?? 0),
    plain('VACCINATION_DATE', entry?.dt ?? ''),
    coded('COUNTRY', words.country),
    plain('ISSUER', 'State Enterprise DIIA'),
    coded('MANUFACTURER', words.manufacturer),
  ]
}

const dayMs = 86_400_000

function later(days: number): string {
  return new Date(Date.now() + days * dayMs).toISOString()
}

/** The value of IssueVaccinationCertificate_v1Response, in the schema's order. */
export function answerOf({ payload, rnokpp, hc1, cose, keyId, rendering }: Issued) {
  const { fn, gn, fnt, gnt } = payload.nam
  return {
    certificate: {
      uvci: payload.v[0]?.ci ?? '',
      certificateType: 'VACCINATION',
      outcome: 'ISSUED',
      issuedAt: later(0),
      expiresAt: later(60),
      validFrom: later(0),
      validUntil: later(270),
      nationalColour: 'GREEN',
      keyId: Buffer.from(keyId).toString('base64'),
      holder: {
        familyName: fn,
        givenName: gn,
        familyNameLatin: fnt,
        givenNameLatin: gnt,
        birthDate: payload.dob,
        rnokpp,
      },
      content: content(payload),
      hc1,
      cose: Buffer.from(cose).toString('base64'),
      ...(rendering && {
        rendering: { ...rendering, content: rendering.content.toString('base64') },
      }),
    },
  }
}

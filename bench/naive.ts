// The naive peer: what one would assemble from well-known packages in an afternoon. The `soap` server on
// express, cbor-x, base45, qrcode, one insert a call. It validates nothing, reads nothing back and keeps the
// certificate in clear. Arguments: port, database URL, file of the published WSDL.

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import base45 from 'base45'
import { Encoder } from 'cbor-x'
import express from 'express'
import pg from 'pg'
import qrcode from 'qrcode'
import soap from 'soap'
import { answerOf, type Payload } from './answer.ts'

const [port, databaseUrl, wsdlFile] = process.argv.slice(2)

interface Request {
  person: { familyName: string; givenName: string; birthDate: string; rnokpp: string }
  event: {
    recordId: string
    product: string
    doseNumber: string
    totalDoses: string
    date: string
    country: string
  }
  delivery?: { rendering: { format: string }[] }
}

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const keyId = randomBytes(8)
// Without these options cbor-x writes what no verifier of certificates reads.
const cbor = new Encoder({ mapsAsObjects: false, useRecords: false, tagUint8Array: false })
const database = new pg.Pool({ connectionString: databaseUrl })

await database.query('DROP TABLE IF EXISTS bench_naive')
await database.query(
  `CREATE TABLE bench_naive (uvci text PRIMARY KEY, issued_at timestamptz NOT NULL DEFAULT now(),
   rnokpp text NOT NULL, record_id text NOT NULL, cose bytea NOT NULL)`,
)

function payloadOf({ person, event }: Request): Payload {
  const uvci = `URN:UVCI:01:UA:${randomBytes(16).toString('hex').toUpperCase()}`
  const entry = {
    tg: '840539006',
    vp: '1119349007',
    mp: event.product,
    ma: 'ORG-100030215',
    dn: Number(event.doseNumber),
    sd: Number(event.totalDoses),
    dt: event.date,
    co: event.country,
    is: 'State Enterprise DIIA',
    ci: uvci,
  }
  const nam = { fn: person.familyName, fnt: 'SHEVCHENKO', gn: person.givenName, gnt: 'OLENA' }
  const payload = { ver: '1.3.0', nam, dob: person.birthDate, v: [entry] }
  return payload
}

/** COSE_Sign1 (RFC 9052 §4.2) around the CWT claims. */
function signed(payload: Payload): Uint8Array {
  const issuedAt = Math.floor(Date.now() / 1000)
  const hcert = new Map([[1, payload]])
  const claims = new Map<number, unknown>([
    [1, 'UA'],
    [4, issuedAt + 5_184_000],
    [6, issuedAt],
    [-260, hcert],
  ])
  const protectedHeader = cbor.encode(
    new Map<number, unknown>([
      [1, -7],
      [4, keyId],
    ]),
  )
  const body = cbor.encode(claims)
  const toSign = cbor.encode(['Signature1', protectedHeader, Buffer.alloc(0), body])
  const signature = sign('sha256', toSign, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  const message = cbor.encode([protectedHeader, new Map(), body, signature])
  return Buffer.concat([Buffer.of(0xd2), message])
}

const pictures: Record<string, { mediaType: string; draw(hc1: string): Promise<Buffer> }> = {
  SVG: {
    mediaType: 'image/svg+xml',
    draw: async (hc1) =>
      Buffer.from(await qrcode.toString(hc1, { type: 'svg', errorCorrectionLevel: 'Q' })),
  },
  PNG: {
    mediaType: 'image/png',
    draw: (hc1) => qrcode.toBuffer(hc1, { type: 'png', errorCorrectionLevel: 'Q', scale: 4 }),
  },
}

async function drawn(format: string | undefined, hc1: string) {
  const picture = pictures[format ?? '']
  if (format === undefined || picture === undefined) return undefined
  return { format, mediaType: picture.mediaType, content: await picture.draw(hc1) }
}

async function issue(request: Request) {
  const payload = payloadOf(request)
  const cose = signed(payload)
  const hc1 = `HC1:${base45.encode(deflateSync(cose))}`
  const { rnokpp } = request.person
  await database.query(
    'INSERT INTO bench_naive (uvci, rnokpp, record_id, cose) VALUES ($1, $2, $3, $4)',
    [payload.v[0]?.ci, rnokpp, request.event.recordId, cose],
  )
  const rendering = await drawn(request.delivery?.rendering[0]?.format, hc1)
  return answerOf({ payload, rnokpp, hc1, cose, keyId, rendering })
}

const app = express()
app.listen(Number(port), '127.0.0.1', () => {
  const operations = { IssueVaccinationCertificate_v1: issue }
  soap.listen(app, {
    path: '/ws',
    services: { CertificatesService: { CertificatesPort: operations } },
    xml: readFileSync(wsdlFile ?? '', 'utf8'),
  })
})

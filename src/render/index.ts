// The table of renderings a certificate can be delivered as. The pictures are drawn where they are asked for, in less time
// than the way to another thread takes; a PDF is drawn by the pool (docs/decisions/0008).

import type { Language, PdfCertificate } from './pdf/index.ts'
import { png } from './png.ts'
import type { Pool } from './pool/pool.ts'
import { type Level, qrMatrix } from './qr.ts'
import { svg } from './svg.ts'

export interface PictureOptions {
  /** Error correction level of the QR code; Q if absent. */
  level?: Level | undefined
  /** Pixels per module, 1 to 20; 4 if absent. */
  scale?: number | undefined
}

export interface Picture {
  readonly mediaType: string
  /** The QR code of an HC1 text. Throws if the text is no alphanumeric one or too long. */
  render(hc1: string, options?: PictureOptions): Buffer
}

export type PictureFormat = 'SVG' | 'PNG'

const defaultLevel: Level = 'Q'

/** A usual certificate (101 modules with the quiet zone) is then 34 mm wide at 300 dpi. */
const defaultScale = 4

export const pictures: Readonly<Record<PictureFormat, Picture>> = {
  SVG: {
    mediaType: 'image/svg+xml',
    render: (hc1, { level = defaultLevel, scale = defaultScale } = {}) =>
      svg(qrMatrix(hc1, { level }), { moduleSize: scale }),
  },
  PNG: {
    mediaType: 'image/png',
    render: (hc1, { level = defaultLevel, scale = defaultScale } = {}) =>
      png(qrMatrix(hc1, { level }), { scale }),
  },
}

/** What is drawn: the certificate as the contract shows it, with its code. */
export type Drawable = Omit<PdfCertificate, 'level'>

export interface RenderOptions extends PictureOptions {
  /** Which language stands first where there are words; Ukrainian if absent. */
  language?: Language | undefined
  /** Time of making that the document names: with the same time it is the same bytes. */
  at: Date
  pool: Pick<Pool, 'draw'>
}

export interface Rendering {
  readonly mediaType: string
  /** Whether it is drawn by the pool. */
  readonly pooled?: true
  /** @throws Failure RENDERING_OVERLOADED, RENDERING_FAILED */
  render(certificate: Drawable, options: RenderOptions): Buffer | Promise<Buffer>
}

function rowOf({ mediaType, render }: Picture): Rendering {
  return { mediaType, render: ({ hc1 }, options) => render(hc1, options) }
}

export type RenderFormat = PictureFormat | 'PDF'

export const renderings: Readonly<Record<RenderFormat, Rendering>> = {
  SVG: rowOf(pictures.SVG),
  PNG: rowOf(pictures.PNG),
  PDF: {
    mediaType: 'application/pdf',
    pooled: true,
    render: (certificate, { level = defaultLevel, language = 'uk', at, pool }) =>
      pool.draw({
        name: 'pdf',
        input: { certificates: [{ ...certificate, level }], language, at },
      }),
  },
}

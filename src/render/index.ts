// The table of pictures a certificate can be delivered as. PDF is not in it yet.

import { png } from './png.ts'
import { type Level, qrMatrix } from './qr.ts'
import { svg } from './svg.ts'

export interface RenderOptions {
  /** Error correction level of the QR code; Q if absent. */
  level?: Level | undefined
  /** Pixels per module, 1 to 20; 4 if absent. */
  scale?: number | undefined
}

export interface Rendering {
  readonly mediaType: string
  /** The picture of an HC1 text. Throws if the text is no alphanumeric one or too long. */
  render(hc1: string, options?: RenderOptions): Buffer
}

export type RenderFormat = 'SVG' | 'PNG'

const defaultLevel: Level = 'Q'

/** A usual certificate (101 modules with the quiet zone) is then 34 mm wide at 300 dpi. */
const defaultScale = 4

export const renderings: Readonly<Record<RenderFormat, Rendering>> = {
  SVG: {
    mediaType: 'image/svg+xml',
    render: (hc1, { level = defaultLevel, scale = defaultScale } = {}) =>
      Buffer.from(svg(qrMatrix(hc1, { level }), { moduleSize: scale }), 'latin1'),
  },
  PNG: {
    mediaType: 'image/png',
    render: (hc1, { level = defaultLevel, scale = defaultScale } = {}) =>
      png(qrMatrix(hc1, { level }), { scale }),
  },
}

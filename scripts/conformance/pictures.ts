// Reads a delivered picture of a QR code as a camera would: from pixels, by jsQR, which knows nothing of ours.

import jsqr from 'jsqr'
import { PNG } from 'pngjs'

interface Pixels {
  /** RGBA. */
  data: Uint8ClampedArray
  width: number
  height: number
}

/** Pixels per unit of an SVG's own measure. */
const svgScale = 4

function readPng(bytes: Buffer): Pixels {
  const { data, width, height } = PNG.sync.read(bytes)
  return { data: new Uint8ClampedArray(data), width, height }
}

const viewBox = /viewBox="0 0 (\d+) (\d+)"/
const strokedPath = /<path[^>]*stroke="#000"[^>]*d="([^"]+)"/
const run = /([Mm])(-?\d+) (-?[\d.]+)h(\d+)/g

/** The runs of a stroked path, `M0 4.5h7m9 0h1…`, as [x, y, length] in whole modules. */
function runsOf(path: string): [x: number, y: number, length: number][] {
  let [x, y] = [0, 0]
  return [...path.matchAll(run)].map(([, kind, dx, dy, length]) => {
    const absolute = kind === 'M'
    x = absolute ? Number(dx) : x + Number(dx)
    y = absolute ? Number(dy) : y + Number(dy)
    const found: [number, number, number] = [x, Math.floor(y), Number(length)]
    x += Number(length)
    return found
  })
}

function readSvg(bytes: Buffer): Pixels {
  const text = bytes.toString()
  const modules = Number(viewBox.exec(text)?.[1] ?? 0)
  const side = modules * svgScale
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [x, y, length] of runsOf(strokedPath.exec(text)?.[1] ?? '')) {
    for (let row = y * svgScale; row < (y + 1) * svgScale; row++) {
      const from = (row * side + x * svgScale) * 4
      for (let at = from; at < from + length * svgScale * 4; at += 4) data.fill(0, at, at + 3)
    }
  }
  return { data, width: side, height: side }
}

const readers: Readonly<Record<string, (bytes: Buffer) => Pixels>> = {
  'image/png': readPng,
  'image/svg+xml': readSvg,
}

/** The text in a picture; undefined when there is none to be read. */
export function readPicture(mediaType: string, bytes: Buffer): string | undefined {
  try {
    const pixels = readers[mediaType]?.(bytes)
    return pixels && jsqr.default(pixels.data, pixels.width, pixels.height)?.data
  } catch {
    return undefined
  }
}

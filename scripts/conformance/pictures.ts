// Reads a delivered picture of a QR code as a camera would: from pixels, by jsQR, which knows nothing of ours.

import { inflateSync } from 'node:zlib'
import jsqr from 'jsqr'
import { PNG } from 'pngjs'

interface Pixels {
  /** RGBA. */
  data: Uint8ClampedArray
  width: number
  height: number
}

/** Pixels per unit of a drawing's own measure. */
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
  return drawnRuns(runsOf(strokedPath.exec(text)?.[1] ?? ''), modules)
}

function drawnRuns(
  runs: readonly [x: number, y: number, length: number][],
  modules: number,
): Pixels {
  const side = modules * svgScale
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [x, y, length] of runs) {
    for (let row = y * svgScale; row < (y + 1) * svgScale; row++) {
      const from = (row * side + x * svgScale) * 4
      for (let at = from; at < from + length * svgScale * 4; at += 4) data.fill(0, at, at + 3)
    }
  }
  return { data, width: side, height: side }
}

/** Rectangles one unit high at whole units: the runs of a QR code's modules, drawn in modules. */
const rectangle = /^(\d+) (\d+) (\d+) 1 re$/gm
const streamStart = /stream\r?\n/g

/** The text of each page's drawing; other streams are fonts and the like. */
function drawingsOf(bytes: Buffer): string[] {
  return [...bytes.toString('latin1').matchAll(streamStart)].flatMap(({ index, 0: start }) => {
    try {
      return [inflateSync(bytes.subarray(index + start.length)).toString('latin1')]
    } catch {
      return []
    }
  })
}

function readPdf(bytes: Buffer): Pixels {
  const runs = drawingsOf(bytes).flatMap((text) => [...text.matchAll(rectangle)])
  const rows = runs.map(([, ...numbers]) => numbers.map(Number) as [number, number, number])
  const modules = Math.max(...rows.map(([x, y, length]) => Math.max(x + length, y + 1))) + quietZone
  return drawnRuns(rows, modules)
}

const quietZone = 4

const readers: Readonly<Record<string, (bytes: Buffer) => Pixels>> = {
  'image/png': readPng,
  'image/svg+xml': readSvg,
  'application/pdf': readPdf,
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

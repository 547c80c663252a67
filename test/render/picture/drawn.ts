// Pictures of codes as people send them: drawn, turned, skewed, grey, without a ground. Drawn by the package `qrcode`
// and written by pngjs and jpeg-js, none of which is ours.

import jpeg from 'jpeg-js'
import { type PackerOptions, PNG } from 'pngjs'
import qrcode from 'qrcode'

type Colour = readonly [red: number, green: number, blue: number, alpha: number]

export const black: Colour = [0, 0, 0, 255]
export const white: Colour = [255, 255, 255, 255]
export const nothing: Colour = [0, 0, 0, 0]

export interface Canvas {
  width: number
  height: number
  data: Buffer
}

export function canvas(width: number, height: number, colour: Colour = white): Canvas {
  return { width, height, data: Buffer.alloc(width * height * 4, Buffer.from(colour)) }
}

export interface Drawing {
  /** Where the first module's corner is, pixels. */
  left: number
  top: number
  /** Pixels of a module. */
  scale: number
  /** Radians. */
  angle?: number
  skew?: number
  dark?: Colour
  light?: Colour
}

export function modulesOf(text: string): { size: number; dark(x: number, y: number): boolean } {
  const { size, data } = qrcode.create(text, { errorCorrectionLevel: 'Q' }).modules
  return { size, dark: (x, y) => data[y * size + x] === 1 }
}

/** Draws a code on a canvas, pixel by pixel. */
export function draw(on: Canvas, text: string, drawing: Drawing): Canvas {
  const { left, top, scale, angle = 0, skew = 0, dark = black, light } = drawing
  const modules = modulesOf(text)
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale]
  for (let y = 0; y < on.height; y++) {
    for (let x = 0; x < on.width; x++) {
      const down = cos * (y - top) - sin * (x - left)
      const [u, v] = [cos * (x - left) + sin * (y - top) + skew * down, down].map(Math.floor)
      const inside = Math.min(u as number, v as number) >= 0
      if (!inside || Math.max(u as number, v as number) >= modules.size) continue
      const colour = modules.dark(u as number, v as number) ? dark : light
      if (colour) on.data.set(colour, (y * on.width + x) * 4)
    }
  }
  return on
}

/** An upright code with a quiet zone of so many pixels. */
export function upright(text: string, scale = 4, margin = 16, ground: Colour = white): Canvas {
  const side = modulesOf(text).size * scale + 2 * margin
  return draw(canvas(side, side, ground), text, { left: margin, top: margin, scale })
}

export function mirrored(of: Canvas): Canvas {
  const other = canvas(of.width, of.height)
  for (let at = 0; at < of.width * of.height; at++) {
    const x = at % of.width
    const to = at - x + (of.width - 1 - x)
    of.data.copy(other.data, to * 4, at * 4, at * 4 + 4)
  }
  return other
}

export function pngOf({ width, height, data }: Canvas, options: PackerOptions = {}) {
  const png = new PNG({ width, height })
  data.copy(png.data)
  return PNG.sync.write(png, options)
}

/** @param quality 0–100 */
export function jpegOf(of: Canvas, quality = 60): Buffer {
  return jpeg.encode(of, quality).data
}

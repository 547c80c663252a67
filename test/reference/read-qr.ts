// A QR code's text by a reader that knows nothing of ours (jsQR). Pictures come without a quiet
// zone or with a transparent ground, so they are laid on white paper first.

import jsqr from 'jsqr'
import { PNG } from 'pngjs'

/** Pixels of white on each side. */
const margin = 40

/** The text; undefined when there is no picture or no code in it. */
export function readQr(png: Buffer): string | undefined {
  const picture = pictureOf(png)
  return picture && jsqr.default(...onPaper(picture))?.data
}

function pictureOf(png: Buffer): PNG | undefined {
  try {
    return PNG.sync.read(png)
  } catch {
    return undefined
  }
}

function onPaper(picture: PNG): [Uint8ClampedArray, number, number] {
  const width = picture.width + 2 * margin
  const height = picture.height + 2 * margin
  const paper = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let at = 0; at < picture.data.length; at += 4) {
    const x = (at / 4) % picture.width
    const y = Math.floor(at / 4 / picture.width)
    const to = ((y + margin) * width + x + margin) * 4
    const opacity = (picture.data[at + 3] as number) / 255
    for (let channel = 0; channel < 3; channel++) {
      paper[to + channel] = (picture.data[at + channel] as number) * opacity + 255 * (1 - opacity)
    }
  }
  return [paper, width, height]
}

// Reads the QR code of a picture, PNG or JPEG, drawn or photographed. It runs for up to half a second and may hold a
// hundred megabytes meanwhile, so it belongs on a thread of its own, with a deadline: src/render/pool.
//
// ZXing's reader alone, as WebAssembly from this package's own folder; left to itself it would fetch it from the
// network. https://github.com/Sec-ant/zxing-wasm

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  prepareZXingModule,
  purgeZXingModule,
  type ReaderOptions,
  readBarcodes,
} from 'zxing-wasm/reader'
import { type Frame, frameOf } from './frame.ts'
import { onPaper, openPng, type Paper, unpackedBytes } from './png.ts'
import { meant, type PictureReading } from './reading.ts'

/** Pixels: a telephone's photograph has 12 to 16 million, at 4 bytes each while it is unpacked. */
const pixelsMax = 16 * 1024 * 1024

/**
 * Bytes of a PNG's lines: so many pixels in four bytes. In eight, as no telephone writes, half a megabyte would take
 * half a gigabyte of memory and more.
 */
const unpackedMax = 4 * pixelsMax + 64 * 1024

/** Pixels; the reader's memory never shrinks by itself, and after a larger picture it is given up. */
const pixelsToKeep = 4 * 1024 * 1024

/**
 * Start-of-scan markers in a JPEG: a progressive one has about ten, its thumbnail as many. Each scan may touch every
 * pixel, so that some thousands would take minutes.
 */
const scansMax = 64

const options: ReaderOptions = {
  formats: ['QRCode'],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  /** A paper with more codes than these is none of ours. */
  maxNumberOfSymbols: 8,
  textMode: 'Plain',
}

const wasmFile = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')

let overrides: { wasmBinary: ArrayBuffer } | undefined

/** Taken from the disk once in a thread, when its first picture comes. */
function prepare() {
  overrides ??= { wasmBinary: new Uint8Array(readFileSync(wasmFile)).buffer }
  return prepareZXingModule({ overrides, fireImmediately: true })
}

/** The valid codes' texts; undefined when the reader cannot unpack the picture. */
async function textsIn(picture: Uint8Array | Paper): Promise<string[] | undefined> {
  const found = await readBarcodes(picture, options)
  // A picture that it cannot unpack is one result with an error, although none was to be returned.
  if (found.some(({ isValid }) => !isValid)) return undefined
  return found.map(({ text }) => text)
}

function isBounded({ kind, width, height }: Frame, bytes: Buffer): boolean {
  if (width * height > pixelsMax) return false
  return kind === 'jpeg'
    ? countOf(bytes, startOfScan) <= scansMax
    : unpackedBytes(bytes, { kind, width, height }) <= unpackedMax
}

const startOfScan = Buffer.of(0xff, 0xda)

function countOf(bytes: Buffer, marker: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + 2)) count++
  return count
}

/** The lines of a PNG, bounded; undefined when they are broken. A JPEG has none. */
function opened(bytes: Buffer, frame: Frame) {
  try {
    return openPng(bytes, frame)
  } catch {
    return undefined
  }
}

async function readBounded(bytes: Buffer, frame: Frame): Promise<PictureReading> {
  const png = frame.kind === 'png' ? opened(bytes, frame) : undefined
  if (frame.kind === 'png' && png === undefined) return { problem: 'PICTURE_UNREADABLE' }
  const texts = await textsIn(bytes)
  if (texts === undefined) return { problem: 'PICTURE_UNREADABLE' }
  const paper = texts.length === 0 && png !== undefined ? onPaper(png) : undefined
  return meant(paper === undefined ? texts : ((await textsIn(paper)) ?? []))
}

/**
 * What a PNG or JPEG holds for verification. Never throws for a bad picture: that is a problem with a name.
 * @param read of what has a size within bounds; another one in tests
 * @throws Error when no picture could be read: the reader itself cannot be had
 */
export async function readPicture(
  picture: Uint8Array,
  read = readBounded,
): Promise<PictureReading> {
  const bytes = Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength)
  const frame = frameOf(bytes)
  if (frame === undefined) return { problem: 'PICTURE_UNREADABLE' }
  if (!isBounded(frame, bytes)) return { problem: 'PICTURE_TOO_LARGE' }
  await prepare()
  let isWhole = false
  try {
    const reading = await read(bytes, frame)
    isWhole = true
    return reading
  } catch {
    return { problem: 'PICTURE_FAILED' }
  } finally {
    // A reader that was torn out of its work is not trusted with the next picture.
    if (!isWhole || frame.width * frame.height > pixelsToKeep) purgeZXingModule()
  }
}

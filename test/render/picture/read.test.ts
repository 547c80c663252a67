import { deflateSync } from 'node:zlib'
import { expect } from 'chai'
import { encodeHc1 } from '../../../src/hcert/hc1.ts'
import { readPicture } from '../../../src/render/picture/read.ts'
import { signed } from '../../hcert/samples.ts'
import {
  type Canvas,
  canvas,
  draw,
  jpegOf,
  mirrored,
  modulesOf,
  nothing,
  pngOf,
  upright,
  white,
} from './drawn.ts'

const text = encodeHc1(signed())
const side = modulesOf(text).size
const grey = (value: number) => [value, value, value, 255] as const

/** A photograph: the paper lies askew on a table, in bad light. */
function photograph(width: number, height: number): Canvas {
  const paper = { light: [228, 222, 210, 255], dark: [40, 38, 36, 255] } as const
  const table = canvas(width, height, [150, 120, 90, 255])
  const scale = (height * 0.5) / side
  const place = { left: width * 0.35, top: height * 0.15, angle: 0.3, skew: 0.06, scale }
  const photo = draw(table, text, { ...place, ...paper })
  for (let at = 0; at < photo.data.length; at++) {
    // A shadow from left to right, and the grain of the sensor.
    const shade = 0.6 + (0.4 * ((at >> 2) % width)) / width
    const grain = ((Math.imul(at, 2654435761) >>> 16) % 17) - 8
    if (at % 4 !== 3) {
      photo.data[at] = Math.max(0, Math.min(255, (photo.data[at] as number) * shade + grain))
    }
  }
  return photo
}

const exif = Buffer.concat([
  Buffer.from('ffe10022', 'hex'),
  Buffer.from('457869660000', 'hex'),
  // TIFF, big-endian; one entry: orientation (0112), SHORT, 6: turned by 90°.
  Buffer.from('4d4d002a00000008', 'hex'),
  Buffer.from('0001011200030000000100060000', 'hex'),
  Buffer.alloc(4),
])

const readable: readonly [string, () => Buffer][] = [
  ['as it is drawn', () => pngOf(upright(text))],
  ['of one pixel a module', () => pngOf(upright(text, 1, 4))],
  ['without a quiet zone', () => pngOf(upright(text, 4, 0))],
  ['on a transparent ground that is white', () => pngOf(upright(text, 4, 16, [255, 255, 255, 0]))],
  ['on a transparent ground that is black', () => pngOf(upright(text, 4, 16, nothing))],
  [
    'in grey with alpha, on a transparent ground',
    () => pngOf(upright(text, 4, 16, nothing), { colorType: 4 }),
  ],
  ['in grey alone', () => pngOf(upright(text), { colorType: 0 })],
  ['interlaced', () => interlaced(upright(text))],
  ['of 16 bits a channel', () => pngOf(upright(text), { bitDepth: 16 })],
  [
    'inverted',
    () => {
      const on = canvas(side * 4 + 40, side * 4 + 40, grey(0))
      const place = { left: 20, top: 20, scale: 4, dark: white, light: grey(0) }
      return pngOf(draw(on, text, place))
    },
  ],
  [
    'of low contrast',
    () => {
      const on = canvas(side * 4 + 40, side * 4 + 40, grey(150))
      return jpegOf(draw(on, text, { left: 20, top: 20, scale: 4, dark: grey(115) }))
    },
  ],
  ['mirrored', () => pngOf(mirrored(upright(text)))],
  ...[90, 180, 270, 33].map((degrees): [string, () => Buffer] => [
    `turned by ${degrees}°`,
    () => {
      const on = canvas(1100, 1100)
      const angle = (degrees * Math.PI) / 180
      return jpegOf(draw(on, text, { left: 550, top: 550, scale: 4, angle }))
    },
  ]),
  [
    'turned, as EXIF says',
    () => {
      const bytes = jpegOf(upright(text))
      return Buffer.concat([bytes.subarray(0, 2), exif, bytes.subarray(2)])
    },
  ],
  ['photographed askew, with 2 megapixels', () => jpegOf(photograph(1632, 1224), 50)],
  ['photographed askew, with 12 megapixels', () => jpegOf(photograph(4000, 3000), 30)],
]

/** A PNG of one chunk of lines, whatever its header says. */
function png(width: number, height: number, lines: Buffer, header = '0800000000'): Buffer {
  const size = Buffer.alloc(8)
  size.writeUInt32BE(width)
  size.writeUInt32BE(height, 4)
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)])
  }
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.concat([size, Buffer.from(header, 'hex')])),
    chunk('IDAT', lines),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const start = 'ffd8'
const frame = (height: string, width: string) => `ffc0000b08${height}${width}01011100`

const problems: readonly [string, string, () => Buffer][] = [
  ['PICTURE_UNREADABLE', 'nothing', () => Buffer.alloc(0)],
  ['PICTURE_UNREADABLE', 'a GIF', () => Buffer.from('GIF89a\x01\x00\x01\x00')],
  [
    'PICTURE_UNREADABLE',
    'the signature of PNG alone',
    () => Buffer.from('89504e470d0a1a0a', 'hex'),
  ],
  ['PICTURE_UNREADABLE', 'a PNG without pixels', () => png(0, 5, deflateSync(Buffer.alloc(9)))],
  [
    'PICTURE_UNREADABLE',
    'a PNG of a colour there is not',
    () => png(1, 1, Buffer.of(1), '0801000000'),
  ],
  ['PICTURE_UNREADABLE', 'a PNG whose lines are no zlib', () => png(9, 9, Buffer.from('lines'))],
  ['PICTURE_UNREADABLE', 'a PNG cut short', () => pngOf(upright(text)).subarray(0, 900)],
  [
    'PICTURE_UNREADABLE',
    'a bomb: a PNG of one pixel with 100 MB of lines',
    () => png(1, 1, deflateSync(Buffer.alloc(100_000_000))),
  ],
  [
    'PICTURE_UNREADABLE',
    'an interlaced bomb',
    () => png(1, 1, deflateSync(Buffer.alloc(1_000_000)), '0800000001'),
  ],
  ['PICTURE_UNREADABLE', 'a JPEG without a frame', () => Buffer.from(`${start}ffd9`, 'hex')],
  [
    'PICTURE_UNREADABLE',
    'a JPEG without height',
    () => Buffer.from(`${start}${frame('0000', '0010')}`, 'hex'),
  ],
  [
    'PICTURE_NO_CODE',
    'a JPEG that ends after its frame, with a byte of padding before it',
    () => Buffer.from(`${start}ff${frame('0010', '0010')}`, 'hex'),
  ],
  ['PICTURE_UNREADABLE', 'an HTML page', () => Buffer.from('<html><body>Not found</body></html>')],
  [
    'PICTURE_TOO_LARGE',
    'a PNG that promises 65,536 × 65,536',
    () => png(65_536, 65_536, Buffer.of(0)),
  ],
  [
    'PICTURE_TOO_LARGE',
    'a JPEG that promises 65,535 × 65,535',
    () => Buffer.from(`${start}${frame('ffff', 'ffff')}`, 'hex'),
  ],
  [
    'PICTURE_TOO_LARGE',
    'a JPEG of a thousand scans',
    () => {
      const scan = 'ffda000801010000000000'
      return Buffer.from(`${start}${frame('0010', '0010')}${scan.repeat(1000)}`, 'hex')
    },
  ],
  ['PICTURE_NO_CODE', 'white paper', () => jpegOf(canvas(400, 300))],
  ['PICTURE_NO_CODE', 'a transparent picture of nothing', () => pngOf(canvas(80, 80, nothing))],
  [
    'PICTURE_NO_CODE',
    'half a code',
    () => {
      const whole = upright(text)
      whole.data.fill(255, whole.data.length >> 1)
      return pngOf(whole)
    },
  ],
  ['PICTURE_SEVERAL_CODES', 'two certificates', () => pngOf(two(text, `${text.slice(0, -3)}000`))],
  ['PICTURE_SEVERAL_CODES', 'two codes that are no certificates', () => pngOf(two('one', 'other'))],
]

/** The seven passes of an interlaced PNG: first pixel and step, across and down (PNG 3 §8.2). */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** A picture in grey, its pixels in the order of the passes. */
function interlaced({ width, height, data }: Canvas): Buffer {
  const lines: number[] = []
  for (const [left, top, across, down] of passes) {
    for (let y = top; y < height; y += down) {
      lines.push(0)
      for (let x = left; x < width; x += across) lines.push(data[(y * width + x) * 4] ?? 0)
    }
  }
  return png(width, height, deflateSync(Buffer.from(lines)), '0800000001')
}

/** Two codes side by side. */
function two(left: string, right: string): Canvas {
  const on = draw(canvas(1100, 560), left, { left: 40, top: 40, scale: 4 })
  return draw(on, right, { left: 600, top: 40, scale: 4 })
}

describe('the reader of pictures', () => {
  for (const [how, picture] of readable) {
    it(`reads a code ${how}`, async () => {
      expect(await readPicture(picture())).to.deep.equal({ text })
    })
  }

  for (const [problem, what, picture] of problems) {
    it(`says ${problem} of ${what}`, async () => {
      expect(await readPicture(picture())).to.deep.equal({ problem })
    })
  }

  it('takes the certificate of several codes, and one that stands twice', async () => {
    expect(await readPicture(pngOf(two('https://example.org/zrazok', text)))).to.deep.equal({
      text,
    })
    expect(await readPicture(pngOf(two(text, text)))).to.deep.equal({ text })
  })

  it('hands on a single code that is no certificate', async () => {
    expect(await readPicture(pngOf(upright('hello')))).to.deep.equal({ text: 'hello' })
  })

  it('reads palettes of 1 to 8 bits, whose transparent ground is black', async () => {
    const { size, dark } = modulesOf(text)
    for (const depth of [1, 2, 4, 8]) {
      expect(await readPicture(palette(size, dark, depth)), `${depth}`).to.deep.equal({ text })
    }
  })

  it('goes on reading after a picture whose memory was given up', async () => {
    const large = draw(canvas(2100, 2100), text, { left: 60, top: 60, scale: 20 })
    for (let turn = 0; turn < 2; turn++) {
      expect(await readPicture(pngOf(large))).to.deep.equal({ text })
    }
  })

  it('says of a picture that its reading broke off, and reads the next one', async () => {
    const torn = async () => {
      throw new Error('memory access out of bounds')
    }
    expect(await readPicture(pngOf(upright(text)), torn)).to.deep.equal({
      problem: 'PICTURE_FAILED',
    })
    expect(await readPicture(pngOf(upright(text)))).to.deep.equal({ text })
  })
})

/** Entry 0 is transparent and black, entry 1 opaque and black. */
function palette(size: number, dark: (x: number, y: number) => boolean, depth: number): Buffer {
  const [scale, margin] = [4, 16]
  const width = size * scale + 2 * margin
  const lineBytes = Math.ceil((width * depth) / 8)
  const lines = Buffer.alloc((lineBytes + 1) * width)
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [Math.floor((x - margin) / scale), Math.floor((y - margin) / scale)]
      const inside = u >= 0 && v >= 0 && u < size && v < size
      const at = y * (lineBytes + 1) + 1 + ((x * depth) >> 3)
      const bits = 1 << (8 - depth - ((x * depth) & 7))
      if (inside && dark(u, v)) lines[at] = (lines[at] as number) | bits
    }
  }
  const plain = png(width, width, deflateSync(lines), `0${depth}03000000`)
  const tables = Buffer.concat([
    Buffer.from('00000006', 'hex'),
    Buffer.from('PLTE', 'latin1'),
    Buffer.alloc(10),
    Buffer.from('00000001', 'hex'),
    Buffer.from('tRNS', 'latin1'),
    Buffer.alloc(5),
  ])
  return Buffer.concat([plain.subarray(0, 33), tables, plain.subarray(33)])
}

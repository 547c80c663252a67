// The one file that knows pdfkit: a tagged document of A4 pages, of which the rest of this folder draws lines
// of text, rectangles and a code. It sets nothing by itself: breaking and placing lines is text.ts.

import { readFileSync } from 'node:fs'
import PDFDocument from 'pdfkit'
import type { Language } from './words.ts'

export type Face = 'regular' | 'bold'

/** One line of text; `y` is its baseline. */
export interface Line {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly face: Face
  readonly size: number
  readonly colour: string
}

/** Draws in the units and from the corner that it was given. */
export interface Pen {
  rectangle(x: number, y: number, width: number, height: number): void
  /** Fills all rectangles since the last fill at once: neighbours join without a seam. */
  fill(colour: string): void
  /** A dashed line, as of a fold. */
  dashes(from: readonly [number, number], to: readonly [number, number], colour: string): void
}

export interface Sheet {
  /** Begins a page, which is a section of the document of its own. */
  page(): void
  /** Width of a text in ems. */
  width(text: string, face: Face): number
  /** Whether the font has a letter. */
  has(codePoint: number): boolean
  /** A heading or paragraph in one language; undefined where the text is of no language. */
  write(tag: 'H1' | 'H2' | 'P', language: Language | undefined, lines: readonly Line[]): void
  /** A drawing that says something: `alternative` is for who cannot see it. */
  figure(alternative: string, language: Language, placed: Placed, draw: (pen: Pen) => void): void
  /** A drawing that says nothing. */
  decorate(draw: (pen: Pen) => void): void
  /** The bytes of the document, after which nothing can be drawn. */
  end(): Promise<Buffer>
}

/** Where a drawing stands, and how many points its unit has. */
export interface Placed {
  readonly x: number
  readonly y: number
  readonly unit: number
}

/** What pdfkit has made of a font's bytes. */
interface Parsed {
  glyphForCodePoint(codePoint: number): { advanceWidth: number }
  hasGlyphForCodePoint(codePoint: number): boolean
  characterSet: number[]
  unitsPerEm: number
}

type Document = PDFKit.PDFDocument

const folder = new URL('../../../../src/render/pdf/fonts/', import.meta.url)
const files: Readonly<Record<Face, string>> = {
  regular: 'NotoSans-Regular.ttf',
  bold: 'NotoSans-Bold.ttf',
}

/**
 * Reading a font's tables costs four times as much as drawing a page with it. pdfkit takes a font that is read already,
 * but offers none; so one that it read for an empty document is taken out of it, and serves all that follow.
 */
function parse(file: string): Parsed {
  const document = new PDFDocument({ font: '', autoFirstPage: false })
  document.font(readFileSync(new URL(file, folder)) as unknown as PDFKit.Mixins.PDFFontSource)
  const { font } = (document as unknown as { _font: { font: Parsed } })._font
  // A letter is kept as it was first asked for, and not every asker says which letter it is: one first met as a part of
  // another (Cyrillic Р is drawn by Latin P) would be nameless to whoever searches or copies the text of later documents.
  for (const codePoint of font.characterSet) font.glyphForCodePoint(codePoint)
  return font
}

let parsed: Readonly<Record<Face, Parsed>> | undefined

/** Read when the first document is drawn: who imports this file may never draw one. */
function fonts(): Readonly<Record<Face, Parsed>> {
  parsed ??= { regular: parse(files.regular), bold: parse(files.bold) }
  return parsed
}

/** The sum of its letters, without laying them out: these fonts neither kern nor join. */
function widthOf(text: string, font: Parsed): number {
  let units = 0
  for (const letter of text) units += font.glyphForCodePoint(codePointOf(letter)).advanceWidth
  return units / font.unitsPerEm
}

function codePointOf(letter: string): number {
  return letter.codePointAt(0) as number
}

function open(title: string, language: Language, at: Date): Document {
  return new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    // No Helvetica: PDF/A (ISO 19005-2 §6.2.11.4) demands that every font is embedded.
    font: '',
    pdfVersion: '1.7',
    subset: 'PDF/A-2a',
    tagged: true,
    lang: language,
    displayTitle: true,
    info: { Title: title, Creator: 'Trembita certificate gateway', CreationDate: at },
  })
}

function penOf(document: Document): Pen {
  return {
    rectangle: (x, y, width, height) => void document.rect(x, y, width, height),
    fill: (colour) => void document.fill(colour),
    dashes(from, to, colour) {
      document
        .moveTo(...from)
        .lineTo(...to)
        .lineWidth(0.5)
        .dash(3, { space: 3 })
        .stroke(colour)
        .undash()
    },
  }
}

function writeLine(document: Document, { text, x, y, face, size, colour }: Line): void {
  document.font(face, size).fillColor(colour)
  document.text(text, x, y, { lineBreak: false, baseline: 'alphabetic' })
}

/** @param at time of making: the same certificates at the same time make the same bytes */
export function createSheet(title: string, language: Language, at: Date): Sheet {
  const document = open(title, language, at)
  const shared = fonts()
  for (const face of ['regular', 'bold'] as const) {
    document.registerFont(face, shared[face] as unknown as PDFKit.Mixins.PDFFontSource)
  }
  const pen = penOf(document)
  const root = document.struct('Document')
  document.addStructure(root)
  let section = root

  /** Pages of content are marked where they are drawn, and told to the tree of the document's structure. */
  function structure(tag: string, options: { lang?: string; alt?: string }, draw: () => void) {
    const content = document.markStructureContent(tag)
    draw()
    document.endMarkedContent()
    section.add(document.struct(tag, options, content))
  }

  return {
    page() {
      if (section !== root) section.end()
      document.addPage()
      section = document.struct('Sect')
      root.add(section)
    },
    width: (text, face) => widthOf(text, shared[face]),
    has: (codePoint) => shared.regular.hasGlyphForCodePoint(codePoint),
    write(tag, lang, lines) {
      structure(tag, lang === undefined ? {} : { lang }, () => {
        for (const line of lines) writeLine(document, line)
      })
    },
    figure(alt, lang, { x, y, unit }, draw) {
      structure('Figure', { alt, lang }, () => {
        document.save().translate(x, y).scale(unit)
        draw(pen)
        document.restore()
      })
    },
    decorate(draw) {
      document.markContent('Artifact', { type: 'Layout' })
      draw(pen)
      document.endMarkedContent()
    },
    end() {
      const bytes: Buffer[] = []
      section.end()
      root.end()
      return new Promise((resolve, reject) => {
        document.on('data', (some: Buffer) => bytes.push(some))
        document.on('end', () => resolve(Buffer.concat(bytes)))
        document.on('error', reject)
        document.end()
      })
    },
  }
}

// The four pages of the folded sheet, after the EU's paper layout: cover, code, notes, facts.

import { eachRun, type Matrix } from '../matrix.ts'
import { factRows, holderRows, type Printed } from './facts.ts'
import { type Box, below, mm, panels, sheetSize } from './place.ts'
import { writeRows } from './rows.ts'
import type { Pen, Sheet } from './sheet.ts'
import { leading, placed, type Style, wrap } from './text.ts'
import * as words from './words.ts'

export interface Drawing {
  readonly sheet: Sheet
  readonly language: words.Language
}

const black = '#000000'
const grey = '#505050'
const foldColour = '#8c8c8c'
/** The title's blue, and the flag's colours (DSTU 4512:2006). */
const titleColour = '#003087'
const flagColours = { upper: '#0057b7', lower: '#ffd700' }

type Tag = Parameters<Sheet['write']>[0]

/** Writes words in both languages below each other from the top of a box. Returns the height they took. */
function writeWords(
  tag: Tag,
  text: words.Words,
  box: Box,
  [large, small]: readonly [Style, Style],
  { sheet, language }: Drawing,
  centred = false,
): number {
  const [first, second] = words.order(language)
  let used = 0
  for (const [one, style, as] of [
    [first, large, tag],
    [second, small, 'P'],
  ] as const) {
    const measure = (part: string) => sheet.width(part, style.face)
    const lines = wrap(text[one], box.width / style.size, measure)
    const { x, y, width } = below(box, used)
    sheet.write(
      as,
      one,
      placed(lines, { x, y, ...(centred ? { centredIn: width } : {}) }, style, sheet),
    )
    used += lines.length * style.size * leading
  }
  return used
}

const flagUnits = { width: 36 * mm, height: 24 * mm }

function drawFlag({ rectangle, fill }: Pen): void {
  const { width, height } = flagUnits
  rectangle(0, 0, width, height / 2)
  fill(flagColours.upper)
  rectangle(0, height / 2, width, height / 2)
  fill(flagColours.lower)
}

const coverStyles = {
  country: [
    { face: 'bold', size: 15, colour: black },
    { face: 'regular', size: 11, colour: grey },
  ],
  title: [
    { face: 'bold', size: 20, colour: titleColour },
    { face: 'regular', size: 13, colour: titleColour },
  ],
  kind: [
    { face: 'bold', size: 14, colour: black },
    { face: 'regular', size: 11, colour: grey },
  ],
} as const satisfies Record<string, readonly [Style, Style]>

/** Millimetres from the top of the panel, by eye: the title stands in the optical middle. */
const coverPlaces = { flag: 8, country: 36, title: 58, rule: 98, kind: 103 }

export function drawCover({ certificateType }: Printed, drawing: Drawing): void {
  const { sheet, language } = drawing
  const box = panels.cover
  const at = (millimetres: number) => below(box, millimetres * mm)
  const flagBox = { x: box.x + (box.width - flagUnits.width) / 2, y: at(coverPlaces.flag).y }
  sheet.figure(words.flag[language], language, { ...flagBox, unit: 1 }, drawFlag)
  const { country, title, kind } = coverStyles
  writeWords('P', words.country, at(coverPlaces.country), country, drawing, true)
  writeWords('H1', words.title, at(coverPlaces.title), title, drawing, true)
  sheet.decorate(({ rectangle, fill }) => {
    rectangle(box.x + box.width / 4, at(coverPlaces.rule).y, box.width / 2, 1)
    fill(flagColours.lower)
  })
  writeWords('H2', kindOf(certificateType), at(coverPlaces.kind), kind, drawing, true)
}

function kindOf(certificateType: string): words.Words {
  const kind = words.kinds[certificateType]
  if (kind === undefined) throw new RangeError('a certificate of no known type is not printed')
  return kind
}

/** A printer's dot at 600 dpi, points: modules of whole dots have edges that are exact. */
const dot = 72 / 600

/** hcert-spec "QR 2D Barcode": printed with a diagonal of 35 to 60 mm; so the sides of all sizes are 35 mm or more. */
const diagonalMax = 60 * mm

const quietModules = 8

/** Points of a module: the largest whole number of dots that keeps the diagonal. */
export function moduleSize(modules: number): number {
  const dots = diagonalMax / Math.SQRT2 / dot
  return Math.floor(dots / (modules - quietModules)) * dot
}

export function drawCode(certificate: Printed, matrix: Matrix, drawing: Drawing): void {
  const { sheet, language } = drawing
  const box = panels.code
  const unit = moduleSize(matrix.modules)
  const side = matrix.modules * unit
  const x = Math.round((box.x + (box.width - side) / 2) / dot) * dot
  const y = Math.round(box.y / dot) * dot
  sheet.figure(words.code[language], language, { x, y, unit }, ({ rectangle, fill }) => {
    for (let row = 0; row < matrix.modules; row++) {
      eachRun(matrix, row, (start, length) => rectangle(start, row, length, 1))
    }
    fill(black)
  })
  writeRows(holderRows(certificate, sheet), below(box, side + 2 * mm), drawing)
}

const headingStyles = [
  { face: 'bold', size: 10, colour: titleColour },
  { face: 'regular', size: 8, colour: titleColour },
] as const satisfies readonly [Style, Style]

const headingGap = 3 * mm

export function drawFacts(certificate: Printed, drawing: Drawing): void {
  const box = panels.facts
  const used = writeWords('H2', kindOf(certificate.certificateType), box, headingStyles, drawing)
  writeRows(factRows(certificate, drawing.sheet), below(box, used + headingGap), drawing)
}

const noteStyles = [
  { face: 'regular', size: 7.4, colour: black },
  { face: 'regular', size: 6.4, colour: grey },
] as const satisfies readonly [Style, Style]

const noteGap = 2.2 * mm

export function drawNotes(drawing: Drawing): void {
  const box = panels.notes
  let used = writeWords('H2', words.about, box, headingStyles, drawing) + headingGap
  for (const note of words.notes) {
    used += writeWords('P', note, below(box, used), noteStyles, drawing) + noteGap
  }
}

export function drawFolds({ sheet }: Drawing): void {
  const { width, height } = sheetSize
  sheet.decorate(({ dashes }) => {
    dashes([width / 2, 0], [width / 2, height], foldColour)
    dashes([0, height / 2], [width, height / 2], foldColour)
  })
}

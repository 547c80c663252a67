// A table of labels and values in two languages that always fits its box: it shrinks as a whole first, then
// long entries are cut.

import { type Box, below } from './place.ts'
import type { Line, Sheet } from './sheet.ts'
import { cutTo, leading, placed, type Style, wrap } from './text.ts'
import { type Language, order, type Words } from './words.ts'

export interface Row {
  readonly label: Words
  /** One text where both languages say the same. Absent: the label is a remark and takes the whole width. */
  readonly value?: Words
}

/** Points at full size; black and a grey that is still seven to one on white (WCAG 2.1 §1.4.6). */
const styles = {
  label: [
    { face: 'regular', size: 7, colour: '#000000' },
    { face: 'regular', size: 6, colour: '#505050' },
  ],
  value: [
    { face: 'bold', size: 8, colour: '#000000' },
    { face: 'regular', size: 7, colour: '#303030' },
  ],
} as const satisfies Record<string, readonly [Style, Style]>

const labelShare = 0.45
/** Between label and value, and above and below the line between rows; points. */
const columnGap = 8
const rowGap = 2.6
const ruleColour = '#c0c0c0'

/** From full size down to letters of 4.5 points, the smallest that is printed legibly. */
const scales = [1, 0.95, 0.9, 0.85, 0.8, 0.75]
/** Then entries are cut to so many lines in a language. */
const cuts = [8, 6, 5, 4, 3, 2, 1]

interface Piece {
  language: Language | undefined
  style: Style
  lines: string[]
}

interface Fitting {
  scale: number
  linesMax: number
}

interface Laid {
  label: Piece[]
  value: Piece[]
  height: number
}

const heightOf = (pieces: readonly Piece[]) =>
  pieces.reduce((sum, { style, lines }) => sum + lines.length * style.size * leading, 0)

function piecesOf(
  words: Words,
  pair: readonly [Style, Style],
  width: number,
  { scale, linesMax }: Fitting,
  { sheet, language }: { sheet: Sheet; language: Language },
): Piece[] {
  const same = words.uk === words.en
  const languages = same ? [undefined] : order(language)
  return languages.map((one, index) => {
    const { face, size, colour } = pair[index] as Style
    const style = { face, colour, size: size * scale }
    const measure = (text: string) => sheet.width(text, face)
    const ems = width / style.size
    const lines = wrap(words[one ?? language], ems, measure)
    return { language: one, style, lines: cutTo(linesMax, lines, ems, measure) }
  })
}

function lay(
  { label, value }: Row,
  width: number,
  fitting: Fitting,
  drawing: { sheet: Sheet; language: Language },
): Laid {
  const labelWidth = value === undefined ? width : width * labelShare - columnGap / 2
  const valueWidth = width * (1 - labelShare) - columnGap / 2
  const left = piecesOf(label, styles.label, labelWidth, fitting, drawing)
  const right = value ? piecesOf(value, styles.value, valueWidth, fitting, drawing) : []
  const height = Math.max(heightOf(left), heightOf(right)) + 2 * rowGap * fitting.scale
  return { label: left, value: right, height }
}

function layToFit(
  rows: readonly Row[],
  box: Box,
  drawing: { sheet: Sheet; language: Language },
): { laid: Laid[]; gap: number } {
  const least = scales.at(-1) as number
  const tries: Fitting[] = [
    ...scales.map((scale) => ({ scale, linesMax: Number.POSITIVE_INFINITY })),
    ...cuts.map((linesMax) => ({ scale: least, linesMax })),
  ]
  let laid: Laid[] = []
  for (const fitting of tries) {
    laid = rows.map((row) => lay(row, box.width, fitting, drawing))
    if (laid.reduce((sum, { height }) => sum + height, 0) <= box.height) {
      return { laid, gap: rowGap * fitting.scale }
    }
  }
  throw new RangeError('a table of so many rows fits no panel')
}

function writePieces(pieces: readonly Piece[], x: number, y: number, sheet: Sheet): void {
  let top = y
  for (const { language, style, lines } of pieces) {
    const drawn: Line[] = placed(lines, { x, y: top }, style, sheet)
    sheet.write('P', language, drawn)
    top += lines.length * style.size * leading
  }
}

/** Draws the rows from the top of a box. Returns how much of its height they took. */
export function writeRows(
  rows: readonly Row[],
  box: Box,
  drawing: { sheet: Sheet; language: Language },
): number {
  const { sheet } = drawing
  const { laid, gap } = layToFit(rows, box, drawing)
  let used = 0
  for (const [index, { label, value, height }] of laid.entries()) {
    const { x, y, width } = below(box, used)
    if (index > 0) rule(sheet, x, y, width)
    writePieces(label, x, y + gap, sheet)
    writePieces(value, x + width * labelShare + columnGap / 2, y + gap, sheet)
    used += height
  }
  return used
}

function rule(sheet: Sheet, x: number, y: number, width: number): void {
  sheet.decorate(({ rectangle, fill }) => {
    rectangle(x, y - 0.15, width, 0.3)
    fill(ruleColour)
  })
}

// Where things stand on the sheet: A4, in four panels of one size, to be folded into quarters. Points, from
// the upper left corner.

/** Points of a millimetre. */
export const mm = 72 / 25.4

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** ISO 216 A4, as pdfkit rounds it. */
export const sheetSize = { width: 595.28, height: 841.89 }

/** Free on each side of a fold and at the edges, where many printers cannot print. */
const padding = 9 * mm

const panel = { width: sheetSize.width / 2, height: sheetSize.height / 2 }

function inside(column: 0 | 1, row: 0 | 1): Box {
  return {
    x: column * panel.width + padding,
    y: row * panel.height + padding,
    width: panel.width - 2 * padding,
    height: panel.height - 2 * padding,
  }
}

/** The four pages of the folded sheet, in the order of the EU's paper layout. */
export const panels = {
  cover: inside(0, 0),
  code: inside(1, 0),
  notes: inside(0, 1),
  facts: inside(1, 1),
}

/** What remains of a box below a height. */
export function below({ x, y, width, height }: Box, used: number): Box {
  return { x, y: y + used, width, height: height - used }
}

// Certificates as a PDF to be printed and folded: A4 in Ukrainian and English, after the EU's paper layout. It
// draws what it is given and checks nothing of it; it runs for milliseconds, so not on the event loop.

import { type Level, qrMatrix } from '../qr.ts'
import type { Printed } from './facts.ts'
import { drawCode, drawCover, drawFacts, drawFolds, drawNotes } from './panels.ts'
import { createSheet, type Sheet } from './sheet.ts'
import { type Language, title } from './words.ts'

export type { Language } from './words.ts'

/** What of the contract's Certificate is printed, its code and the error correction of that. Plain data. */
export interface PdfCertificate extends Printed {
  readonly hc1: string
  readonly level: Level
}

export interface PdfOptions {
  /** Which of the two languages stands first. */
  readonly language: Language
  /** Time of making, the document's CreationDate: the same certificates at the same time are the same bytes. */
  readonly at: Date
}

/** Pages of a merged document: a family's certificates, and a bound on the time of one call. */
const certificatesMax = 50

function drawPage(certificate: PdfCertificate, sheet: Sheet, language: Language): void {
  const drawing = { sheet, language }
  const { hc1, level } = certificate
  sheet.page()
  drawFolds(drawing)
  drawCover(certificate, drawing)
  drawCode(certificate, qrMatrix(hc1, { level }), drawing)
  drawFacts(certificate, drawing)
  drawNotes(drawing)
}

/**
 * One document, PDF/A-2a with its fonts embedded as subsets, of a page for each certificate. Its metadata name nobody.
 * @throws RangeError for no certificate, more than 50, an unknown type, or a code that no QR version holds
 * @throws Error for an HC1 text outside the alphanumeric set
 */
export async function pdf(
  certificates: readonly PdfCertificate[],
  { language, at }: PdfOptions,
): Promise<Buffer> {
  if (certificates.length === 0 || certificates.length > certificatesMax) {
    throw new RangeError(`a document has 1 to ${certificatesMax} certificates`)
  }
  const sheet = createSheet(`${title.uk} / ${title.en}`, language, at)
  for (const certificate of certificates) drawPage(certificate, sheet, language)
  return sheet.end()
}

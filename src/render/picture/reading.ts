// What comes of a picture: the one text to be verified, or why there is none. Which of several codes is meant is
// decided here; nothing is guessed.

import { hc1Prefix } from '../../hcert/hc1.ts'

export type PictureProblem =
  | 'PICTURE_TOO_LARGE'
  | 'PICTURE_UNREADABLE'
  | 'PICTURE_NO_CODE'
  | 'PICTURE_SEVERAL_CODES'
  | 'PICTURE_FAILED'

/** Plain, for it crosses between threads. */
export type PictureReading = { text: string } | { problem: PictureProblem }

/**
 * A paper may bear other codes beside the certificate's, and the certificate's twice; two different certificates are
 * one too many. A single code that is no certificate's goes on, for the step PREFIX to say so.
 */
export function meant(texts: readonly string[]): PictureReading {
  const different = [...new Set(texts)]
  const certificates = different.filter((text) => text.startsWith(hc1Prefix))
  const [text, another] = certificates.length > 0 ? certificates : different
  if (text === undefined) return { problem: 'PICTURE_NO_CODE' }
  return another === undefined ? { text } : { problem: 'PICTURE_SEVERAL_CODES' }
}

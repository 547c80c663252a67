// What is asked of a thread of the pool and what it says, in values that cross between threads.

import type { Language, PdfCertificate } from '../pdf/index.ts'

/** What the drawing of each kind needs. */
export interface Jobs {
  /** PNG or JPEG; what comes of it is JSON of a PictureReading. */
  picture: { bytes: Uint8Array }
  pdf: { certificates: readonly PdfCertificate[]; language: Language; at: Date }
}

/** One drawing: its kind and what it needs. */
export type Job = {
  readonly [N in keyof Jobs]: { readonly name: N; readonly input: Jobs[N] }
}[keyof Jobs]

/** What became of it: bytes of their own, or which error it was, without a word of the certificate. */
export type Outcome = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly problem: string }

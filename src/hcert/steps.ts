// The steps by which a text becomes a certificate, and the one failure that names the step at which
// reading ended. Where reading ends is what a verifier answers with, so the step is data; the
// reason is for our log and quotes nothing.

/** In their order: prefix, base45, zlib, COSE, CWT. */
export type ReadingStep = 'PREFIX' | 'BASE45' | 'ZLIB' | 'COSE' | 'CWT'

/** Thrown by everything in this folder that reads bytes from outside, and by nothing else. */
export class HcertError extends Error {
  readonly step: ReadingStep

  constructor(step: ReadingStep, reason: string, cause?: unknown) {
    super(`${step}: ${reason}`, cause === undefined ? undefined : { cause })
    this.name = 'HcertError'
    this.step = step
  }
}

// Undoes a part's Content-Transfer-Encoding (RFC 2045 §6) while it arrives. Knows no quoted-printable, which would
// be an odd way for a picture or a signature.

import { Failure } from '../../errors.ts'
import type { PartSink } from './mime.ts'

/** Encodings that leave the bytes as they are. */
export const unchanged: readonly string[] = ['7bit', '8bit', 'binary']

/** Gives the decoded bytes to `give`; undefined when the encoding is unknown. */
export function decoderOf(encoding: string, give: (bytes: Buffer) => void): PartSink | undefined {
  if (unchanged.includes(encoding)) return { write: give, end: () => undefined }
  return encoding === 'base64' ? base64Decoder(give) : undefined
}

const whole = /^[A-Za-z0-9+/]*(?:[A-Za-z0-9+/]==|=)?$/

/** Lines of base64; the pad characters end it (RFC 2045 §6.8). @throws Failure MULTIPART_BROKEN */
function base64Decoder(give: (bytes: Buffer) => void): PartSink {
  /** Characters that wait for others of their group of four. */
  let waiting = ''
  let padded = false
  return {
    write(bytes) {
      const text = waiting + bytes.toString('latin1').replace(/[ \t\r\n]+/g, '')
      const groups = text.slice(0, text.length - (text.length % 4))
      waiting = text.slice(groups.length)
      if (text !== '' && padded) throw notBase64()
      if (!whole.test(groups)) throw notBase64()
      padded ||= groups.endsWith('=')
      if (groups !== '') give(Buffer.from(groups, 'base64'))
    },
    end() {
      if (waiting !== '') throw notBase64()
    },
  }
}

function notBase64(): Failure {
  return new Failure('MULTIPART_BROKEN', { violations: [{ path: 'multipart', rule: 'base64' }] })
}

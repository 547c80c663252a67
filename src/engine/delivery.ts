// In which form a certificate is handed over: renderings, seal, encryption. What cannot be delivered as it was asked for is
// refused before anything is issued.

import type { Clock } from '../clock.ts'
import type { Certificate, Delivery, Rendering } from '../contract/types.ts'
import { Failure } from '../errors.ts'
import { writeHidden } from '../render/encrypt/document.ts'
import { enveloped } from '../render/encrypt/envelope.ts'
import { recipientOf } from '../render/encrypt/recipient.ts'
import {
  type Drawable,
  type RenderFormat,
  type RenderOptions,
  renderings,
} from '../render/index.ts'
import type { Pool } from '../render/pool/pool.ts'
import type { Seal } from '../render/seal/create.ts'
import type { Problem } from './refuse.ts'

export interface DeliveryParts {
  settings: { qrLevel: 'Q' | 'M' }
  /** Absent: a request for a seal is refused. */
  seal?: Seal | undefined
  pool: Pick<Pool, 'draw' | 'admit'>
  /** The machine's: certificates of recipients are of the real world, also where the sandbox is not. */
  machineClock: Clock
  random(length: number): Uint8Array
}

/** The certificate before it is known in which form it leaves. */
export type Whole = Omit<Certificate, 'hc1' | 'cose' | 'rendering' | 'sealed' | 'encrypted'> &
  Drawable & { cose: string }

interface Asked {
  delivery?: Delivery
}

/** A seal is asked for and cannot be given. */
function sealProblems({ delivery }: Asked, { seal }: DeliveryParts, now: Date): Problem[] {
  if (!delivery?.seal || seal?.usable(now)) return []
  return [{ code: 'SEAL_UNAVAILABLE', path: 'delivery/seal' }]
}

/** What is named as a recipient and cannot be one. */
export function recipientProblems(
  { delivery }: Asked,
  { machineClock }: Pick<DeliveryParts, 'machineClock'>,
): Problem[] {
  if (delivery?.encryptTo === undefined) return []
  const recipient = recipientOf(delivery.encryptTo, machineClock.now())
  if (typeof recipient === 'object') return []
  return [{ code: 'RECIPIENT_CERTIFICATE_UNFIT', path: 'delivery/encryptTo', rule: recipient }]
}

/** Why a certificate cannot be delivered as it is asked for; none when it can. */
export function deliveryProblems(
  asked: Asked,
  parts: DeliveryParts,
  now: Date,
): readonly Problem[] {
  return [...sealProblems(asked, parts, now), ...recipientProblems(asked, parts)]
}

/**
 * Asks for a place for what others would have to draw, before anything is issued: where it is denied, nothing was done.
 * @throws Failure RENDERING_OVERLOADED
 */
export function admitDelivery({ delivery }: Asked, { pool }: DeliveryParts): void {
  const pooled = delivery?.rendering?.some(
    ({ format }) => renderings[format as RenderFormat].pooled,
  )
  if (pooled) pool.admit()
}

/** A code that no QR version holds is the certificate's fault, and what is drawn elsewhere says so by the same failure. */
async function rendered(render: () => Buffer | Promise<Buffer>): Promise<Buffer> {
  try {
    return await render()
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    throw new Failure('RENDERING_FAILED', { detail: thrown.message })
  }
}

async function drawn(
  certificate: Whole,
  { rendering = [] }: Delivery,
  { settings, pool }: DeliveryParts,
): Promise<Rendering[]> {
  // The time of issue and not today's, so that a repeat gets the same bytes.
  const at = new Date(certificate.issuedAt)
  return Promise.all(
    rendering.map(async ({ format, scale, language }) => {
      const { mediaType, render } = renderings[format as RenderFormat]
      const options = { level: settings.qrLevel, scale, language, at, pool } as RenderOptions
      const bytes = await rendered(() => render(certificate, options))
      return { format, mediaType, content: bytes.toString('base64') }
    }),
  )
}

/**
 * The certificate in the form that was asked for.
 * @throws Failure RENDERING_OVERLOADED, RENDERING_FAILED
 */
export async function delivered(
  certificate: Whole,
  { delivery }: Asked,
  parts: DeliveryParts,
  now: Date,
): Promise<Certificate> {
  if (delivery === undefined) return { ...certificate, rendering: [] }
  const rendering = await drawn(certificate, delivery, parts)
  const { seal } = parts
  const whole =
    delivery.seal && seal !== undefined
      ? { ...certificate, rendering, sealed: seal.seal(certificate, now).toString('base64') }
      : { ...certificate, rendering }
  return delivery.encryptTo === undefined ? whole : hidden(whole, delivery.encryptTo, parts)
}

/** Code and renderings for the recipient alone: both security servers archive whole bodies. */
function hidden(
  whole: Certificate,
  encryptTo: string,
  { machineClock, random }: DeliveryParts,
): Certificate {
  const { hc1: _, cose: __, sealed: ___, ...open } = whole
  const recipient = recipientOf(encryptTo, machineClock.now())
  // It was fit before anything was issued, a moment ago.
  if (typeof recipient !== 'object') throw new Failure('RENDERING_FAILED', { detail: recipient })
  const encrypted = enveloped(writeHidden(whole), recipient, random).toString('base64')
  return { ...open, rendering: [], encrypted }
}

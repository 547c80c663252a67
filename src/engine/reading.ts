// The steps by which a picture, a text or bytes become a certificate, as a verifier answers them. What cannot be read
// is a finding that names the step and the reason, never an error.

import type { ReadCertificate_v1, Step } from '../contract/types.ts'
import { type ReadCertificate, readCoseBytes, readHc1 } from '../hcert/certificate.ts'
import { HcertError, type ReadingStep, readingSteps } from '../hcert/steps.ts'
import type { PictureReading } from '../render/picture/reading.ts'
import { type Finding, failed, notReached, passed, skipped, step } from './findings.ts'
import type { Problem } from './refuse.ts'

/** What a certificate was given as, and what came of it: the certificate where every step passed. */
export interface Reading {
  read?: ReadCertificate
  steps: Step[]
}

/** @throws Failure when it cannot be done now */
export type ReadPicture = (picture: Uint8Array) => Promise<PictureReading>

/** The ways to give a certificate; of one request, one. */
export const ways = ['hc1', 'cose', 'image'] as const

type Given = Pick<ReadCertificate_v1, (typeof ways)[number]>

export function choiceProblem(request: Given): Problem | undefined {
  if (ways.filter((name) => request[name] !== undefined).length === 1) return undefined
  return { code: 'CHOICE_REQUIRED', path: ways.join(', ') }
}

/** Steps of the text, which a `cose` has not around it. */
const ofText: readonly ReadingStep[] = ['PREFIX', 'BASE45', 'ZLIB']

/** What a step of reading is found to be, before what reading came to is known. */
type Foreknown = (name: ReadingStep) => Finding | undefined

/** Every step in order: those before the one at which reading ended passed, those behind it were not reached. */
function stepsOf(foreknown: Foreknown, end?: HcertError): Step[] {
  return readingSteps.map((name) => step(name, foreknown(name) ?? foundAt(name, end)))
}

function foundAt(name: ReadingStep, end: HcertError | undefined): Finding {
  if (end?.step === name) return failed(end.code)
  const isBehind = end !== undefined && readingSteps.indexOf(name) > readingSteps.indexOf(end.step)
  return isBehind ? notReached : passed
}

function reading(read: () => ReadCertificate, foreknown: Foreknown = () => undefined): Reading {
  try {
    return { read: read(), steps: stepsOf(foreknown) }
  } catch (error) {
    if (!(error instanceof HcertError)) throw error
    return { steps: stepsOf(foreknown, error) }
  }
}

async function ofPicture(image: string, readPicture: ReadPicture): Promise<Reading> {
  const picture = await readPicture(Buffer.from(image, 'base64'))
  if ('problem' in picture) {
    const steps = readingSteps.map((name) => step(name, notReached))
    return { steps: [step('PICTURE', failed(picture.problem)), ...steps] }
  }
  const { steps, ...rest } = reading(() => readHc1(picture.text))
  return { ...rest, steps: [step('PICTURE', passed), ...steps] }
}

/** Of a request without `choiceProblem`. @throws Failure of `readPicture` */
export async function readGiven(
  { hc1, cose, image }: Given,
  readPicture: ReadPicture,
): Promise<Reading> {
  if (image !== undefined) return ofPicture(image, readPicture)
  if (hc1 !== undefined) return reading(() => readHc1(hc1))
  return reading(
    () => readCoseBytes(Buffer.from(cose ?? '', 'base64')),
    (name) => (ofText.includes(name) ? skipped : undefined),
  )
}

// The cases under fixtures/: what is sent, step by step, and what must come back. Reads files; sends nothing.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tagsOf } from './tags.ts'

export const fixturesFolder = fileURLToPath(new URL('../../../fixtures/', import.meta.url))

/** The folder of messages that cannot be accepted: their answer is always a SOAP Fault. */
export const refusedFolder = '_refused'

/** `case.json`: how a case differs from an ordinary POST. */
export interface CaseSettings {
  method?: string
  contentType?: string
  soapAction?: string
  /** The answer comes with attachments; `response.xml` has them in their places. */
  answer?: 'multipart'
  tags?: string[]
  /**
   * What becomes of it behind a security server, where that is not told by the failure it ends with: the code of
   * the security server's own refusal, `passes` (the answer is the gateway's), or `mends`: the security server
   * puts right what was wrong, and `mended.xml` is the answer.
   */
  securityServer?: string
  /** The same where that of UXP, as Trembita runs it, does otherwise. */
  uxp?: string
  /** Recorded, and nobody has confirmed the answer yet. */
  reviewed?: false
}

export interface CaseStep {
  /** Bytes with placeholders; empty when the step has no request file. */
  request: Buffer
  /** SOAP envelope with placeholders. */
  expected: Buffer
  /** The same from behind a security server that mends the request. */
  mended?: Buffer
}

export interface Case {
  /** `<Operation>/<case>` or `_refused/<case>`. */
  name: string
  settings: CaseSettings
  steps: CaseStep[]
  /** Its folder; of a message under `_refused`, the service it is addressed to. */
  operation: string
  /** Whether it could leave a trace in a register. */
  changes: boolean
  tags: string[]
}

/** Of requests that could leave a trace in a register. */
export const changingOperation = /Issue\w+Certificate_v|ReissueCertificate_v|RevokeCertificates?_v/
const addressed = /<(?:[\w-]+:)?serviceCode>([^<]+)</

function readMaybe(file: string): Buffer {
  return existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
}

/** `request.xml` (`request.mime` with attachments) and `response.xml`, then `request.2.xml` and `response.2.xml`, and so on. */
function readSteps(folder: string): CaseStep[] {
  const steps: CaseStep[] = []
  for (let part = ''; existsSync(join(folder, `response${part}.xml`)); ) {
    const mime = join(folder, `request${part}.mime`)
    const request = readMaybe(existsSync(mime) ? mime : join(folder, `request${part}.xml`))
    const expected = readFileSync(join(folder, `response${part}.xml`))
    const mended = join(folder, `mended${part}.xml`)
    steps.push({ request, expected, ...(existsSync(mended) ? { mended: readMaybe(mended) } : {}) })
    part = `.${steps.length + 1}`
  }
  return steps
}

function operationOf(name: string, steps: readonly CaseStep[]): string {
  const [folder = ''] = name.split('/')
  if (folder !== refusedFolder) return folder
  return addressed.exec(String(steps[0]?.request))?.[1] ?? refusedFolder
}

/** One case by its name. */
export function readCase(name: string, from: string = fixturesFolder): Case {
  const folder = join(from, name)
  const steps = readSteps(folder)
  const text = readMaybe(join(folder, 'case.json')).toString() || '{}'
  const settings = JSON.parse(text) as CaseSettings
  const operation = operationOf(name, steps)
  const changes = steps.some(({ request }) => changingOperation.test(request.toString('latin1')))
  return { name, settings, steps, operation, changes, tags: tagsOf(name, settings, steps, changes) }
}

function folders(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true })
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
}

/** Every case, or those whose names are or begin with one of the wanted ones. */
export function readCases(wanted: readonly string[] = [], from: string = fixturesFolder): Case[] {
  const names = folders(from)
    .filter((folder) => folder !== 'keys')
    .flatMap((folder) => folders(join(from, folder)).map((name) => `${folder}/${name}`))
  const chosen = (name: string) =>
    wanted.length === 0 || wanted.some((one) => name === one || name.startsWith(`${one}/`))
  return names.filter(chosen).map((name) => readCase(name, from))
}

/** The id of the world that the cases speak of, and when its clock starts. */
export function readWorldId(): { id: string; clock: string } {
  return JSON.parse(readFileSync(join(fixturesFolder, 'world.json'), 'utf8'))
}

/** An invented person of the world, as far as a request tells of one. */
export interface Person {
  familyName: string
  givenName: string
  secondName?: string
  familyNameLatin?: string
  givenNameLatin?: string
  birthDate: string
  rnokpp?: string
  unzr?: string
  document?: { type: string; number: string }
}

/** Everybody who lives in the world that the cases speak of. */
export function readPeople(): Person[] {
  return JSON.parse(readFileSync(join(fixturesFolder, 'world.json'), 'utf8')).people
}

// The cases under fixtures/: what is sent, step by step, and what must come back. Reads files; sends nothing.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const fixturesFolder = fileURLToPath(new URL('../../../fixtures/', import.meta.url))

/** `case.json`: how a case differs from an ordinary POST. */
export interface CaseSettings {
  method?: string
  contentType?: string
  soapAction?: string
}

export interface CaseStep {
  /** Bytes with placeholders; empty when the step has no request file. */
  request: Buffer
  /** SOAP envelope with placeholders. */
  expected: Buffer
}

export interface Case {
  /** `<Operation>/<case>` or `_refused/<case>`. */
  name: string
  settings: CaseSettings
  steps: CaseStep[]
  /** Whether it could leave a trace in a register. */
  changes: boolean
}

const changingOperation = /Issue\w+Certificate_v|RevokeCertificate_v/

function readMaybe(file: string): Buffer {
  return existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
}

/** `request.xml` and `response.xml`, then `request.2.xml` and `response.2.xml`, and so on. */
function readSteps(folder: string): CaseStep[] {
  const steps: CaseStep[] = []
  for (let part = ''; existsSync(join(folder, `response${part}.xml`)); ) {
    const request = readMaybe(join(folder, `request${part}.xml`))
    steps.push({ request, expected: readFileSync(join(folder, `response${part}.xml`)) })
    part = `.${steps.length + 1}`
  }
  return steps
}

/** One case by its name. */
export function readCase(name: string): Case {
  const folder = join(fixturesFolder, name)
  const steps = readSteps(folder)
  const settings = readMaybe(join(folder, 'case.json')).toString() || '{}'
  return {
    name,
    settings: JSON.parse(settings) as CaseSettings,
    steps,
    changes: steps.some(({ request }) => changingOperation.test(request.toString('latin1'))),
  }
}

function folders(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true })
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
}

/** Every case, or those whose names are or begin with one of the wanted ones. */
export function readCases(wanted: readonly string[] = []): Case[] {
  const names = folders(fixturesFolder)
    .filter((folder) => folder !== 'keys')
    .flatMap((folder) => folders(join(fixturesFolder, folder)).map((name) => `${folder}/${name}`))
  const chosen = (name: string) =>
    wanted.length === 0 || wanted.some((one) => name === one || name.startsWith(`${one}/`))
  return names.filter(chosen).map(readCase)
}

/** The id of the world that the cases speak of, and when its clock starts. */
export function readWorldId(): { id: string; clock: string } {
  return JSON.parse(readFileSync(join(fixturesFolder, 'world.json'), 'utf8'))
}

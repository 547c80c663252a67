// Adds a case from a live exchange: asks the sandbox, writes what was said with placeholders, and walks the new
// case at once. Overwrites nothing, takes no people but invented ones. What it writes is a draft until a person
// has held the answer against the contract.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { children, parse } from '../../src/xml/document.ts'
import { meet } from './acquaintance.ts'
import {
  type CaseSettings,
  changingOperation,
  readCase,
  readPeople,
  refusedFolder,
} from './cases.ts'
import { strangers } from './invented.ts'
import { type Options, type Recording, WrongUsage } from './options.ts'
import { createState, fill } from './placeholders.ts'
import { type Answer, send } from './send.ts'
import { answerTemplate, requestTemplate } from './template.ts'
import { unpacked } from './unpacked.ts'
import { walk } from './walk.ts'

/** Of the gateway's own largest message, with attachments. */
const requestBytesMax = 16_777_216

const multipart = /^multipart\//i
const addressed = /<(?:[\w-]+:)?serviceCode>([A-Za-z0-9_]+)</

function readRequest(file: string): Buffer {
  if (!existsSync(file)) throw new WrongUsage('--request: no such file')
  const bytes = readFileSync(file)
  if (bytes.length <= requestBytesMax) return bytes
  throw new WrongUsage(`--request: larger than ${requestBytesMax} bytes`)
}

function checkPeople(request: Buffer, { invented, contentType = '' }: Recording) {
  if (invented) return
  const found = multipart.test(contentType)
    ? ['a message with attachments']
    : strangers(request, readPeople())
  if (found.length === 0) return
  throw new Error(
    `REFUSED to record: there may be people in it who are not of the world: ${found.join(', ')}. ` +
      'If all of them are invented, say so with --invented.',
  )
}

/** The folder of the case: by what was asked, or that of messages that cannot be accepted. */
function folderOf(request: Buffer, answer: Buffer): string {
  const { root, document } = parse(answer)
  const body = children(root).find(({ name }) => name === 'Body')
  const fault = body !== undefined && children(body)[0]?.name === 'Fault'
  document.dispose()
  const operation = addressed.exec(request.toString('latin1'))?.[1]
  return fault || operation === undefined ? refusedFolder : operation
}

function checkNew(fixtures: string, request: Buffer, name: string) {
  const operation = addressed.exec(request.toString('latin1'))?.[1]
  const taken = [refusedFolder, operation ?? refusedFolder].find((folder) =>
    existsSync(join(fixtures, folder, name)),
  )
  if (taken !== undefined) throw new Error(`REFUSED to record: there is ${taken}/${name} already.`)
}

function settingsOf({ contentType }: Recording, answer: Answer): CaseSettings {
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(multipart.test(answer.contentType) ? { answer: 'multipart' } : {}),
    reviewed: false,
  }
}

/** File name → content of a case. */
type Files = Readonly<Record<string, string | Buffer>>

function write(folder: string, files: Files) {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content, { flag: 'wx' })
  }
}

/**
 * Records one case.
 * @returns what differs when it is walked again; none when it can be repeated
 * @throws Error when it is refused or nobody answers, WrongUsage without a request
 */
export async function record(
  url: string,
  recording: Recording,
  { fixtures, identities }: Pick<Options, 'fixtures' | 'identities'>,
  say: (line: string) => void,
): Promise<string[]> {
  const given = readRequest(recording.request)
  checkNew(fixtures, given, recording.name)
  checkPeople(given, recording)
  const { facts, foreign } = await meet(url, identities)
  if (foreign !== undefined) throw new Error(`REFUSED to record: ${foreign}.`)

  const request = requestTemplate(given)
  const state = createState(facts)
  const bytes = fill(request, state)
  const { contentType = 'text/xml; charset=utf-8' } = recording
  const answer = await send(url, bytes, { contentType })
  const settings = settingsOf(recording, answer)
  const { body } = settings.answer === 'multipart' ? unpacked(answer) : answer
  const changes = changingOperation.test(bytes.toString('latin1'))
  const response = answerTemplate(body, { state, sent: bytes.toString('latin1'), changes })

  const name = `${folderOf(given, body)}/${recording.name}`
  write(join(fixtures, name), {
    [multipart.test(contentType) ? 'request.mime' : 'request.xml']: request,
    'response.xml': response,
    'case.json': `${JSON.stringify(settings, null, 2)}\n`,
  })
  say(`wrote ${name}: the request, response.xml, case.json`)
  return again(name, url, { facts, fixtures }, say)
}

async function again(
  name: string,
  url: string,
  { facts, fixtures }: { facts: Parameters<typeof walk>[2]; fixtures: string },
  say: (line: string) => void,
): Promise<string[]> {
  const problems = await walk(readCase(name, fixtures), url, facts)
  say(problems.length === 0 ? 'walked again: as recorded' : 'walked again: it differs')
  for (const problem of problems) say(`       ${problem}`)
  say(
    'Review response.xml by eye, against the contract and not against the program; say in a comment',
  )
  say('what the case shows; then take "reviewed": false out of case.json.')
  return problems
}

// The words behind `npm run replay --`, read once. Wrong ones end the run before anything is sent.

import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { fixturesFolder } from './cases.ts'
import { type Identities, memberOf } from './identities.ts'
import { type Ignored, ignoring, patternsIn } from './paths.ts'
import { direct, type Road, throughSecurityServer } from './road.ts'

export const usage = `npm run replay -- URL [case …] [options]
npm run replay -- --through-security-server URL [case …] [options]
npm run replay -- --list [case …] [--operation NAME] [--tag TAG]
npm run replay -- URL --record NAME --request FILE [--content-type TYPE] [--invented]

  --operation NAME   only cases of this operation; may be repeated
  --tag TAG          only cases with all of these tags, or without it: no-TAG; may be repeated
  --ignore PATH      what may differ: Envelope/Body/*/warning, **/asOf, **/content[2], **/@type; may be repeated
  --ignore-file FILE the same, one path a line
  --read-only        only cases that change nothing; elsewhere than in the sandbox only those of any world
  --client I/CLASS/MEMBER/SUBSYSTEM     who asks, instead of the invented clients
  --provider I/CLASS/MEMBER/SUBSYSTEM   who is asked, instead of the sandbox
  --junit FILE  --json FILE             reports
  --fixtures FOLDER  cases of your own
  --uxp              the security server is one of UXP's kind

Exit code 0: all as expected; 1: an answer differs; 2: refused, or no answer; 3: wrong usage.`

/** The words make no sense; the message says which. */
export class WrongUsage extends Error {}

/** What to do, and with which cases. */
export interface Options {
  url: string | undefined
  road: Road
  /** The road leads through a security server. */
  through: boolean
  cases: readonly string[]
  operations: readonly string[]
  tags: readonly string[]
  ignored: Ignored
  identities: Identities
  fixtures: string
  readOnly: boolean
  list: boolean
  junit: string | undefined
  json: string | undefined
  record: Recording | undefined
}

export interface Recording {
  name: string
  /** File of the request. */
  request: string
  contentType: string | undefined
  /** The author says so of people who are not of the world. */
  invented: boolean
}

const text = { type: 'string' } as const
const texts = { type: 'string', multiple: true } as const
const flag = { type: 'boolean' } as const

const options = {
  'through-security-server': text,
  uxp: flag,
  list: flag,
  operation: texts,
  tag: texts,
  ignore: texts,
  'ignore-file': text,
  'read-only': flag,
  client: text,
  provider: text,
  junit: text,
  json: text,
  fixtures: text,
  record: text,
  request: text,
  'content-type': text,
  invented: flag,
} as const

type Words = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

/** A bare address means the gateway's `/ws`; a security server takes a message anywhere. */
function serviceUrl(word: string, path: string): string {
  const url = new URL(word)
  if (!/^https?:$/.test(url.protocol)) throw new Error(`no address of a service: ${word}`)
  if (url.pathname === '/') url.pathname = path
  return url.href
}

/** Of the file and of the words. */
function patternsOf({ ignore = [], 'ignore-file': file }: Words): string[] {
  return file === undefined ? ignore : [...ignore, ...patternsIn(readFileSync(file, 'utf8'))]
}

const caseName = /^[A-Za-z0-9][A-Za-z0-9.-]{0,79}$/

function recordingOf(words: Words): Recording | undefined {
  const { record: name, request, invented = false, 'content-type': contentType } = words
  const others = [request, contentType].some((word) => word !== undefined) || invented
  if (name === undefined && !others) return undefined
  if (name === undefined || request === undefined) throw new Error('--record and --request: both')
  if (!caseName.test(name)) throw new Error('--record: a name of letters, digits, hyphens and dots')
  if (words['through-security-server'] !== undefined || words['read-only'] === true) {
    throw new Error('--record: straight from a sandbox, neither --read-only nor through a server')
  }
  if (words.list === true) throw new Error('--list or --record: not both')
  return { name, request, contentType, invented }
}

function folderOf(folder: string = fixturesFolder): string {
  if (!existsSync(folder)) throw new Error(`no such folder: ${folder}`)
  return folder
}

function optionsOf(words: Words, positionals: readonly string[]): Options {
  const { 'through-security-server': server, list = false, uxp = false } = words
  const through = server !== undefined
  const [first, ...rest] = positionals
  const address = server ?? (list ? undefined : first)
  if (address === undefined && !list) throw new Error('no URL')
  if (uxp && !through) throw new Error('--uxp: with --through-security-server')
  return {
    url: address && serviceUrl(address, through ? '/' : '/ws'),
    road: through ? throughSecurityServer(uxp) : direct,
    through,
    cases: through || list ? positionals : rest,
    operations: words.operation ?? [],
    tags: words.tag ?? [],
    ignored: ignoring(patternsOf(words)),
    identities: {
      client: words.client === undefined ? undefined : memberOf(words.client),
      provider: words.provider === undefined ? undefined : memberOf(words.provider),
    },
    fixtures: folderOf(words.fixtures),
    readOnly: words['read-only'] ?? false,
    list,
    junit: words.junit,
    json: words.json,
    record: recordingOf(words),
  }
}

/** @throws WrongUsage */
export function readOptions(words: readonly string[]): Options {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true })
    return optionsOf(values, positionals)
  } catch (error) {
    throw new WrongUsage((error as Error).message)
  }
}

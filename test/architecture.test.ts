// Which way arrows point: a file imports only from further right in the table, and neighbours in a row
// never import each other.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect } from 'chai'

/** Files and folders of `src`, from those that know everything to those that know nothing. */
const layers: readonly (readonly string[])[] = [
  ['main'],
  ['start'],
  ['world'],
  ['doors'],
  ['gateway', 'doctor'],
  ['operations'],
  ['engine'],
  ['applicant', 'patients', 'register', 'revocation', 'events', 'render'],
  ['keys', 'hcert', 'access'],
  ['xroad', 'contract'],
  ['xml', 'https'],
  ['log', 'metrics', 'config', 'clock', 'random', 'deadline', 'watch'],
  ['errors', 'cut', 'algorithms', 'usage', 'json', 'measures'],
]

/** The contract's nouns are the program's nouns: anyone may import them, as types. */
const nouns = 'src/contract/types.ts'

/** What may be read that is not program: the version. */
const data = ['package.json']

interface Import {
  file: string
  target: string
  typesOnly: boolean
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('src', file))

const statement = /^(import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm
const dynamic = /\bimport\('([^']+)'\)/g

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const written = [...text.matchAll(statement)].map(([, , type, target = '']) => ({
    file,
    target,
    typesOnly: type !== undefined,
  }))
  const called = [...text.matchAll(dynamic)].map(([, target = '']) => ({
    file,
    target,
    typesOnly: false,
  }))
  return [...written, ...called]
}

const imports = files.flatMap(importsOf)
const vendors = imports.filter(({ target }) => !/^(\.|node:)/.test(target))
const own = imports
  .filter(({ target }) => target.startsWith('.'))
  .map((found) => ({ ...found, target: normalize(join(dirname(found.file), found.target)) }))

/** `src/xroad/reply.ts` → `xroad`, `src/gateway.ts` → `gateway`. */
function partOf(file: string): string {
  return (file.split('/')[1] ?? '').replace(/\.ts$/, '')
}

function layerOf(part: string): number {
  return layers.findIndex((layer) => layer.includes(part))
}

function pointsRight({ file, target, typesOnly }: Import): boolean {
  const [from, to] = [partOf(file), partOf(target)]
  if (from === to || data.includes(target)) return true
  if (target === nouns && typesOnly) return true
  return layerOf(from) < layerOf(to)
}

describe('the architecture', () => {
  it('has a place for every file of src', () => {
    const homeless = files.filter((file) => layerOf(partOf(file)) < 0)
    expect(homeless).to.deep.equal([])
  })

  it('sees the imports it judges', () => {
    const seen = own.map(({ file, target }) => `${file} → ${target}`)
    expect(seen).to.include('src/gateway.ts → src/xroad/message.ts')
    expect(seen).to.include('src/xml/document.ts → src/xml/violations.ts')
    expect(seen).to.include('src/operations/operation.ts → src/contract/types.ts')
    expect(vendors.map(({ target }) => target)).to.include('libxml2-wasm')
  })

  it('has arrows that point right alone', () => {
    const wrong = own.filter((found) => !pointsRight(found))
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).to.deep.equal([])
  })

  it('imports every package in one file', () => {
    const uses = new Set(vendors.map(({ file, target }) => `${packageOf(target)} ${file}`))
    const packages = [...uses].map((use) => use.split(' ')[0])
    const shared = packages.filter((name, at) => packages.indexOf(name) !== at)
    expect(shared).to.deep.equal([])
  })

  it('imports the packages that it depends on, and none that are for development alone', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>
    }
    const used = new Set(vendors.map(({ target }) => packageOf(target)))
    expect([...used].sort()).to.deep.equal(Object.keys(dependencies).sort())
  })

  it('reads the environment in config.ts alone', () => {
    const readers = files.filter((file) => /process\.env|loadEnvFile/.test(code(file)))
    expect(readers).to.deep.equal(['src/config.ts'])
  })

  it('imports with the file’s ending, so that sources and build read alike', () => {
    const bare = own.filter(({ target }) => !/\.(ts|json)$/.test(target))
    expect(bare).to.deep.equal([])
  })
})

/** `@scope/name/deep` → `@scope/name` */
function packageOf(target: string): string {
  return target.split('/', target.startsWith('@') ? 2 : 1).join('/')
}

/** A file without its comments. */
function code(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
}

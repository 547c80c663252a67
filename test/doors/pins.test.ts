import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  fingerprintOf,
  fingerprintText,
  isPinned,
  type LinkFiles,
  readLinkFiles,
} from '../../src/doors/pins.ts'
import { makeSelfSigned } from '../tls.ts'

const hex = 'ab'.repeat(32)
const text = Array.from({ length: 32 }, () => 'CD').join(':')

describe('the files of the link', () => {
  let files: LinkFiles
  let folder: string
  let other: { certificate: string; key: string }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateway-pins-'))
    const own = await makeSelfSigned('adapter')
    other = await makeSelfSigned('other')
    files = { certificate: own.certificate, key: own.key, pins: join(folder, 'pins') }
    writeFileSync(files.pins, hex)
  })

  const pinsOf = (content: string) => {
    const pins = join(folder, 'other-pins')
    writeFileSync(pins, content)
    return readLinkFiles({ ...files, pins }).pins.map((pin) => pin.toString('hex'))
  }
  const problem = (changed: Partial<LinkFiles>) => {
    try {
      readLinkFiles({ ...files, ...changed })
    } catch (error) {
      return (error as Error).message
    }
    return undefined
  }
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }

  it('are our certificate, its key and the pins', () => {
    const { cert, key, own, pins } = readLinkFiles(files)
    expect(cert).to.deep.equal(readFileSync(files.certificate))
    expect(key).to.deep.equal(readFileSync(files.key))
    expect(own.subject).to.equal('CN=adapter')
    expect(pins).to.deep.equal([Buffer.from(hex, 'hex')])
  })

  it('may list pins with or without colons, in both cases, with comments and blank lines', () => {
    const lines = ['# node 1', '', `${hex.toUpperCase()}  # old`, ` ${text.toLowerCase()}`, text]
    expect(pinsOf(lines.join('\r\n'))).to.deep.equal([hex, 'cd'.repeat(32), 'cd'.repeat(32)])
  })

  for (const [title, content, rule] of [
    ['no pin', '# none yet\n', 'CLIENT_PINS: at least one fingerprint'],
    ['a pin of SHA-1', `${hex}\n${hex.slice(24)}`, 'CLIENT_PINS line 2: a SHA-256, 64 hex digits'],
    [
      'colons here and there',
      hex.replace('ab', 'ab:'),
      'CLIENT_PINS line 1: a SHA-256, 64 hex digits',
    ],
    ['a digit too many', `${hex}a`, 'CLIENT_PINS line 1: a SHA-256, 64 hex digits'],
    ['what is no hex', hex.replace('a', 'g'), 'CLIENT_PINS line 1: a SHA-256, 64 hex digits'],
    ['too many pins', `${hex}\n`.repeat(1001), 'CLIENT_PINS: at most 1000 fingerprints'],
  ] as const) {
    it(`refuses ${title}, and does not repeat it`, () => {
      expect(problem({ pins: file('bad-pins', content) })).to.equal(rule)
    })
  }

  it('refuses what is missing or wrong, naming the setting and the rule alone', () => {
    const missing = join(folder, 'missing')
    expect(problem({ certificate: missing })).to.equal('TLS_CERTIFICATE: cannot be read (ENOENT)')
    expect(problem({ key: missing })).to.equal('TLS_KEY: cannot be read (ENOENT)')
    expect(problem({ pins: missing })).to.equal('CLIENT_PINS: cannot be read (ENOENT)')
    const garbage = file('garbage', 'secret-secret')
    expect(problem({ certificate: garbage })).to.equal('TLS_CERTIFICATE: no PEM certificate')
    expect(problem({ key: garbage })).to.equal('TLS_KEY: no PEM private key without passphrase')
    expect(problem({ key: other.key })).to.equal('TLS_KEY: not the key of TLS_CERTIFICATE')
  })

  it('pin the SHA-256 of the whole certificate, shown as the security server shows it', () => {
    const own = new X509Certificate(readFileSync(files.certificate))
    const fingerprint = fingerprintOf(own)
    expect(fingerprint).to.deep.equal(createHash('sha256').update(own.raw).digest())
    expect(fingerprintText(fingerprint)).to.equal(own.fingerprint256)
    expect(isPinned([Buffer.alloc(32), fingerprint], fingerprint)).to.equal(true)
    expect(isPinned([Buffer.alloc(32)], fingerprint)).to.equal(false)
  })
})

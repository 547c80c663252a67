import { spawnSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { categories, categoryOf } from '../../scripts/publication-pack/categories.ts'
import { gatherFacts } from '../../scripts/publication-pack/facts.ts'
import { type Language, languages } from '../../scripts/publication-pack/language.ts'
import { packOf } from '../../scripts/publication-pack/pack.ts'
import { readConfig } from '../../src/config.ts'
import { operations } from '../../src/operations/index.ts'
import { gatewayOver } from '../gateway-parts.ts'
import { makeSelfSigned } from '../tls.ts'

const settings = {
  MEMBER_CODE: '00012345',
  SUBSYSTEM_CODE: '07_Zrazok_Certificates_test',
  PUBLIC_URL: 'https://certificates.example',
}

const facts = (more: Record<string, string> = {}) =>
  gatherFacts(readConfig({ ...settings, ...more }))
const pack = (language: Language, more: Record<string, string> = {}) =>
  packOf(facts(more), language)

/** A text as a shell makes it that knows `cat` and no other program. */
function expanded(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'shell-'))
  symlinkSync('/bin/cat', join(folder, 'cat'))
  const options = { env: { PATH: folder }, encoding: 'utf8' } as const
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', `cat <<END\n${text}\nEND`], options)
  rmSync(folder, { recursive: true })
  expect(stderr).to.equal('')
  return stdout
}

/** A section by the number in its heading. */
function section(text: string, number: number): string {
  return text.split(/^## /m).find((part) => part.startsWith(`${number}. `)) ?? ''
}

describe('the publication pack', () => {
  for (const language of languages) {
    it(`names every operation with its title, limit, data and roles (${language})`, () => {
      const text = pack(language)
      const { services } = facts()
      expect(services.map(({ code }) => code)).to.deep.equal(Object.keys(operations))
      for (const { code, title } of services) {
        expect(title[language]).not.to.equal('')
        const size = { uk: '1024 КіБ', en: '1024 KiB' }[language]
        expect(section(text, 2)).to.include(`| \`${code}\` | ${title[language]} | ${size} |`)
        expect(section(text, 4)).to.include(`### ${code}\n`)
        expect(section(text, 5)).to.match(new RegExp(`\\| \`${code}\` \\| [^|\\s]`))
      }
    })

    it(`keeps the zeros of the EDRPOU wherever it stands (${language})`, () => {
      const text = pack(language)
      expect(text.match(/00012345/g)).to.have.lengthOf.above(5)
      expect(text).not.to.match(/(?<!000)12345/)
    })

    it(`gives the plain WSDL and the address of the services (${language})`, () => {
      const text = pack(language)
      expect(text).to.include('https://certificates.example/wsdl/certificates.plain.wsdl')
      expect(text).to.include('https://certificates.example/ws`')
      expect(text).not.to.include('/certificates.wsdl')
    })

    it(`is in one language, but for names (${language})`, () => {
      const prose = pack(language).replace(/`[^`]*`|«[^»]*»/g, '')
      if (language === 'en') expect(prose).not.to.match(/[а-яіїєґ]/i)
      else expect(prose.match(/[а-яіїєґ]{3,}/gi)).to.have.lengthOf.above(500)
    })

    it(`has nine sections and no cell that a bar would break (${language})`, () => {
      const text = pack(language)
      expect(text.match(/^## \d/gm)).to.deep.equal([...'123456789'].map((n) => `## ${n}`))
      for (const table of text.split('\n\n').filter((part) => part.startsWith('| '))) {
        const bars = table.split('\n').map((line) => line.match(/(?<!\\)\|/g)?.length)
        expect(new Set(bars).size, table.slice(0, 80)).to.equal(1)
      }
    })

    it(`tells when the security server gives up: after we do (${language})`, () => {
      expect(section(pack(language), 3)).to.match(/\*\*60 [sс]\*\*/)
      expect(section(pack(language, { DEADLINE_MS: '120000' }), 3)).to.match(/\*\*130 [sс]\*\*/)
      expect(section(pack(language, { DEADLINE_MS: '900000' }), 3)).to.match(/\*\*910 [sс]\*\*/)
    })

    it(`speaks of encryption to the consumer (${language})`, () => {
      expect(section(pack(language), 8)).to.include('`delivery/encryptTo`')
    })
  }

  for (const language of languages) {
    it(`calls a security server and the adapter by one name each (${language})`, () => {
      const text = pack(language)
      if (language === 'uk') {
        const other = /[Сс]ервер[а-яіїє]* безпеки|[Шш]люз(?!(ами|ом|у|і)? безпечного обміну)|KiB/
        expect(text).not.to.match(other)
        expect(text).to.include('шлюз безпечного обміну (ШБО)')
      } else expect(text.replace(/`[^`]*`/g, '')).not.to.match(/gateway/i)
    })

    it(`tells the limits of attachments beside those of messages (${language})`, () => {
      const size = { uk: '16384 КіБ', en: '16384 KiB' }[language]
      for (const number of [2, 7]) {
        expect(section(pack(language), number)).to.include(size)
        expect(section(pack(language, { ATTACHMENTS_MAX: '5' }), number)).to.match(/ 5[ .]/)
      }
    })

    it(`names every party once for a service (${language})`, () => {
      const rows = section(pack(language), 5)
        .split('\n')
        .filter((line) => line.startsWith('| `'))
      const granted = rows.map((line) => line.split(' | ')[1]?.replace(/ \|$/, '').split('; '))
      for (const parties of granted) expect(new Set(parties).size).to.equal(parties?.length)
      expect(granted.at(-1)).to.have.lengthOf(1)
    })

    it(`says in which header and which elements a person may stand (${language})`, () => {
      const data = section(pack(language), 4)
      for (const name of ['userId', 'representedParty']) expect(data).to.include(`\`${name}\``)
      const rows = data.split('\n').filter((line) => line.startsWith('| '))
      for (const path of ['person/representative/rnokpp', 'image', 'certificate/encrypted'])
        expect(rows.join('\n')).to.include(`\`${path}\``)
      const read = data.split('### ').find((part) => part.startsWith('ReadCertificate_v1')) ?? ''
      expect(read)
        .to.include('`holder/birthDate`')
        .and.not.to.match(/holder\/(rnokpp|unzr)/)
    })
  }

  it('says that certificates are not exchanged while there is no TLS', () => {
    expect(section(pack('en'), 3)).to.include('TLS is not configured')
    expect(section(pack('en'), 3)).not.to.match(/upload the adapter|both sides show/)
  })

  describe('with TLS', () => {
    let folder: string
    let tls: Record<string, string>
    let certificate: string
    const pin = 'ab'.repeat(32)

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'pack-'))
      writeFileSync(join(folder, 'pins'), `${pin} # node 1\n`)
      const pair = await makeSelfSigned('gateway')
      certificate = pair.certificate
      tls = {
        TLS_CERTIFICATE: pair.certificate,
        TLS_KEY: pair.key,
        CLIENT_PINS: join(folder, 'pins'),
      }
    })
    after(() => rmSync(folder, { recursive: true }))

    for (const language of languages) {
      it(`gives our certificate with its fingerprint, and those we let in (${language})`, () => {
        const text = section(pack(language, tls), 3)
        const own = new X509Certificate(readFileSync(certificate))
        expect(text).to.include(own.fingerprint256).and.to.include(own.toString().trim())
        const digest = createHash('sha256').update(own.raw).digest('hex').toUpperCase()
        expect(own.fingerprint256.replaceAll(':', '')).to.equal(digest)
        expect(text).to.include(new Date(own.validTo).toISOString().slice(0, 10))
        expect(text).to.include((pin.toUpperCase().match(/../g) ?? []).join(':'))
        expect(text).not.to.match(/PRIVATE|TLS is not|TLS не/)
        expect(section(pack(language, tls), 9)).to.include('.wsdl --certificate ')
      })
    }

    it('cannot be made when a file is not there', () => {
      expect(() => pack('en', { ...tls, CLIENT_PINS: '/nowhere' })).to.throw(/^CLIENT_PINS: /)
    })
  })

  for (const language of languages) {
    it(`has a first call that the gateway answers (${language})`, async () => {
      const call = section(pack(language), 6)
      const body = /<<END\n([\s\S]*?)\nEND\n/.exec(call)?.[1] ?? ''
      const message = expanded(body)
      expect(message).to.match(/<xrd:id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}<\/xrd:id>/)
      const { service } = readConfig(settings)
      const { gateway } = gatewayOver({}, undefined, undefined, { own: service })
      const reply = await gateway.exchange(Buffer.from(message))
      const text = String(reply.body)
      expect(text).to.include('GetServiceInformation_v1Response').and.to.include('SANDBOX')
      expect(text).not.to.match(/Fault|fault/)
    })
  }
})

describe('the personal data of a service', () => {
  const { services } = facts()
  const fieldsOf = (code: string, direction: 'takes' | 'returns') =>
    services.find((service) => service.code === code)?.[direction] ?? []
  const personal = (code: string, direction: 'takes' | 'returns') =>
    fieldsOf(code, direction)
      .filter((field) => categoryOf(field) !== undefined)
      .map(({ path }) => path)
  const english = (code: string, direction: 'takes' | 'returns', path: string) => {
    const field = fieldsOf(code, direction).find((one) => one.path === path)
    return field && categoryOf(field)?.text.en
  }

  it('has the contract’s words in both languages for every element', () => {
    const all = services.flatMap(({ takes, returns }) => [...takes, ...returns])
    expect(all).to.have.lengthOf.above(100)
    for (const { path, text } of all) {
      expect(text.uk, path).not.to.equal('')
      expect(text.en, path)
        .to.match(/[a-z]/i)
        .and.not.to.match(/[а-яіїєґ]/i)
    }
    expect(all.find(({ path }) => path === 'person/birthDate')?.text.uk).to.match(/[Нн]ародж/)
  })

  it('is told by types that the contract has', () => {
    const xsd = readFileSync(new URL('../../../wsdl/certificates.xsd', import.meta.url), 'utf8')
    for (const type of categories.flatMap(({ types }) => types)) {
      expect(xsd).to.include(`Type name="${type}"`)
    }
  })

  it('has every element of a person, its holder and its event in a category', () => {
    for (const { code } of services) {
      const taken = fieldsOf(code, 'takes').filter(({ path }) => /^(person|event)\//.test(path))
      const given = fieldsOf(code, 'returns').filter(({ path }) => /holder|content/.test(path))
      expect([...taken, ...given].filter((field) => !categoryOf(field))).to.deep.equal([])
    }
  })

  it('tells identifiers from names, a representative from the person, health from both', () => {
    const issue = 'IssueVaccinationCertificate_v1'
    expect(english(issue, 'takes', 'person/familyName')).to.match(/^who the person is/)
    expect(english(issue, 'takes', 'person/rnokpp')).to.match(/identifiers in state registers/)
    expect(english(issue, 'takes', 'person/representative/rnokpp')).to.match(/representative/)
    expect(english(issue, 'takes', 'event/product')).to.match(/^health data/)
    expect(english(issue, 'returns', 'certificate/holder/unzr')).to.match(/state registers/)
    expect(english(issue, 'returns', 'certificate/hc1')).to.match(/opaque/)
    expect(english('ReadCertificate_v1', 'returns', 'uvci')).to.match(/pseudonym/)
  })

  it('has what is said of a certificate by its number', () => {
    const status = 'GetCertificateStatus_v1'
    expect(personal(status, 'returns')).to.include.members(['status', 'certificateType', 'reason'])
    expect(personal('RevokeCertificate_v1', 'takes')).to.include.members(['reason', 'fraud'])
    expect(personal('RevokeCertificate_v1', 'returns')).to.deep.equal(['status', 'revokedAt'])
    expect(personal(status, 'takes')).not.to.include('context/validateOnly')
  })

  it('is none in the answers that touch no person', () => {
    expect(personal('GetServiceInformation_v1', 'returns')).to.deep.equal([])
    expect(personal('VerifyCertificate_v1', 'returns')).to.deep.equal([])
    expect(personal('GetServiceInformation_v1', 'takes')).to.deep.equal([
      'context/purposeId',
      'context/subjectId',
      'context/operatorId',
    ])
  })
})

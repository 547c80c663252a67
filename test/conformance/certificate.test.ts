import { expect } from 'chai'
import { readCase } from '../../scripts/conformance/cases.ts'
import { certificateProblems } from '../../scripts/conformance/certificate.ts'
import { createState, fill } from '../../scripts/conformance/placeholders.ts'
import { send } from '../../scripts/conformance/send.ts'
import { parse } from '../../src/xml/document.ts'
import { type Running, startSandbox } from '../running.ts'

describe('the agreement of a certificate’s parts', () => {
  let gateway: Running
  let certificate: string
  let other: string

  before(async () => {
    gateway = await startSandbox()
    certificate = await issued()
    other = await issued()
  })

  after(() => gateway?.stop())

  /** The `certificate` element of a fresh answer, with both pictures, as text. */
  async function issued(name = 'full'): Promise<string> {
    const [step] = readCase(`IssueVaccinationCertificate_v1/${name}`).steps
    const state = createState({ worldId: '', now: () => new Date() })
    const answer = await send(`${gateway.url}/ws`, fill(step?.request ?? Buffer.alloc(0), state))
    return /<certificate>.*<\/certificate>/s.exec(answer.body.toString())?.[0] ?? ''
  }

  function problems(text: string): string[] {
    const { root, document } = parse(Buffer.from(text))
    const found = certificateProblems(root)
    document.dispose()
    return found
  }

  /** The text with one element's content taken from the other certificate. */
  function mixed(pattern: RegExp): string {
    const foreign = pattern.exec(other)?.[0]
    expect(foreign).not.to.equal(undefined)
    return certificate.replace(pattern, () => String(foreign))
  }

  it('is found in what the gateway issues', () => {
    expect(problems(certificate)).to.deep.equal([])
  })

  for (const [name, pattern, problem] of [
    ['UVCI', /<uvci>[^<]*/, 'uvci is not what was signed'],
    ['COSE', /<cose>[^<]*/, 'cose is not the bytes of hc1'],
    ['SVG', /svg\+xml<\/mediaType><content>[^<]*/, 'rendering SVG does not show the hc1'],
    ['PNG', /png<\/mediaType><content>[^<]*/, 'rendering PNG does not show the hc1'],
  ] as const) {
    it(`is missed with another certificate’s ${name}`, () => {
      expect(problems(mixed(pattern))).to.deep.equal([`certificate: ${problem}`])
    })
  }

  for (const [name, from, to, problem] of [
    ['name', 'Прикладенко', 'Інша', 'holder/familyName is not what was signed'],
    ['Latin name', 'TARAS', 'TARASS', 'holder/givenNameLatin is not what was signed'],
    ['time of issue', /(?<=<issuedAt>20)22/, '21', 'issuedAt is not what was signed'],
    ['end', /(?<=<expiresAt>20)22/, '23', 'expiresAt is not what was signed'],
    ['key', /(?<=<keyId>)[^<]*/, 'AAAAAAAAAAA=', 'keyId is not what was signed'],
    ['dose', '<valueUk>2022-01-15', '<valueUk>2022-01-16', 'content of dt is not what was signed'],
    ['product', '<code>EU/1/20/1528', '<code>EU/1/20/1507', 'content of mp is not what was signed'],
    ['kind of fact', 'COUNTRY', 'COUNTY', 'content of co is not what was signed'],
  ] as const) {
    it(`is missed with another ${name}`, () => {
      const changed = certificate.replace(from, to)
      expect(changed).not.to.equal(certificate)
      expect(problems(changed)).to.include(`certificate: ${problem}`)
    })
  }

  it('is found in a sealed certificate, and missed once the seal is broken or of another', async () => {
    const [sealed, another] = [await issued('sealed'), await issued('sealed')]
    expect(problems(sealed)).to.deep.equal([])
    const pattern = /(?<=<sealed>)[^<]*/
    const exchanged = sealed.replace(pattern, pattern.exec(another)?.[0] ?? '')
    expect(problems(exchanged)).to.deep.equal(['certificate: sealed holds another certificate'])
    const document = Buffer.from(pattern.exec(sealed)?.[0] ?? '', 'base64').toString()
    const broken = Buffer.from(document.replace('<uvci>U', '<uvci>u')).toString('base64')
    expect(problems(sealed.replace(pattern, broken))).to.deep.equal([
      'certificate: sealed is refused: SEAL_SIGNATURE_INVALID',
    ])
    expect(problems(sealed.replace(pattern, 'AAAA'))[0]).to.match(/^certificate: sealed is refused/)
  })
})

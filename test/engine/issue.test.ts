import { expect } from 'chai'
import { fits } from '../../src/contract/judge.ts'
import type { Certificate } from '../../src/contract/types.ts'
import type { CertificateType, IssueRequest } from '../../src/engine/engine.ts'
import { createLocalEngine } from '../../src/engine/local.ts'
import { readHc1 } from '../../src/hcert/certificate.ts'
import { verifyCose } from '../../src/hcert/cose.ts'
import type { Dcc } from '../../src/hcert/payload.ts'
import type { SigningKey, SigningKeys } from '../../src/keys/signing.ts'
import { type MadeEngine, makeEngine } from './made.ts'
import { caller, noon, person, recovery, test, vaccination } from './samples.ts'

const dayMs = 86_400_000

/** The same keys, whose signatures come in another way. */
function signedBy(
  keys: SigningKeys,
  sign: (key: SigningKey, bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): SigningKeys {
  return {
    ...keys,
    choose(type, at) {
      const choice = keys.choose(type, at)
      if ('refused' in choice) return choice
      const { key } = choice
      return { key: { ...key, sign: (bytes) => sign(key, bytes) } }
    },
  }
}

describe('issuing', () => {
  let made: MadeEngine
  let records = 0
  before(async () => {
    made = await makeEngine()
  })
  after(() => made.close())
  afterEach(() => {
    made.times.world = noon
  })

  const fresh = (changes: object = {}) => ({
    ...vaccination,
    recordId: `issue-${++records}`,
    ...changes,
  })

  async function issue(event = fresh(), from = caller()): Promise<Certificate> {
    const answer = await made.engine.issue('vaccination', { person, event }, from)
    expect(answer.fault).to.equal(undefined)
    return answer.certificate as Certificate
  }

  async function refusal<T extends CertificateType>(
    type: T,
    request: IssueRequest<T>,
    from = caller(),
  ): Promise<string | undefined> {
    return (await made.engine.issue(type, request, from)).fault?.faultCode
  }

  it('gives a certificate whose bytes say what the request said', async () => {
    const certificate = await issue()
    const { cwt, dcc, cose } = readHc1(certificate.hc1 as string)
    expect(cwt.issuer).to.equal('UA')
    expect(dcc).to.deep.equal({
      ver: '1.3.0',
      nam: { fn: 'Вигадана', fnt: 'VYHADANA', gn: 'Олена', gnt: 'OLENA' },
      dob: '1985-05-15',
      v: [
        {
          tg: '840539006',
          vp: '1119349007',
          mp: 'EU/1/20/1528',
          ma: 'ORG-100030215',
          dn: 2,
          sd: 2,
          dt: '2021-12-01',
          co: 'UA',
          is: 'Вигаданий видавець',
          ci: certificate.uvci,
        },
      ],
    })
    const [key] = made.parts.keys.all
    expect(key && verifyCose(cose, key)).to.equal(true)
    expect(Buffer.from(certificate.cose as string, 'base64').length).to.be.greaterThan(200)
  })

  it('answers what is valid without libxml2 being asked', async () => {
    const delivery = { rendering: [{ format: 'SVG' }, { format: 'PNG' }, { format: 'PDF' }] }
    const request = { person, event: fresh(), delivery }
    const answer = await made.engine.issue('vaccination', request, caller())
    expect(fits('IssueVaccinationCertificate_v1Response', answer)).to.equal(true)
  })

  it('tells national validity and technical end apart', async () => {
    const certificate = await issue()
    expect(certificate).to.include({
      certificateType: 'VACCINATION',
      outcome: 'ISSUED',
      issuedAt: '2022-02-10T10:00:00.000Z',
      expiresAt: '2022-04-11T10:00:00.000Z',
      validFrom: '2021-11-30T22:00:00.000Z',
      validUntil: '2022-08-27T21:00:00.000Z',
      nationalColour: 'GREEN',
    })
  })

  it('shows an incomplete series as yellow for 120 days', async () => {
    const certificate = await issue(fresh({ doseNumber: 1 }))
    expect(certificate.nationalColour).to.equal('YELLOW')
    expect(certificate.validUntil).to.equal('2022-03-30T21:00:00.000Z')
  })

  it('counts a single-dose vaccine from day 14', async () => {
    const certificate = await issue(
      fresh({ product: 'EU/1/20/1525', doseNumber: 1, totalDoses: 1 }),
    )
    expect(certificate.validFrom).to.equal('2021-12-14T22:00:00.000Z')
  })

  it('issues tests and recoveries by their own rules', async () => {
    const tested = await made.engine.issue('test', { person, event: test }, caller())
    expect(tested.certificate).to.include({
      certificateType: 'TEST',
      validUntil: '2022-02-12T06:30:00.000Z',
      expiresAt: '2022-02-13T10:00:00.000Z',
    })
    const recovered = await made.engine.issue('recovery', { person, event: recovery }, caller())
    expect(recovered.certificate?.validUntil).to.equal('2022-05-04T21:00:00.000Z')
    const { r } = readHc1(recovered.certificate?.hc1 ?? '').dcc as Dcc
    expect(r?.[0]).to.include({ fr: '2022-01-20', df: '2022-01-31', du: '2022-07-19' })
  })

  it('writes the texts of a test in normalisation form C', async () => {
    const named = { edrpou: '00000004', name: 'Лікарня Ки\u0438\u0306ів' }
    const event = { ...test, testName: 'Тест \u0438\u0306', facility: named, recordId: 'nfc' }
    const { certificate } = await made.engine.issue('test', { person, event }, caller())
    const { t } = readHc1(certificate?.hc1 ?? '').dcc as Dcc
    expect(t?.[0]).to.include({ nm: 'Тест й', tc: 'Лікарня Кийів' })
  })

  it('never lets a signature outlive its key', async () => {
    const [key] = made.parts.keys.all
    made.times.world = new Date((key?.notAfter.getTime() ?? 0) - 10 * dayMs)
    const date = made.times.world.toISOString().slice(0, 10)
    const certificate = await issue(fresh({ date }))
    expect(certificate.expiresAt).to.equal(key?.notAfter.toISOString())
  })

  it('refuses when no key is valid, and is not ready', async () => {
    made.times.world = new Date('2030-01-01T00:00:00Z')
    const event = fresh({ date: '2029-12-01' })
    const { fault } = await made.engine.issue('vaccination', { person, event }, caller())
    expect(fault).to.include({ faultCode: 'SIGNING_KEY_UNAVAILABLE', retryable: true })
    expect(fault?.violation).to.deep.equal([{ path: 'event', rule: 'SIGNING_KEY_UNAVAILABLE' }])
    expect((await made.engine.ready().catch((e) => e)).code).to.equal('SIGNER_UNAVAILABLE')
  })

  it('refuses, by a code of its own, when several keys are valid alike', async () => {
    const { parts } = made
    const keys = { ...parts.keys, choose: () => ({ refused: 'SIGNING_KEY_AMBIGUOUS' }) as const }
    const engine = createLocalEngine({ ...parts, keys })
    const [event, from] = [fresh(), caller()]
    const { fault, certificate } = await engine.issue('vaccination', { person, event }, from)
    expect(fault?.faultCode).to.equal('SIGNING_KEY_AMBIGUOUS')
    expect(certificate).to.equal(undefined)
  })

  it('gives a repeat what it got, also when no key is left', async () => {
    const [event, from] = [fresh(), caller()]
    const { uvci } = await issue(event, from)
    const { parts } = made
    const keys = { ...parts.keys, choose: () => ({ refused: 'SIGNING_KEY_UNAVAILABLE' }) as const }
    const engine = createLocalEngine({ ...parts, keys })
    const { certificate } = await engine.issue('vaccination', { person, event }, from)
    expect(certificate).to.include({ uvci, outcome: 'EXISTING' })
  })

  it('gives each its own when signatures come in another order than they were asked for', async () => {
    const { parts } = made
    const waiting: (() => void)[] = []
    const keys = signedBy(parts.keys, async (key, bytes) => {
      await new Promise<void>((resolve) => waiting.push(resolve))
      return key.sign(bytes)
    })
    const engine = createLocalEngine({ ...parts, keys })
    const people = Array.from('абвгґдеє', (letter) => `Вигада${letter}`)
    const answers = people.map((givenName) =>
      engine.issue('vaccination', { person: { ...person, givenName }, event: fresh() }, caller()),
    )
    while (waiting.length < people.length) await new Promise(setImmediate)
    for (const resolve of waiting.reverse()) resolve()
    const named = (await Promise.all(answers)).map(({ certificate, fault }) => {
      expect(fault).to.equal(undefined)
      const { cwt, dcc } = readHc1(certificate?.hc1 ?? '')
      expect(cwt.issuer).to.equal('UA')
      expect((dcc as Dcc).v?.[0]?.ci).to.equal(certificate?.uvci)
      return (dcc as Dcc).nam.gn
    })
    expect(named).to.deep.equal(people)
  })

  it('is ready when key and register are', async () => {
    await made.engine.ready()
  })

  it('shows holder and content in plain elements, with the identifiers of the request', async () => {
    const event = fresh()
    const asked = { ...person, unzr: '19850515-00000' }
    const { certificate } = await made.engine.issue(
      'vaccination',
      { person: asked, event },
      caller(),
    )
    expect(certificate?.holder).to.deep.equal({
      familyName: 'Вигадана',
      givenName: 'Олена',
      familyNameLatin: 'VYHADANA',
      givenNameLatin: 'OLENA',
      birthDate: '1985-05-15',
      rnokpp: person.rnokpp,
      unzr: '19850515-00000',
    })
    const names = certificate?.content?.map(({ name }) => name)
    expect(names).to.include.members([
      'DISEASE',
      'PRODUCT',
      'MANUFACTURER',
      'DOSE_NUMBER',
      'ISSUER',
    ])
  })

  it('draws the renderings that were asked for', async () => {
    const delivery = { rendering: [{ format: 'SVG' }, { format: 'PNG', scale: 2 }] }
    const request = { person, event: fresh(), delivery }
    const { certificate } = await made.engine.issue('vaccination', request, caller())
    const [svg, png] = certificate?.rendering ?? []
    expect(svg?.mediaType).to.equal('image/svg+xml')
    expect(Buffer.from(svg?.content ?? '', 'base64').toString()).to.match(/^<svg /)
    expect(
      Buffer.from(png?.content ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).to.equal('PNG')
  })

  it('appends the checksum to the identifier when the setting asks for it', async () => {
    const { parts } = made
    const engine = createLocalEngine({
      ...parts,
      settings: { ...parts.settings, uvciChecksum: true },
    })
    const { certificate } = await engine.issue('vaccination', { person, event: fresh() }, caller())
    expect(certificate?.uvci).to.match(/^URN:UVCI:01:UA:[0-9A-F]{32}#[A-Z0-9/:]$/)
  })

  it('takes a signer that answers later', async () => {
    const { parts } = made
    const keys = signedBy(parts.keys, async (key, bytes) => key.sign(bytes))
    const engine = createLocalEngine({ ...parts, keys })
    const answer = await engine.issue('vaccination', { person, event: fresh() }, caller())
    expect(answer.certificate?.outcome).to.equal('ISSUED')
  })

  it('releases nothing that was signed wrongly, and records nothing', async () => {
    const { parts } = made
    const keys = signedBy(parts.keys, () => new Uint8Array(64).fill(1))
    const [event, from] = [fresh(), caller()]
    const engine = createLocalEngine({ ...parts, keys })
    const failure = await engine.issue('vaccination', { person, event }, from).catch((e) => e)
    expect(failure.code).to.equal('READ_BACK_FAILED')
    expect((await issue(event, from)).outcome).to.equal('ISSUED')
  })

  it('fails as INTERNAL when the payload breaks the DCC schema', async () => {
    const { parts } = made
    const settings = { ...parts.settings, issuerName: 'x'.repeat(81) }
    const engine = createLocalEngine({ ...parts, settings })
    const failure = await engine
      .issue('vaccination', { person, event: fresh() }, caller())
      .catch((e) => e)
    expect(failure.code).to.equal('INTERNAL')
    expect(failure.detail).to.match(/^payload /)
  })

  describe('refuses, as a value,', () => {
    it('with the first problem’s code and every problem as a violation', async () => {
      const event = fresh({ country: 'XX', doseNumber: 3 })
      const { fault } = await made.engine.issue('vaccination', { person, event }, caller())
      expect(fault?.faultCode).to.equal('COUNTRY_UNKNOWN')
      expect(fault?.violation).to.deep.equal([
        { path: 'event/country', rule: 'COUNTRY_UNKNOWN' },
        { path: 'event/doseNumber', rule: 'DOSES_DO_NOT_FIT' },
      ])
    })

    it('a positive test', async () => {
      const event = { ...test, result: '260373001' }
      expect(await refusal('test', { person, event })).to.equal('TEST_POSITIVE')
    })

    it('the same whether or not only a check was asked for', async () => {
      const request = { context: { validateOnly: true }, person, event: fresh({ country: 'XX' }) }
      expect(await refusal('vaccination', request)).to.equal('COUNTRY_UNKNOWN')
    })
  })

  describe('warns', () => {
    it('of a wrong check digit and of Latin names that differ from the table, and issues', async () => {
      const asked = {
        ...person,
        rnokpp: '3110500001',
        familyNameLatin: 'Wygadana',
        givenNameLatin: 'Helen',
      }
      const request = { person: asked, event: fresh() }
      const { certificate, warning } = await made.engine.issue('vaccination', request, caller())
      expect(certificate?.holder.familyNameLatin).to.equal('WYGADANA')
      expect(warning?.map(({ code, path }) => `${code} ${path}`)).to.deep.equal([
        'RNOKPP_CHECK_DIGIT person/rnokpp',
        'LATIN_NAME_DIFFERS person/familyNameLatin',
        'LATIN_NAME_DIFFERS person/givenNameLatin',
      ])
    })

    it('of a Latin name that is cut to what a certificate holds, and issues', async () => {
      const asked = {
        ...person,
        familyName: 'Щ'.repeat(21),
        givenName: 'Олена',
        givenNameLatin: 'Ä'.repeat(41),
      }
      const request = { person: asked, event: fresh() }
      const { certificate, warning } = await made.engine.issue('vaccination', request, caller())
      expect(certificate?.holder.familyNameLatin).to.have.lengthOf(80)
      expect(warning?.map(({ code, path }) => `${code} ${path}`)).to.include.members([
        'LATIN_NAME_CUT person/familyName',
        'LATIN_NAME_CUT person/givenName',
      ])
    })

    it('of nothing when check digit and names are as they should be', async () => {
      const asked = { ...person, rnokpp: '3110500007', familyNameLatin: 'Vyhadana' }
      const { warning } = await made.engine.issue(
        'vaccination',
        { person: asked, event: fresh() },
        caller(),
      )
      expect(warning).to.equal(undefined)
    })
  })

  describe('asked only to check', () => {
    it('refuses what issuing would refuse', async () => {
      const event = fresh()
      const used = caller()
      await issue(event, used)
      const check = { validateOnly: true }
      const other = { context: check, person, event: { ...event, date: '2021-12-02' } }
      expect(await refusal('vaccination', other)).to.equal('RECORD_DIFFERS')
      const reused = { ...used, bodyDigest: 'ff'.repeat(32) }
      expect(await refusal('vaccination', other, reused)).to.equal('MESSAGE_ID_REUSED')
      const same = await made.engine.issue('vaccination', { context: check, person, event }, used)
      expect(same.property?.[0]?.name).to.equal('VALIDATED')
    })

    it('says VALIDATED, and nothing is issued', async () => {
      const [event, from] = [fresh(), caller()]
      const request = { context: { validateOnly: true }, person, event }
      const answer = await made.engine.issue('vaccination', request, from)
      expect(answer).to.deep.equal({ property: [{ name: 'VALIDATED', value: 'true' }] })
      expect((await issue(event, from)).outcome).to.equal('ISSUED')
    })
  })

  describe('asked again', () => {
    it('gives the same certificate for the same message', async () => {
      const [event, from] = [fresh(), caller()]
      const [first, second] = [await issue(event, from), await issue(event, from)]
      expect(second).to.deep.equal({ ...first, outcome: 'EXISTING' })
    })

    it('gives the same certificate to twenty equal messages at once', async () => {
      const [event, from] = [fresh(), caller()]
      const all = await Promise.all(Array.from({ length: 20 }, () => issue(event, from)))
      expect(new Set(all.map(({ hc1 }) => hc1)).size).to.equal(1)
      expect(all.filter(({ outcome }) => outcome === 'ISSUED')).to.have.lengthOf(1)
    })

    it('gives the standing certificate for a new message about the same record', async () => {
      const event = fresh()
      const [first, second] = [await issue(event), await issue(event)]
      expect(second).to.deep.equal({ ...first, outcome: 'EXISTING' })
    })

    it('gives the standing certificate for the same facts without a record', async () => {
      const { recordId, ...event } = fresh({ date: '2021-11-11' })
      const [first, second] = [await issue(event as never), await issue(event as never)]
      expect(second).to.deep.equal({ ...first, outcome: 'EXISTING' })
    })

    it('knows nothing of another client’s certificates', async () => {
      const event = fresh()
      const first = await issue(event)
      const second = await issue(event, caller({ client: 'TEST/GOV/00000002/CLIENT' }))
      expect(second.outcome).to.equal('ISSUED')
      expect(second.uvci).not.to.equal(first.uvci)
    })

    it('knows nothing of what the client issued for another represented party', async () => {
      const event = fresh()
      const first = await issue(event)
      const second = await issue(event, caller({ representedParty: 'COM/00000009' }))
      expect(second.uvci).not.to.equal(first.uvci)
    })

    it('refuses another body under a used message id', async () => {
      const from = caller({ userId: 'UA0000000000', issue: 'case-1' })
      await issue(fresh(), from)
      const other = { ...from, bodyDigest: 'ff'.repeat(32) }
      expect(await refusal('vaccination', { person, event: fresh() }, other)).to.equal(
        'MESSAGE_ID_REUSED',
      )
    })

    it('refuses other facts for a certified record', async () => {
      const event = fresh()
      await issue(event)
      const other = { ...event, date: '2021-12-02' }
      expect(await refusal('vaccination', { person, event: other })).to.equal('RECORD_DIFFERS')
    })

    it('refuses another device for a certified record of an antigen test', async () => {
      const settings = { ...made.parts.settings, antigenTests: true }
      const engine = createLocalEngine({ ...made.parts, settings })
      const event = {
        ...{ ...test, recordId: `issue-${++records}` },
        ...{ testType: 'LP217198-3', device: '1833' },
      }
      const codeOf = async (device: string) => {
        const request = { person, event: { ...event, device } }
        return (await engine.issue('test', request, caller())).fault?.faultCode
      }
      expect(await codeOf('1833')).to.equal(undefined)
      expect(await codeOf('1833')).to.equal(undefined)
      expect(await codeOf('1232')).to.equal('RECORD_DIFFERS')
    })

    it('gives a repeated message its certificate even when the rules have run out', async () => {
      const from = caller({ service: 'IssueTestCertificate_v1' })
      const request = { person, event: { ...test, recordId: 'run-out' } }
      const first = await made.engine.issue('test', request, from)
      made.times.world = new Date('2022-02-20T10:00:00Z')
      const again = await made.engine.issue('test', request, from)
      expect(again.certificate).to.deep.equal({ ...first.certificate, outcome: 'EXISTING' })
      expect(await refusal('test', request)).to.equal('VALIDITY_OVER')
    })

    it('renews after the delivery has ended, and names the earlier certificate', async () => {
      const event = fresh()
      const first = await issue(event)
      made.times.machine = new Date(made.times.machine.getTime() + 2 * dayMs)
      await made.parts.register.purge(made.times.machine)
      const second = await issue(event)
      expect(second).to.include({ outcome: 'RENEWED', supersedes: first.uvci })
      const third = await issue(event)
      expect(third).to.include({ outcome: 'EXISTING', uvci: second.uvci, supersedes: first.uvci })
      const { status } = await made.engine.status({ uvci: first.uvci }, caller())
      expect(status).to.equal('SUPERSEDED')
    })

    it('refuses the message of a certificate that was revoked, and issues the event anew', async () => {
      const [event, from] = [fresh(), caller()]
      const first = await issue(event, from)
      await made.engine.revoke({ uvci: first.uvci, reason: 'DATA_ERROR' }, from)
      expect(await refusal('vaccination', { person, event }, from)).to.equal('CERTIFICATE_REVOKED')
      expect((await issue(event)).outcome).to.equal('ISSUED')
    })
  })
})

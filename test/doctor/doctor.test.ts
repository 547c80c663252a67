import { expect } from 'chai'
import { namespace } from '../../src/contract/operations.ts'
import { checks } from '../../src/doctor/doctor.ts'
import type { Finding } from '../../src/doctor/finding.ts'
import type { DoctorSettings } from '../../src/doctor/subject.ts'
import { type DialectName, dialects } from '../../src/xroad/dialect.ts'
import { anId, type Change, client, fieldId, issue, ordinary, rows } from './rows.ts'
import { doctorFor } from './settings.ts'

function changed(changes: Change): string {
  return changes.reduce((text, [from, to]) => {
    const next = text.replace(from, to)
    expect(next, String(from)).not.to.equal(text)
    return next
  }, ordinary)
}

function examine(
  text: string | Buffer,
  dialect: DialectName = 'uxp',
  more: Partial<DoctorSettings> = {},
): Finding[] {
  return doctorFor(dialect, more)(Buffer.from(text)).findings
}

const brief = ({ check, level, line }: Finding) => `${line} ${level} ${check}`
const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length

describe('the doctor', () => {
  it('finds nothing in an ordinary message', () => {
    expect(examine(ordinary).map(brief)).to.deep.equal([])
  })

  for (const [check, level, changes, part, mend, dialect] of rows) {
    it(`finds ${check} as ${level}${dialect ? ` in ${dialect}` : ''}, on its line`, () => {
      const text = changed(changes)
      const found = examine(text, dialect)
      expect(found.map(brief)).to.include(`${lineOf(text, part)} ${level} ${check}`)
      const one = found.find((finding) => finding.check === check)
      if (mend !== undefined) expect(one?.mend).to.equal(mend)
      expect(one?.uk).to.match(/[а-яіїє]/)
      expect(one?.en).to.match(/[a-z]/)
    })
  }

  it('has a row above for every check but the size', () => {
    const tried = new Set(rows.map(([check]) => check))
    const untried = checks.map(({ id }) => id).filter((id) => !tried.has(id))
    expect(untried).to.deep.equal(['MESSAGE_SIZE'])
  })

  it('has no two checks of one name', () => {
    const ids = checks.map(({ id }) => id)
    expect(new Set(ids).size).to.equal(ids.length)
  })

  it('finds a message that is too large for its operation', () => {
    const found = examine(ordinary, 'uxp', { bytesMax: () => 1000 })
    expect(found.map(brief)).to.deep.equal(['2 error MESSAGE_SIZE'])
  })

  it('demands userId where it is required', () => {
    const headerRules = { dialect: dialects.uxp, userIdRequired: true }
    const without = changed([[/<xrd:userId>.*<\/xrd:userId>/, '']])
    expect(examine(without, 'uxp', { headerRules }).map(brief)).to.deep.equal([
      '7 error FIELD_ABSENT',
    ])
    const blank = changed([['UA0000000017', '']])
    expect(examine(blank, 'uxp', { headerRules }).map(brief)).to.deep.equal([
      '21 error USER_ID_BLANK',
    ])
  })

  it('accepts the configured header of the purpose in place of the element', () => {
    const text = changed([
      [/<c:context>.*<\/c:context>/, ''],
      [fieldId, `${anId}<c:purpose>1</c:purpose>`],
    ])
    const purposeHeader = { namespaceUri: namespace, name: 'purpose' }
    expect(examine(text, 'uxp', { purposeHeader }).map(brief)).to.deep.equal([])
    expect(examine(text).map(({ check }) => check)).to.deep.equal(['PURPOSE_ABSENT'])
  })

  it('reads a central service in the dialect that has it', () => {
    const central =
      '<xrd:centralService id:objectType="CENTRALSERVICE"><id:xRoadInstance>SEVDEIR-TEST</id:xRoadInstance>' +
      `<id:serviceCode>${issue}</id:serviceCode></xrd:centralService>`
    const text = changed([[/<xrd:service [\s\S]*?<\/xrd:service>/, central]])
    expect(examine(text).map(brief)).to.deep.equal(['14 warning CENTRAL_SERVICE'])
  })

  it('finds everything at once, one fault hiding no other', () => {
    const text = changed([
      ['"SERVICE"', '"SUBSYSTEM"'],
      ['>00000000<', '>0<'],
      [/c:IssueVaccinationCertificate_v1>/g, `c:${issue}Request>`],
      ['>4.0<', '>3.1<'],
      [/<c:familyName>.*/, '<c:surname>x</c:surname>'],
      [/<c:birthDate>.*/, '<c:birthDate>01.01.1980</c:birthDate>'],
      [/<c:doseNumber>.*/, ''],
      ['<c:country>UA', '<c:country>Україна'],
    ])
    expect(
      examine(text)
        .filter(({ level }) => level === 'error')
        .map(brief),
    ).to.deep.equal([
      '14 error OBJECT_TYPE_WRONG',
      '17 error SERVICE_ZEROS_LOST',
      '23 error PROTOCOL_VERSION_WRONG',
      '26 error ROOT_WITH_SUFFIX',
      '29 error ELEMENT_UNKNOWN',
      '30 error ELEMENT_MISSING',
      '31 error VALUE_AGAINST_SCHEMA',
      '37 error ELEMENT_MISSING',
      '39 error VALUE_AGAINST_SCHEMA',
    ])
  })

  it('shows no value of the message', () => {
    const text = changed([
      ['Вигадана', 'Ы'.repeat(200)],
      ['Олена', '0lena'],
      ['1980-01-01', '1890-99-99'],
      [/0000000017<\/c/, '31415</c'],
      ['UA0000000017', '2718281828'],
      ['00000001', '1234567'],
      ['01.Zrazok', 'Таємна'],
    ])
    const report = JSON.stringify(examine(text, 'x-road'))
    for (const value of ['Ы', '0lena', '1890', '31415', '2718', '1234567', 'Таємна'])
      expect(report).not.to.include(value)
  })

  it('names the security server’s code in both spellings', () => {
    const [finding] = examine(changed([['>4.0<', '>5<']]))
    expect(finding).to.deep.include({
      code: 'INVALID_PROTOCOL_VERSION',
      securityServer: { camel: 'InvalidProtocolVersion', snake: 'invalid_protocol_version' },
      path: 'Header/protocolVersion',
    })
  })

  it('names it too of what is only tolerated here', () => {
    const [finding] = examine(changed([[client, '<xrd:client objectType="SUBSYSTEM">']]))
    expect(finding).to.deep.include({
      level: 'warning',
      code: 'OBJECT_TYPE_BARE',
      securityServer: { camel: 'InvalidXml', snake: 'invalid_xml' },
    })
  })

  it('speaks in the prefixes of the message', () => {
    const text = ordinary.replaceAll('id:', 'iden:').replaceAll(':id=', ':iden=')
    const [finding] = examine(text.replace('>00000000<', '>0<'))
    expect(finding?.mend).to.equal('<iden:memberCode>00000000</iden:memberCode>')
  })

  it('judges values that name types by the prefixes where they stand', () => {
    const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    const typed = (type: string) =>
      changed([['<c:person>', `<c:person ${xsi} xsi:type="${type}">`]])
    expect(examine(typed('c:Person')).map(brief)).to.deep.equal([])
    expect(examine(typed('nope:Person')).map(brief)).to.deep.equal([
      '28 error VALUE_AGAINST_SCHEMA',
    ])
  })

  it('tells characters that base64 does not have, once', () => {
    const delivery = '</c:event>\n<c:delivery><c:encryptTo>AA*A</c:encryptTo></c:delivery>'
    const found = examine(changed([['</c:event>', delivery]]))
    expect(found.filter(({ check }) => check === 'VALUE_AGAINST_SCHEMA')).to.have.lengthOf(1)
  })

  it('stays quick with a message that is made to be slow', () => {
    const started = performance.now()
    for (const piece of ['<c:familyNam/>', '<c:rendering/>', '<c:context/>', '<x/>'])
      examine(changed([['<c:context>', `${piece.repeat(50_000)}<c:context>`]]))
    examine(changed([[fieldId, '<xrd:idd/>'.repeat(80_000)]]))
    expect(performance.now() - started).to.be.lessThan(10_000)
  }).timeout(30_000)
})

import { expect } from 'chai'
import {
  type CaseState,
  createState,
  fill,
  judgeText,
} from '../../scripts/conformance/placeholders.ts'

const now = new Date('2022-02-10T08:00:00Z')
const uvci = `URN:UVCI:01:UA:${'0'.repeat(31)}1`

describe('the placeholders of fixtures', () => {
  let state: CaseState
  let judge: ReturnType<typeof judgeText>

  beforeEach(() => {
    state = createState({ worldId: 'a-world', now: () => now })
    judge = judgeText(state)
  })

  function filled(text: string): string {
    return fill(Buffer.from(text), state).toString()
  }

  it('give every id a fresh value, the same throughout a case', () => {
    const [one, again, other] = filled('{messageId} {messageId} {messageId2}').split(' ')
    expect(one).to.match(/^[0-9a-f-]{36}$/)
    expect(again).to.equal(one)
    expect(other).not.to.equal(one)
    expect(judge('{messageId}', String(one))).to.equal(undefined)
    expect(judge('{messageId}', String(other))).to.equal('is not the messageId that was sent')
  })

  it('put what an answer gave into the next request, also a text with a dollar', () => {
    judge('{hc1}', 'HC1:A$$B')
    expect(filled('<hc1>{hc1}</hc1>')).to.equal('<hc1>HC1:A$$B</hc1>')
  })

  it('leave what is not known yet as it stands', () => {
    expect(filled('{uvci} {other}')).to.equal('{uvci} {other}')
  })

  it('make a message as long as asked, in bytes of any encoding', () => {
    expect(filled('{padding:5}')).to.equal('xxxxx')
    const bytes = Buffer.from([0xff, 0xe0, 0x7b])
    expect(fill(bytes, state).equals(bytes)).to.equal(true)
  })

  it('want the same UVCI throughout a case, and another under another number', () => {
    expect(judge('{uvci}', 'URN:UVCI:01:PL:1')).to.equal('is no uvci')
    expect(judge('{uvci}', uvci)).to.equal(undefined)
    expect(judge('{uvci}', uvci.replace(/1$/, '2'))).to.equal('is not the uvci of before')
    expect(judge('{uvci2}', uvci)).to.equal('is the same as uvci')
  })

  it('want the world’s time and exactly so many days after it', () => {
    expect(judge('{time}', '2022-02-10T10:00:10+02:00')).to.equal(undefined)
    expect(judge('{time+60d}', '2022-04-11T08:00:10Z')).to.equal(undefined)
    expect(judge('{time+60d}', '2022-04-11T08:00:11Z')).to.equal('is not 60 days later')
    expect(judge('{time}', '2022-02-10T08:01:00Z')).to.equal('is not the world’s time')
    expect(judge('{time}', '2022-02-10T08:00:00')).to.equal('is no time with a zone')
  })

  it('want a named time to stay', () => {
    expect(judge('{time:revoked}', '2022-02-10T08:00:01Z')).to.equal(undefined)
    expect(judge('{time:revoked}', '2022-02-10T08:00:02Z')).to.equal(
      'is not the time revoked of before',
    )
  })

  it('want the world’s id and the contract’s hash', () => {
    expect(judge('{worldId}', 'a-world')).to.equal(undefined)
    expect(judge('{worldId}', 'another')).to.equal('is another world')
    expect(judge('{hash:VerifyCertificate_v1}', '0'.repeat(64))).to.equal(
      'is not the hash of this contract',
    )
  })

  it('are never an excuse: an unknown one is an error of the fixture', () => {
    expect(() => judge('{anything}', 'x')).to.throw('no placeholder {anything}')
  })

  it('are not seen in a plain text', () => {
    expect(judge('REVOKED', 'REVOKED')).to.equal(undefined)
    expect(judge('REVOKED', 'VALID')).to.equal('')
  })
})

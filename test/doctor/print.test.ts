import { expect } from 'chai'
import { printReport } from '../../src/doctor/print.ts'
import { client, ordinary } from './rows.ts'
import { doctorFor } from './settings.ts'

describe('the printed report', () => {
  const print = (text: string) => printReport(doctorFor('x-road')(Buffer.from(text)), 'a.xml')

  it('is one line for a message without faults', () => {
    expect(print(ordinary)).to.equal('a.xml: 0 errors, 0 warnings, 0 hints: accepted\n')
  })

  it('shows line, codes of both generations, both languages and the element as it should be', () => {
    const text = print(ordinary.replace(client, '<xrd:client objectType="SUBSYSTEM">'))
    const [heading, ...lines] = text.split('\n')
    expect(heading).to.equal('LINE 8  error  INVALID_IDENTIFIER (OBJECT_TYPE_BARE)  Header/client')
    expect(lines[0]).to.match(/^ {2}uk: Ідентифікатор у заголовку побудовано неправильно\. /)
    expect(lines[1]).to.match(/^ {2}en: An identifier in the header is built wrongly\. /)
    expect(lines.slice(2)).to.deep.equal([
      '  security server: InvalidXml (≤ 7.7), invalid_xml (≥ 7.8)',
      `  should be: ${client}`,
      '',
      'a.xml: 1 errors, 0 warnings, 0 hints: refused',
      '',
    ])
  })

  it('shows the rule of the schema', () => {
    const text = print(ordinary.replace('>UA</c:country', '>Ukraine</c:country'))
    expect(text).to.include('\n  rule: pattern [A-Z]{2}\n')
  })
})

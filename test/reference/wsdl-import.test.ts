// WSDLs of the security server's own import tests, judged by our linter as by its importer.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { errorsOf, importOutcome, lint } from '../../scripts/lint-wsdl/lint.ts'

const folder = join(process.env.REFERENCE_DATA ?? '../shared/data', 'wsdl-import')

const outcomes: Readonly<Record<string, [outcome: string, rules: string[]]>> = {
  'valid.wsdl': ['imported', []],
  'warning.wsdl': ['with warnings', ['IMPORT_BINDING_INCOMPLETE']],
  'invalid-servicecode-colon.wsdl': ['refused', ['IMPORT_CODE_CHARACTERS']],
  'invalid-serviceurl.wsdl': ['refused', ['IMPORT_ADDRESS']],
  'xxe.wsdl': ['refused', ['IMPORT_DOCTYPE']],
}

describe('the security server’s own WSDLs', () => {
  before(function () {
    if (existsSync(folder)) return
    console.log(`      skipped: no ${folder}`)
    this.skip()
  })

  for (const [file, [outcome, rules]] of Object.entries(outcomes)) {
    it(`${file}: ${outcome}`, () => {
      const report = lint(readFileSync(join(folder, file)))
      const ids = report.findings.map(({ rule }) => rule.id)
      const ofImport = [...new Set(ids.filter((id) => id.startsWith('IMPORT_')))]
      expect([importOutcome(report), ofImport]).to.deep.equal([outcome, rules])
      expect(errorsOf(report).length > 0, 'exit code').to.equal(outcome === 'refused')
    })
  }
})

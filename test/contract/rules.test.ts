import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { printRules } from '../../scripts/contract/rules.ts'
import { nationalRules, rulesVersion } from '../../src/engine/rules/national.ts'
import type { Rule } from '../../src/engine/rules/rule.ts'

describe('the page of rules', () => {
  const page = printRules()

  it('is the one in the repository', () => {
    expect(readFileSync('docs/rules.md', 'utf8')).to.equal(page)
  })

  it('has every row with its day, its source and whether it was confirmed', () => {
    const lines = page.split('\n')
    for (const rule of Object.values<readonly Rule[]>(nationalRules).flat()) {
      const line = lines.find((one) => one.includes(rule.from) && one.includes(rule.remark.en))
      expect(line, rule.act).to.include(rule.source.en)
      expect(line, rule.act).to.match(rule.confirmed ? /так · yes \|$/ : /ні · no \|$/)
    }
    expect(page).to.include(rulesVersion)
  })
})

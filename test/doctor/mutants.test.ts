// The doctor and the gateway agree about broken messages too, whatever is broken: a message is refused exactly when
// the doctor finds an error, and the code of the refusal is among those that it finds.

import { expect } from 'chai'
import fc from 'fast-check'
import type { DialectName } from '../../src/xroad/dialect.ts'
import { gatewayOver } from '../gateway-parts.ts'
import { createFilling, envelopes } from '../mutants/corpus.ts'
import { anyEdits, edited } from '../mutants/edits.ts'
import { anyBends, bent } from '../mutants/structure.ts'
import { doctorFor, settingsOf } from './settings.ts'

/** 20,000 of each were tried when this was written. */
const runs = 600

const filled = createFilling('doctor', {
  uvci: 'URN:UVCI:01:UA:00000000000000000000000000000001',
  hc1: 'HC1:6BF',
  cose: 'AAAA',
})

const anyMutant = fc
  .record({
    envelope: fc.constantFrom(...envelopes),
    bends: anyBends,
    inHeader: fc.boolean(),
    edits: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: anyEdits }),
  })
  .map(({ envelope, bends, inHeader, edits }) =>
    // As text, one character a byte: a counterexample can be read.
    filled(edited(bent(envelope.body, bends, inHeader), edits)).toString('latin1'),
  )

/** What the engine alone is asked; the engine of this gateway accepts everything. */
const engineChecks = ['RULE_BROKEN']

/** Codes of that check which the gateway answers without its engine. */
const withoutEngine = ['DICTIONARY_UNKNOWN', 'DICTIONARY_VERSION_UNKNOWN']

for (const dialect of ['uxp', 'x-road'] satisfies DialectName[]) {
  for (const userIdRequired of [false, true]) {
    describe(`broken messages in the dialect ${dialect}${userIdRequired ? ' with userId' : ''}`, () => {
      const headerRules = { ...settingsOf(dialect).headerRules, userIdRequired }
      const doctor = doctorFor(dialect, { headerRules })
      const { gateway } = gatewayOver({}, 1_048_576, headerRules)

      it('have an error under the code that the gateway refuses them with, or are accepted', async () => {
        await fc.assert(
          fc.asyncProperty(anyMutant, async (text) => {
            const bytes = Buffer.from(text, 'latin1')
            const { body } = await gateway.exchange(bytes)
            const [, refused] = /<(?:\w+:)?faultCode>(\w+)</.exec(body.toString()) ?? []
            const errors = doctor(bytes)
              .findings.filter(
                ({ level, check, code }) =>
                  level === 'error' &&
                  (!engineChecks.includes(check) || withoutEngine.includes(code)),
              )
              .map(({ code }) => code)
            if (refused === undefined) expect(errors).to.deep.equal([])
            else expect(errors).to.include(refused)
          }),
          { numRuns: runs, seed: 20220201 },
        )
      }).timeout(120_000)
    })
  }
}

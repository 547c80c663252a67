// Messages of the security server's own test suite, judged by our reader as by its parser.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { checkContentType } from '../../src/doors/receive.ts'
import { Failure, securityServerCode } from '../../src/errors.ts'
import { echoOf } from '../../src/xroad/echo.ts'
import { openEnvelope } from '../../src/xroad/envelope.ts'
import { readHeader } from '../../src/xroad/header.ts'
import { readMessage } from '../../src/xroad/message.ts'

const folder = join(process.env.REFERENCE_DATA ?? '../shared/data', 'xroad-messages')

interface Row {
  file: string
  contentType: string
  outcome: string
}

function rows(): Row[] {
  if (!existsSync(folder)) return []
  const lines = readFileSync(join(folder, 'expected.tsv'), 'utf8').trim().split('\n').slice(1)
  return lines.map((line) => {
    const [file = '', contentType = '', outcome = ''] = line.split('\t')
    return { file, contentType, outcome }
  })
}

/** What our reader makes of a message, in the security server's words of either generation. */
function outcomeOf({ file, contentType }: Row): { camel: string; snake: string } {
  try {
    checkContentType(contentType)
    const envelope = openEnvelope(readFileSync(join(folder, file)))
    try {
      readMessage(envelope, readHeader(envelope), echoOf(envelope))
      return { camel: 'valid', snake: 'valid' }
    } finally {
      envelope.dispose()
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const [camel = error.code, snake = error.code] = [
      securityServerCode(error.code),
      securityServerCode(error.code, 'snake'),
    ]
    return { camel, snake }
  }
}

const snakeCase = (name: string) => name.replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase()

describe('the messages of the security server’s test suite', () => {
  const plain = rows().filter(({ contentType }) => contentType.startsWith('text/xml'))

  before(function () {
    if (!existsSync(folder)) this.skip()
  })

  it('are there (skipped when REFERENCE_DATA is absent)', () => {
    expect(plain.map(({ file }) => file)).to.include.members(['simple.query', 'no-header.query'])
  })

  for (const row of plain) {
    it(`${row.file} is ${row.outcome}`, () => {
      const expected = { camel: row.outcome, snake: snakeCase(row.outcome) }
      expect(outcomeOf(row)).to.deep.equal(expected)
    })
  }
})

// Messages of the security server's own test suite, judged by our reader as by its parser.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { checkContentType } from '../../src/doors/receive.ts'
import { Failure, securityServerCode } from '../../src/errors.ts'
import { dialects } from '../../src/xroad/dialect.ts'
import { echoOf } from '../../src/xroad/echo.ts'
import { openEnvelope } from '../../src/xroad/envelope.ts'
import { readHeader } from '../../src/xroad/header.ts'
import { readMessage } from '../../src/xroad/message.ts'
import { createPartsReader, multipartType } from '../../src/xroad/parts/attachments.ts'

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

/** As the door takes a message, in pieces of a size that no message was made for. */
function partsOf(header: string, bytes: Buffer): { soap: Buffer; attachments: number } {
  const contentType = checkContentType(header)
  if (contentType.type !== multipartType) return { soap: bytes, attachments: 0 }
  const limits = { soapBytesMax: 100_000, attachmentBytesMax: 100_000, attachmentsMax: 16 }
  const reader = createPartsReader(contentType, limits)
  for (let at = 0; at < bytes.length; at += 7) reader.write(bytes.subarray(at, at + 7))
  const { soap, parcel } = reader.end()
  return { soap, attachments: parcel.attachments.length }
}

const strict = { dialect: dialects['x-road'], userIdRequired: false }

/** What our reader makes of a message, in the security server's words of either generation. */
function outcomeOf({ file, contentType }: Row): { camel: string; snake: string } {
  try {
    const { soap, attachments } = partsOf(contentType, readFileSync(join(folder, file)))
    const envelope = openEnvelope(soap)
    try {
      readMessage(envelope, readHeader(envelope, strict), echoOf(envelope))
      const outcome = `valid${attachments > 0 ? `, ${attachments} attachment` : ''}`
      return { camel: outcome, snake: outcome }
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
  before(function () {
    if (!existsSync(folder)) this.skip()
  })

  it('are there (skipped when REFERENCE_DATA is absent)', () => {
    expect(rows()).to.have.length(18)
  })

  for (const row of rows()) {
    it(`${row.file} is ${row.outcome}`, () => {
      const isCode = /^[A-Z]/.test(row.outcome)
      const expected = { camel: row.outcome, snake: isCode ? snakeCase(row.outcome) : row.outcome }
      expect(outcomeOf(row)).to.deep.equal(expected)
    })
  }
})

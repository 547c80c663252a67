// Certificates of a negative test.

import type { Test } from '../../contract/types.ts'
import type { TestEntry } from '../../hcert/payload.ts'
import { activeEntry } from '../../hcert/value-sets/index.ts'
import type { Problem } from '../refuse.ts'
import { kyivDate } from '../rules/kyiv.ts'
import { nationalRules, ruleOn } from '../rules/national.ts'
import { type CertificateRow, disease, type EventSettings, type Validity } from './certificate.ts'

const naat = 'LP6464-4'
const detected = '260373001'
const hourMs = 3_600_000

function typeProblems(event: Test, { antigenTests }: EventSettings): Problem[] {
  if (activeEntry('test-type', event.testType) === undefined) {
    return [{ code: 'TEST_TYPE_UNKNOWN', path: 'event/testType' }]
  }
  if (event.testType === naat) return naatProblems(event)
  return antigenTests
    ? antigenProblems(event)
    : [{ code: 'TEST_TYPE_NOT_CERTIFIED', path: 'event/testType' }]
}

/** ehn-dcc-schema 1.3.0: a NAAT test has a name and no device, a rapid test a device and no name. */
function naatProblems({ device }: Test): Problem[] {
  return device === undefined ? [] : [{ code: 'TEST_DEVICE_DOES_NOT_FIT', path: 'event/device' }]
}

function antigenProblems({ device, testName }: Test): Problem[] {
  const found: Problem[] = []
  if (testName !== undefined) found.push({ code: 'TEST_NAME_DOES_NOT_FIT', path: 'event/testName' })
  if (device === undefined) found.push({ code: 'TEST_DEVICE_DOES_NOT_FIT', path: 'event/device' })
  else if (activeEntry('test-manf', device) === undefined) {
    found.push({ code: 'TEST_DEVICE_UNKNOWN', path: 'event/device' })
  }
  return found
}

function resultProblems({ result }: Test): Problem[] {
  if (activeEntry('test-result', result) === undefined) {
    return [{ code: 'TEST_RESULT_UNKNOWN', path: 'event/result' }]
  }
  return result === detected ? [{ code: 'TEST_POSITIVE', path: 'event/result' }] : []
}

function validity({ sc, tt }: TestEntry, issuedAt: Date): Validity | undefined {
  const rule = ruleOn(nationalRules.test, kyivDate(issuedAt))
  if (rule === undefined) return undefined
  const from = new Date(sc)
  const hours = tt === naat ? rule.hours : rule.antigenHours
  return { from, until: new Date(from.getTime() + hours * hourMs), colour: 'GREEN' }
}

export const test: CertificateRow<'test'> = {
  code: 'TEST',
  kind: 't',
  datePath: 'event/sampleTime',
  at: ({ sampleTime }) => new Date(sampleTime),
  problems: (event, _now, settings) => [...typeProblems(event, settings), ...resultProblems(event)],
  entry(event, { ci, is }) {
    const { testName, device, facility } = event
    const entry: TestEntry = {
      tg: disease,
      tt: event.testType,
      ...(testName === undefined ? {} : { nm: testName.normalize('NFC') }),
      ...(device === undefined ? {} : { ma: device }),
      sc: event.sampleTime,
      tr: event.result,
      ...(facility === undefined ? {} : { tc: facility.name.normalize('NFC') }),
      co: event.country,
      is,
      ci,
    }
    return { t: [entry] }
  },
  facts: (event) => [
    event.testType,
    new Date(event.sampleTime).toISOString(),
    event.result,
    event.country,
  ],
  validity: ({ t }, issuedAt) => t?.[0] && validity(t[0], issuedAt),
}

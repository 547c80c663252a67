// Certificates of a negative test.

import type { Test } from '../../contract/types.ts'
import type { TestEntry } from '../../hcert/payload.ts'
import { activeEntry } from '../../hcert/value-sets/index.ts'
import type { Problem } from '../refuse.ts'
import { kyivDate } from '../rules/kyiv.ts'
import { applicantRules, nationalRules } from '../rules/national.ts'
import { ruleOn } from '../rules/rule.ts'
import type { TestRule } from '../rules/test.ts'
import { type CertificateRow, disease, type EventSettings, type Validity } from './certificate.ts'

const naat = 'LP6464-4'
const detected = '260373001'
const hourMs = 3_600_000

function ruleAt(at: Date): TestRule | undefined {
  return ruleOn(nationalRules.test, kyivDate(at))
}

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

/** An antigen test is certified by the setting and by the rule of the day, or not at all. */
function refusals({ testType }: Test, now: Date): Problem[] {
  const certified = testType === naat || ruleAt(now)?.issue.antigenBeforeHour !== undefined
  return certified ? [] : [{ code: 'TEST_TYPE_NOT_CERTIFIED', path: 'event/testType' }]
}

function hoursAfter(time: string, hours: number): Date {
  return new Date(Date.parse(time) + hours * hourMs)
}

function issueEnd({ sampleTime, testType }: Test, now: Date): Date | undefined {
  const issue = ruleAt(now)?.issue
  if (issue === undefined) return undefined
  const antigenHours = issue.antigenBeforeHour ?? issue.beforeHour
  return hoursAfter(sampleTime, testType === naat ? issue.beforeHour : antigenHours)
}

function validity({ sc, tt }: TestEntry, issuedAt: Date): Validity | undefined {
  const national = ruleAt(issuedAt)?.national
  const hours = tt === naat ? national?.hours : national?.antigenHours
  if (hours === undefined) return undefined
  return { from: new Date(sc), until: hoursAfter(sc, hours), colour: 'GREEN' }
}

export const test: CertificateRow<'test'> = {
  code: 'TEST',
  kind: 't',
  datePath: 'event/sampleTime',
  at: ({ sampleTime }) => new Date(sampleTime),
  applicant: applicantRules.test,
  refusals,
  issueEnd,
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
    event.device ?? '',
    new Date(event.sampleTime).toISOString(),
    event.result,
    event.country,
  ],
  validity: ({ t }, issuedAt) => t?.[0] && validity(t[0], issuedAt),
}

// People and events of the engine's tests: invented, and look it.

import type { Person, Recovery, Test, Vaccination } from '../../src/contract/types.ts'
import type { Caller } from '../../src/engine/engine.ts'

/** The world's clock of these tests: 10 February 2022, noon in Kyiv. */
export const noon = new Date('2022-02-10T10:00:00Z')

export const person: Person = {
  familyName: 'Вигадана',
  givenName: 'Олена',
  birthDate: '1985-05-15',
  rnokpp: '3110500007',
}

export const vaccination: Vaccination = {
  recordId: 'record-1',
  product: 'EU/1/20/1528',
  doseNumber: 2,
  totalDoses: 2,
  date: '2021-12-01',
  country: 'UA',
  facility: { edrpou: '00000003', name: 'Лікарня вигаданого міста' },
}

export const test: Test = {
  testType: 'LP6464-4',
  sampleTime: '2022-02-09T08:30:00+02:00',
  result: '260415000',
  country: 'UA',
  facility: { edrpou: '00000004', name: 'Лабораторія прикладів' },
}

export const recovery: Recovery = { firstPositiveDate: '2022-01-20', country: 'UA' }

let messages = 0

/** A caller whose message id has not been used before. */
export function caller(changes: Partial<Caller> = {}): Caller {
  const id = `message-${++messages}`
  return {
    client: 'TEST/GOV/00000001/CLIENT',
    service: 'IssueVaccinationCertificate_v1',
    id,
    bodyDigest: Buffer.from(id).toString('hex').padEnd(64, '0').slice(0, 64),
    requestDigest: 'ab'.repeat(64),
    ...changes,
  }
}

// The doctor of the sandbox in tests: at the instant at which the fixtures' world begins.

import { readWorldId } from '../../scripts/conformance/cases.ts'
import { createDoctor, type Doctor } from '../../src/doctor/doctor.ts'
import type { DoctorSettings } from '../../src/doctor/subject.ts'
import { type DialectName, dialects } from '../../src/xroad/dialect.ts'
import { own } from '../xroad/envelopes.ts'

const { clock } = readWorldId()

/** As the sandbox is configured where nothing is set. */
export function settingsOf(
  dialect: DialectName = 'uxp',
  more: Partial<DoctorSettings> = {},
): DoctorSettings {
  return {
    own,
    headerRules: { dialect: dialects[dialect], userIdRequired: false },
    purposeHeader: undefined,
    bytesMax: () => 1_048_576,
    antigenTests: false,
    approvedOrigins: ['DCC', 'CDC'],
    machineClock: { now: () => new Date() },
    now: () => new Date(clock),
    ...more,
  }
}

export function doctorFor(dialect?: DialectName, more?: Partial<DoctorSettings>): Doctor {
  return createDoctor(settingsOf(dialect, more))
}

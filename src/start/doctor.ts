// What the doctor must know of this installation; `npm run doctor` and the sandbox's door ask the same.

import { type Clock, machineClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { createDoctor, type Doctor } from '../doctor/doctor.ts'
import type { DoctorSettings } from '../doctor/subject.ts'
import { operations } from '../operations/index.ts'
import { headerRules } from './header-rules.ts'

export function doctorSettings(config: Config, clock: Clock): DoctorSettings {
  const { service, purposeHeader, antigenTests, approvedOrigins } = config
  return {
    own: service,
    headerRules: headerRules(config),
    purposeHeader,
    bytesMax: (name) => (name && operations[name].bytesMax) ?? config.messageBytesMax,
    antigenTests,
    approvedOrigins,
    now: () => clock.now(),
    machineClock,
  }
}

/** In production nobody sends a message anywhere but to /ws. */
export function sandboxDoctor(config: Config, clock: Clock): Doctor | undefined {
  return config.environment === 'SANDBOX' ? createDoctor(doctorSettings(config, clock)) : undefined
}

// What this installation asks of a header, for the gateway and for the doctor.

import type { Config } from '../config.ts'
import { dialects, type HeaderRules } from '../xroad/dialect.ts'

export function headerRules(
  config: Pick<Config, 'dialect' | 'userIdRequired' | 'purposeHeader' | 'subjectHeader'>,
): HeaderRules {
  const { dialect, userIdRequired, purposeHeader, subjectHeader } = config
  const understood = [purposeHeader, subjectHeader].filter((element) => element !== undefined)
  return { dialect: dialects[dialect], userIdRequired, understood }
}

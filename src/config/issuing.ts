// Settings of what the engine issues and keeps.

import type { Reader } from './reader.ts'
import type { Config } from './shape.ts'

const daySeconds = 86_400

/** Without a setting the national rule of the day says how long a signature lives. */
function lifetimes(read: Reader): Config['lifetimeDays'] {
  const days = (type: string) => {
    const name = `LIFETIME_${type}_DAYS`
    return read.maybe(name) === undefined ? undefined : read.integer(name, 60, 1, 730)
  }
  return { vaccination: days('VACCINATION'), test: days('TEST'), recovery: days('RECOVERY') }
}

const code = /^[A-Z][A-Z0-9_]{1,63}$/

/** Codes of the contract's `recordOrigin`, comma between; `NONE` approves of none. */
function origins(read: Reader): string[] {
  const text = read.text('APPROVED_ORIGINS', 'DCC,CDC')
  const listed = text === 'NONE' ? [] : text.split(',').map((origin) => origin.trim())
  if (listed.every((origin) => code.test(origin))) return listed
  read.problem('APPROVED_ORIGINS: codes with comma between, or NONE')
  return []
}

/** What certificates say, for how long they hold, and for how long their delivery is kept. */
export function issuing(read: Reader) {
  return {
    deliveryTtlMs: read.integer('DELIVERY_TTL', daySeconds, 60, 30 * daySeconds) * 1000,
    issuerName: read.matching(
      'ISSUER_NAME',
      /^[^"\p{C}]{1,80}$/u,
      '1 to 80 characters, no double quote',
      'State Enterprise DIIA',
    ),
    uvciChecksum: read.flag('UVCI_CHECKSUM', false),
    qrLevel: read.choice('QR_LEVEL', ['Q', 'M'], 'Q'),
    lifetimeDays: lifetimes(read),
    antigenTests: read.flag('ANTIGEN_TESTS', false),
    reissueOld: read.choice('REISSUE_OLD', ['revoke', 'expire'], 'revoke'),
    approvedOrigins: origins(read),
  }
}

// Invented certificates to be recorded: each differs from all others until a test says otherwise.

import { createHash, randomBytes } from 'node:crypto'
import type { Entry, Message } from '../../src/register/entry.ts'
import { createSeals, type Secret } from '../../src/register/sealed.ts'

export const secret = (id: string): Secret => ({
  id,
  key: createHash('sha256').update(`secret ${id}`).digest(),
})

export const seals = createSeals({ peppers: [secret('p1')], deliveryKeys: [secret('d1')] })

/** The same keys, with a younger pepper before the one of `seals`. */
export const rotatedSeals = createSeals({
  peppers: [secret('p2'), secret('p1')],
  deliveryKeys: [secret('d2'), secret('d1')],
})

let made = 0

export function newMessage(overrides: Partial<Message> = {}): Message {
  return {
    service: 'IssueVaccinationCertificate_v1',
    id: `message-${++made}-${randomBytes(8).toString('hex')}`,
    bodyDigest: randomBytes(32),
    requestDigest: randomBytes(64),
    userId: 'UA3377112299',
    issue: 'case 4711/2022',
    ...overrides,
  }
}

export function newEntry(overrides: Partial<Entry> = {}): Entry {
  const number = String(++made).padStart(5, '0')
  return {
    uvci: `URN:UVCI:01:UA:${randomBytes(16).toString('hex').toUpperCase()}`,
    cose: randomBytes(380),
    type: 'vaccination',
    owner: { client: 'SEVDEIR-TEST/GOV/00012345/CLINIC' },
    message: newMessage(),
    person: {
      familyName: 'Мальвенко',
      givenName: 'Зоряна',
      birthDate: '1984-03-17',
      rnokpp: `30758${number}`,
      unzr: `19840317-${number}`,
    },
    recordId: `record-${number}`,
    recordOrigin: 'clinic-register',
    facts: ['EU/1/20/1528', '2', '2', '2021-11-05', undefined],
    facility: '00012345',
    keyId: 'yLDu8UiEhxM=',
    versions: { contract: '1', rules: '2022-02-02', valueSets: '2022-02-10' },
    revocationHash: randomBytes(16),
    issuedAt: new Date('2022-02-14T09:00:00Z'),
    expiresAt: new Date('2023-02-14T09:00:00Z'),
    ...overrides,
  }
}

/** The same event and owner in a new message, as a client sends it that lost the first answer. */
export function sameEvent(entry: Entry, overrides: Partial<Entry> = {}): Entry {
  const { uvci, cose, message, revocationHash } = newEntry()
  return { ...entry, uvci, cose, message, revocationHash, ...overrides }
}

/** The very message once more; the engine has prepared and signed another certificate for it. */
export function sameMessage(entry: Entry, overrides: Partial<Entry> = {}): Entry {
  return sameEvent(entry, { message: entry.message, ...overrides })
}

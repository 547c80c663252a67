// Certificates that are hard to print.

import { invented, type Kind, payloads } from '../../../scripts/pictures/invented.ts'
import type { Dcc } from '../../../src/hcert/payload.ts'

export const at = new Date('2022-02-10T10:00:00Z')

export const kinds = Object.keys(payloads) as Kind[]

interface Changes {
  nam?: Dcc['nam']
  entry?: object
}

/** An invented certificate of a kind with a changed payload. */
export function changed(kind: Kind, { nam, entry }: Changes) {
  const payload = structuredClone(payloads[kind])
  if (nam !== undefined) payload.nam = nam
  Object.assign((payload.v ?? payload.t ?? payload.r)?.[0] as object, entry)
  return invented(kind, payload)
}

const repeated = (text: string, length: number) => text.repeat(length).slice(0, length)

/** Every text as long as the contract lets it be: of widest letters without a break, and of words. */
export const longest = changed('TEST', {
  nam: {
    fn: repeated('Щ', 80),
    gn: repeated('Вигадана-Найдовша-', 80),
    fnt: repeated('W', 80),
    gnt: repeated('VYHADANA<NAIDOVSHA<', 80),
  },
  entry: {
    nm: repeated('Ю', 80),
    tc: repeated('Вигаданий центр ', 80),
    is: repeated('Щедрик ', 80),
  },
})

/** Letters that the font has not, and marks that belong to the letter before them. */
export const foreign = changed('TEST', {
  nam: { fn: 'მოგონილი', gn: '王小明', fnt: 'MOGONILI', gnt: 'WANG<XIAOMING' },
  entry: { tc: 'Лабораторія 王明 «Ґанок» مختبر', nm: 'q\u0301\u0323 e\u0301 Ștefan Žižka' },
})

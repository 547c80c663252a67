// Names in Latin letters: Ukrainian ones by the Cabinet's resolution No. 55 of 27.01.2010 (the
// table is data beside this file), and any Latin one as in a passport's machine-readable zone (ICAO
// 9303-3 §6). A name in a passport is data and may differ from both: this is for who has no other.

import table from './names-table-55.json' with { type: 'json' }

const letters: Readonly<Record<string, string>> = table.letters
const atWordStart: Readonly<Record<string, string>> = table.atWordStart
const pairs: Readonly<Record<string, string>> = table.pairs
const apostrophes = new RegExp(`[${table.dropped}]`, 'g')

/**
 * Upper-case Latin letters; spaces and hyphens stay, full stops and apostrophes do not. Undefined when a character is neither in the
 * table nor one of these: a Russian ы, a digit, a name that is in Latin letters already.
 */
export function latinise(ukrainian: string): string | undefined {
  const name = ukrainian
    .normalize('NFC')
    .toUpperCase()
    .replace(apostrophes, '')
    .replace(/\p{Dash_Punctuation}/gu, '-')
  let latin = ''
  let wordStart = true
  for (let at = 0; at < name.length; at++) {
    const character = name.charAt(at)
    const pair = pairStarts.has(character) ? pairs[name.slice(at, at + 2)] : undefined
    const written = pair ?? latinOf(character, wordStart)
    if (written === undefined) return undefined
    latin += written
    if (pair !== undefined) at++
    wordStart = separators.has(character)
  }
  return latin
}

const pairStarts = new Set(Object.keys(pairs).map((pair) => pair.charAt(0)))

/** After these a word starts; the contract's names may hold a full stop, the zone's may not. */
const separators = new Map([
  [' ', ' '],
  ['-', '-'],
  ['.', ''],
])

function latinOf(character: string, wordStart: boolean): string | undefined {
  const separator = separators.get(character)
  if (separator !== undefined) return separator
  return (wordStart ? atWordStart[character] : undefined) ?? letters[character]
}

/**
 * Letters that are not a letter with a sign on it, or are written with two all the same (ICAO
 * 9303-3 §6.A).
 */
const icaoLetters: Readonly<Record<string, string>> = {
  Ä: 'AE',
  Å: 'AA',
  Æ: 'AE',
  Ð: 'D',
  Đ: 'D',
  Ħ: 'H',
  Ĳ: 'IJ',
  Ł: 'L',
  Ŋ: 'N',
  Ö: 'OE',
  Ø: 'OE',
  Œ: 'OE',
  Þ: 'TH',
  Ŧ: 'T',
  Ü: 'UE',
}

const mrzAlready = /^[A-Z]{1,80}$/

/** Characters, in the DCC schema. */
const mrzMax = 80

/**
 * As in fnt and gnt: A–Z, one `<` for each run of spaces and hyphens, other signs dropped, 80
 * characters at most. Empty when no Latin letter is in it.
 */
export function toMrz(latin: string): string {
  if (mrzAlready.test(latin)) return latin
  return wholeMrz(latin).slice(0, mrzMax).replace(/<$/, '')
}

/** Whether `toMrz` may have left something out when it gave that: a whole name, and perhaps a separator, less. */
export function mayBeCut(mrz: string): boolean {
  return mrz.length >= mrzMax - 1
}

/** Whether `toMrz` leaves something out at the end. */
export function isCutInMrz(latin: string): boolean {
  return wholeMrz(latin).length > mrzMax
}

function wholeMrz(latin: string): string {
  return latin
    .normalize('NFC')
    .toUpperCase()
    .replace(/[^A-Z]/g, (character) => icaoLetters[character] ?? character)
    .normalize('NFD')
    .replace(/[^A-Z\s<\p{Dash_Punctuation}]/gu, '')
    .replace(/[^A-Z]+/g, '<')
    .replace(/^<|<$/g, '')
}

// Texts of any length in boxes of a given one: which letters can be printed, where lines break, how small they
// become. A text that fits at no size is cut, and shows that it is.

import type { Face, Line, Sheet } from './sheet.ts'

/** What stands for a letter that the font has not. */
export const missing = '?'

const ellipsis = '…'

/** Of a line's height, by its size: from one baseline to the next, and from the top to the first. */
export const leading = 1.25
const ascent = 0.97

/** A text on one line, without characters that steer or hide; accents joined to their letters where they can be. */
export function cleaned(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim()
}

/** Whether the font has every letter of a cleaned text. */
export function printable(text: string, { has }: Pick<Sheet, 'has'>): boolean {
  return [...text].every((letter) => has(letter.codePointAt(0) as number))
}

/** A cleaned text in which each run of letters outside the font is one mark, never an empty box. */
export function marked(text: string, { has }: Pick<Sheet, 'has'>): string {
  let out = ''
  for (const letter of text) {
    if (has(letter.codePointAt(0) as number)) out += letter
    else if (!out.endsWith(missing)) out += missing
  }
  return out
}

/** Measures a text of one face in ems. */
export type Measure = (text: string) => number

/** Where a word that is wider than a line may be divided without a hint: after these. */
const joint = /[-/:.,;]/

/**
 * The longest beginning of a word that is no wider, at least one letter: to its last joint, if one is in its second half.
 */
function beginning(word: string, width: number, measure: Measure): string {
  const letters = word.match(/\P{M}\p{M}*|\p{M}+/gu) ?? [word]
  let count = 1
  while (count < letters.length && measure(letters.slice(0, count + 1).join('')) <= width) count++
  const cut = letters.slice(0, count)
  const last = cut.findLastIndex((letter) => joint.test(letter))
  return (last > count / 2 ? cut.slice(0, last + 1) : cut).join('')
}

/**
 * The lines of a cleaned text, none wider than `width` ems unless one letter is. A line that ends with a word ends with
 * its space, beyond the width: who reads the text without seeing it would join the words.
 */
export function wrap(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = []
  const space = measure(' ')
  let line = ''
  let used = 0
  for (let word of text.split(' ')) {
    let wide = measure(word)
    if (line !== '' && used + space + wide <= width) {
      line += ` ${word}`
      used += space + wide
      continue
    }
    if (line !== '') lines.push(`${line} `)
    while (wide > width && word.length > 1) {
      const head = beginning(word, width, measure)
      lines.push(head)
      word = word.slice(head.length)
      wide = measure(word)
    }
    line = word
    used = wide
  }
  return line === '' ? lines : [...lines, line]
}

/** The first lines of many, the last of them ending in an ellipsis. */
export function cutTo(count: number, lines: string[], width: number, measure: Measure): string[] {
  if (lines.length <= count) return lines
  const kept = lines.slice(0, count)
  let last = [...(kept.pop() ?? '')]
  while (last.length > 0 && measure(last.join('') + ellipsis) > width) last = last.slice(0, -1)
  return [...kept, last.join('').trimEnd() + ellipsis]
}

export interface Style {
  readonly face: Face
  readonly size: number
  readonly colour: string
}

/** Lines below each other from `y` on; centred in `width` where one is given. */
export function placed(
  texts: readonly string[],
  { x, y, centredIn }: { x: number; y: number; centredIn?: number },
  style: Style,
  { width }: Pick<Sheet, 'width'>,
): Line[] {
  return texts.map((text, index) => {
    const ems = width(text.trimEnd(), style.face)
    const free = centredIn === undefined ? 0 : centredIn - ems * style.size
    const baseline = y + style.size * (ascent + index * leading)
    return { ...style, text, x: x + free / 2, y: baseline }
  })
}

// A table of open addressing: numbers found by 32 bits of a digest. It knows neither batches nor digests, and does not
// grow by itself: it says when it is too full, and is then filled anew.

/** What a slot holds beside numbers, which are stored plus one. */
const empty = 0
const deleted = -1

const slotsMin = 1024
/** Beyond this load chains grow long; right after filling there is room for a fifth more. */
const loadMax = 0.7
const loadFilled = loadMax / 1.2

export interface Slots {
  insert(word: number, number: number): void
  /** The number must have been inserted under that word. */
  remove(word: number, number: number): void
  /** Whether one of the numbers under that word, and of some others, fits. */
  some(word: number, fits: (number: number) => boolean): boolean
  /** Whether so many more would be too many, the deleted ones counted: they lengthen chains like others. */
  isFull(more: number): boolean
}

/** Room for so many numbers, from 0 to 2^31 - 2. Four bytes a slot. */
export function createSlots(count: number): Slots {
  let length = slotsMin
  while (count > length * loadFilled) length *= 2
  const slots = new Int32Array(length)
  const mask = length - 1
  let used = 0

  return {
    insert(word, number) {
      let at = word & mask
      while ((slots[at] ?? empty) > empty) at = (at + 1) & mask
      if (slots[at] === empty) used++
      slots[at] = number + 1
    },
    remove(word, number) {
      let at = word & mask
      while (slots[at] !== number + 1) at = (at + 1) & mask
      slots[at] = deleted
    },
    some(word, fits) {
      for (let at = word & mask; ; at = (at + 1) & mask) {
        const slot = slots[at] ?? empty
        if (slot === empty) return false
        if (slot !== deleted && fits(slot - 1)) return true
      }
    },
    isFull: (more) => used + more > length * loadMax,
  }
}

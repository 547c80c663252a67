// The beginning of a text that somebody else chose the length of. It ends between two characters, never within one:
// half of a surrogate pair is no text, and PostgreSQL refuses JSON that holds one.

/** @param unitsMax UTF-16 units, as `length` counts them */
export function cut(text: string, unitsMax: number): string {
  return text.length <= unitsMax ? text : text.slice(0, unitsMax).replace(/[\ud800-\udbff]$/, '')
}

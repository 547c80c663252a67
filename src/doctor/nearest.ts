// Which of our names a misspelt one was meant to be.

/** Levenshtein's distance; names are short. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const changed = (row[j - 1] as number) + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[other.length] as number
}

/** Longer than any of our names: not compared. */
const lengthMax = 100

/** The name that differs least, in capitals and small letters alike, by at most a third of its length. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  if (written.length > lengthMax) return undefined
  const [best] = names
    .map((name) => ({ name, far: distance(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, far }) => far <= name.length / 3)
    .sort((one, other) => one.far - other.far)
  return best?.name
}

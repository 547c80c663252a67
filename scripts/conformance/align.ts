// Which of the elements found stand for which of those expected: the longest common order of their keys, so that
// one missing element is one difference.

/** Expected and found; one of them is absent where nothing fits. */
export type Pair<T> = [expected: T | undefined, actual: T | undefined]

/** Cells of the table that finds the order: more than two lists of a thousand. */
const cellsMax = 4_000_000

/**
 * Pairs two lists in order.
 * @param keys from the closest likeness to the loosest; what one leaves between two pairs the next one tries
 */
export function aligned<T>(
  expected: readonly T[],
  actual: readonly T[],
  keys: readonly ((item: T) => string)[],
): Pair<T>[] {
  const [key, ...looser] = keys
  if (key === undefined || expected.length === 0 || actual.length === 0) {
    return [
      ...expected.map((item): Pair<T> => [item, undefined]),
      ...actual.map((item): Pair<T> => [undefined, item]),
    ]
  }
  const found: Pair<T>[] = []
  let [wanted, got] = [0, 0]
  for (const [i, j] of commonOrder(expected.map(key), actual.map(key))) {
    found.push(...aligned(expected.slice(wanted, i), actual.slice(got, j), looser))
    found.push([expected[i], actual[j]])
    wanted = i + 1
    got = j + 1
  }
  return [...found, ...aligned(expected.slice(wanted), actual.slice(got), looser)]
}

type Indexes = [i: number, j: number][]

/** Index pairs of the longest common order; equal beginnings are not looked at twice. */
function commonOrder(one: readonly string[], other: readonly string[]): Indexes {
  let same = 0
  while (same < one.length && same < other.length && one[same] === other[same]) same++
  const beginning = Array.from({ length: same }, (_, at): [number, number] => [at, at])
  const rest = longest(one.slice(same), other.slice(same))
  return [...beginning, ...rest.map(([i, j]): [number, number] => [i + same, j + same])]
}

function longest(one: readonly string[], other: readonly string[]): Indexes {
  const width = other.length + 1
  if ((one.length + 1) * width > cellsMax) return []
  const lengths = new Uint32Array((one.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] as number
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        one[i] === other[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const found: Indexes = []
  for (let [i, j] = [0, 0]; i < one.length && j < other.length; ) {
    if (one[i] === other[j]) found.push([i++, j++])
    else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return found
}

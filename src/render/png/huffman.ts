// Prefix codes of deflate (RFC 1951 §3.2.2) for symbols whose frequencies are known before anything is written.

export interface Code {
  /** As deflate writes it: the first bit of the code is the lowest here (§3.1.1). */
  readonly bits: number
  readonly length: number
}

interface Branch {
  readonly weight: number
  readonly symbols: readonly number[]
}

/** Length of the code of each symbol; 0 for those of no weight. Two symbols or more have weight. */
export function codeLengths(weights: readonly number[]): number[] {
  const lengths = weights.map(() => 0)
  const branches: Branch[] = weights.flatMap((weight, symbol) =>
    weight > 0 ? [{ weight, symbols: [symbol] }] : [],
  )
  while (branches.length > 1) {
    branches.sort((a, b) => b.weight - a.weight)
    const [last, other] = [branches.pop() as Branch, branches.pop() as Branch]
    const symbols = [...last.symbols, ...other.symbols]
    for (const symbol of symbols) lengths[symbol] = (lengths[symbol] as number) + 1
    branches.push({ weight: last.weight + other.weight, symbols })
  }
  return lengths
}

/** The codes that lengths stand for: shorter ones first, then by symbol (§3.2.2). */
export function codesOf(lengths: readonly number[]): Code[] {
  const codes = lengths.map((length) => ({ bits: 0, length }))
  let next = 0
  for (let length = 1; length <= Math.max(...lengths); length++, next <<= 1)
    for (const code of codes) if (code.length === length) code.bits = reversed(next++, length)
  return codes
}

function reversed(bits: number, length: number): number {
  let result = 0
  for (let at = 0; at < length; at++) result |= ((bits >> at) & 1) << (length - 1 - at)
  return result
}

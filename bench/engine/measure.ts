// CPU of each work, in rounds: all of them one after the other, so that whatever else the machine does meets all alike.

import type { Work, WorkName } from './work.ts'

/** Microseconds of CPU for one, by work, of one round. */
export type Round = Readonly<Record<WorkName, number>>

/** Of the process, with its garbage collection and compilation. */
async function cpuUsOf({ times, run }: Work, first: number): Promise<number> {
  const before = process.cpuUsage()
  for (let index = first; index < first + times; index++) await run(index)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}

/** @param warmUp rounds that are not counted: by then the code is compiled */
export async function measureRounds(
  works: Readonly<Record<WorkName, Work>>,
  { rounds, warmUp }: { rounds: number; warmUp: number },
): Promise<Round[]> {
  const names = Object.keys(works) as WorkName[]
  const results: Round[] = []
  for (let round = -warmUp; round < rounds; round++) {
    const result: Partial<Record<WorkName, number>> = {}
    for (const offset of names.keys()) {
      const name = names[(Math.abs(round) + offset) % names.length] as WorkName
      result[name] = await cpuUsOf(works[name], Math.abs(round) * 7)
    }
    if (round >= 0) results.push(result as Round)
  }
  return results
}

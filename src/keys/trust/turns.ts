// Much work in small turns: whoever shares the thread is answered between them.

import { setImmediate as turn } from 'node:timers/promises'

/** Longer than this nobody should wait for a turn, milliseconds: some ten signatures. */
const turnMs = 2

/** `work` on each of the items, in order; gives way whenever a turn is over. */
export async function inTurns<Item, Made>(
  items: readonly Item[],
  work: (item: Item) => Made,
): Promise<Made[]> {
  const made: Made[] = []
  let end = performance.now() + turnMs
  for (const item of items) {
    made.push(work(item))
    if (performance.now() < end) continue
    await turn()
    end = performance.now() + turnMs
  }
  return made
}

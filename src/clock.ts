// Two clocks: the world's decides rules, times in certificates and sandbox keys; the machine's decides
// timeouts, purges and log times.

export interface Clock {
  now(): Date
}

export const machineClock: Clock = { now: () => new Date() }

/** A clock that shows `start` now and runs at the machine's pace. */
export function clockFrom(start: Date, machine: Clock = machineClock): Clock {
  const offset = start.getTime() - machine.now().getTime()
  return { now: () => new Date(machine.now().getTime() + offset) }
}

// The threads of the pool: each begins when it is needed for the first time, and a lost one is replaced when there is
// something to do.

import type { Drawer } from './drawer.ts'

export interface Crew {
  /** One that has nothing to do, if there is one. */
  take(): Drawer | undefined
  giveBack(drawer: Drawer): void
  /** Whether none would be had now. */
  busy(): boolean
  end(): Promise<void>
}

/** @param most how many there are at most */
export function createCrew(most: number, create: () => Drawer): Crew {
  const idle: Drawer[] = []
  const all = new Set<Drawer>()
  return {
    take() {
      const drawer = idle.pop()
      if (drawer?.alive()) return drawer
      if (drawer !== undefined) all.delete(drawer)
      if (all.size >= most) return undefined
      const fresh = create()
      all.add(fresh)
      return fresh
    },
    giveBack(drawer) {
      if (drawer.alive()) idle.push(drawer)
      else all.delete(drawer)
    },
    busy: () => idle.length === 0 && all.size >= most,
    async end() {
      await Promise.all([...all].map((drawer) => drawer.end()))
    },
  }
}

// Whether a file with a private key, a PIN or a secret is for the service's user alone. It looks at
// owner and mode and never opens the file.

import { type Stats, statSync } from 'node:fs'

/** Who we are, as the system numbers us. */
export interface Self {
  user: number
  groups: readonly number[]
}

/** Undefined where the system has no such numbers (Windows): there is nothing to check then. */
export function selfOf({ getuid, getgid, getgroups }: Partial<NodeJS.Process> = process) {
  if (!getuid || !getgid || !getgroups) return undefined
  return { user: getuid(), groups: [getgid(), ...getgroups()] }
}

type Rule = readonly [problem: string, broken: (file: Stats, self: Self) => boolean]

const root = 0

/**
 * A secret that Kubernetes mounts belongs to root and is read through a group (`fsGroup`), which must
 * then be one of ours; nobody but its owner writes it.
 */
const rules: readonly Rule[] = [
  ['others than its owner and group may open it', ({ mode }) => (mode & 0o007) !== 0],
  ['its group may change it', ({ mode }) => (mode & 0o020) !== 0],
  [
    'a group that is not the service’s may read it',
    ({ mode, gid }, { groups }) => (mode & 0o050) !== 0 && !groups.includes(gid),
  ],
  ['it belongs to another user', ({ uid }, { user }) => uid !== user && uid !== root],
]

/**
 * Why others may get at it, in words of ours; undefined when they may not, or when there is no file:
 * whoever reads it says so.
 */
export function exposure(path: string, self: Self | undefined = selfOf()): string | undefined {
  if (self === undefined) return undefined
  try {
    const file = statSync(path)
    return rules.find(([, broken]) => broken(file, self))?.[0]
  } catch {
    return undefined
  }
}

// One process per folder: a second one that opens the embedded database corrupts it.
// The lock is a file made by exclusive open; a process of this machine that is gone has let go.
// The holder on another machine or container cannot be asked, so its lock is never taken over.

import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { Failure } from '../errors.ts'

/**
 * Takes the lock file at `path` and returns what lets it go.
 * @throws Failure REGISTER_LOCKED while another process, or this one, holds it
 */
export function lockFile(path: string): () => void {
  const holder = `${process.pid} ${performance.timeOrigin} ${hostname()}\n`
  if (!taken(path, holder)) {
    const held = readFileSync(path, 'utf8')
    if (isAlive(held, holder)) throw new Failure('REGISTER_LOCKED')
    moveAway(path, held)
    if (!taken(path, holder)) throw new Failure('REGISTER_LOCKED')
  }
  return () => unlinkSync(path)
}

function taken(path: string, holder: string): boolean {
  try {
    writeFileSync(path, holder, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Our own number with another start time is a container that was restarted: it is always 1. */
function isAlive(held: string, holder: string): boolean {
  const [pid, , host] = held.trimEnd().split(' ')
  if (held === holder || host !== hostname()) return true
  return Number(pid) !== process.pid && isRunning(Number(pid))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Of two that find the same stale lock, the later may have moved the earlier's new one: back. */
function moveAway(path: string, held: string): void {
  const aside = `${path}.${process.pid}`
  renameSync(path, aside)
  if (readFileSync(aside, 'utf8') !== held) linkSync(aside, path)
  unlinkSync(aside)
}

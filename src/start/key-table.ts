// KEY_TABLE while the program runs: a new content is loaded while the old keys sign on, and replaces
// them whole or not at all.

import { Failure } from '../errors.ts'
import type { SigningKeys } from '../keys/signing.ts'
import { problemOf } from '../log.ts'
import { watchFiles } from '../watch.ts'
import type { KeysParts } from './keys.ts'

/** Where the keys in force come from. */
export interface KeySource {
  inForce(): SigningKeys
  onChange(tell: () => void): void
  /** Loads again, also what has not changed: a key behind the table may have. */
  reload(): void
  stop(): void
}

/** A row is in force this long after the file was written. */
const lookEveryMs = 3000

/** @throws what `load` throws at the start; from then on that is told and the keys before stay in force */
export async function openTable(
  path: string,
  load: (path: string) => Promise<SigningKeys>,
  parts: Pick<KeysParts, 'log' | 'measure' | 'everyMs'>,
): Promise<KeySource> {
  let tell: () => void = () => undefined
  const loading = createLoading(() => load(path), {
    loaded() {
      parts.measure('key_table', 1, 'reloaded')
      parts.log.event('signing keys', 'KEY_TABLE was read again')
      tell()
    },
    refused(thrown) {
      parts.measure('key_table', 1, 'refused')
      parts.log.event('signing keys', `kept as they were: ${why(thrown)}`, 'warn')
    },
  })
  const watch = watchFiles({
    files: [path],
    everyMs: parts.everyMs ?? lookEveryMs,
    changed: loading.changed,
  })
  try {
    await loading.first()
  } catch (thrown) {
    watch.stop()
    throw thrown
  }
  return {
    inForce: loading.inForce,
    onChange: (told) => {
      tell = told
    },
    reload: () => void loading.changed(false),
    stop: watch.stop,
  }
}

interface Told {
  loaded(): void
  refused(thrown: unknown): void
}

/**
 * Until a content is in force each look tries again, because a key may arrive after its row, and a token come
 * back; a refusal is told once.
 */
function createLoading(load: () => Promise<SigningKeys>, told: Told) {
  let inForce: SigningKeys | undefined
  let state: 'idle' | 'loading' | 'loaded' = 'idle'
  /** What is being loaded may not be what stands there by now: it is loaded once more after that. */
  let outdated = false

  async function replace(again: boolean) {
    state = 'loading'
    outdated = false
    try {
      inForce = await load()
      state = 'loaded'
      told.loaded()
    } catch (thrown) {
      state = 'idle'
      if (!again) told.refused(thrown)
    }
    if (outdated) void replace(false)
  }

  return {
    inForce: () => inForce as SigningKeys,
    async first() {
      state = 'loading'
      inForce = await load()
      state = 'idle'
      if (outdated) void replace(false)
    },
    /** For `watchFiles`: whether the content is in force. */
    changed(again: boolean): boolean {
      const done = again && state === 'loaded'
      if (state === 'loading') outdated ||= !again
      else if (!done) void replace(again)
      return done
    },
  }
}

/** Texts of ours, or a code: never one of a library, which may quote. */
function why(thrown: unknown): string {
  if (thrown instanceof Failure) return `${thrown.code} ${thrown.detail ?? ''}`.trim()
  const own = thrown instanceof Error && thrown.constructor === Error && !('code' in thrown)
  return own ? thrown.message : problemOf(thrown)
}

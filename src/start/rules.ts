// The business rules of countries, while the program runs: a folder of the configuration, read at the start, when it
// changes, and when it is told to. Rules that cannot be read leave those before them in force.

import type { Config } from '../config.ts'
import { createRuleBook, type RuleBook } from '../engine/business-rules/choose.ts'
import { readRulesFolder } from '../engine/business-rules/folder.ts'
import type { Log } from '../log.ts'
import type { Measure } from '../metrics.ts'
import { watchFiles } from '../watch.ts'
import { oneAtATime } from './one-at-a-time.ts'

export interface RulesInUse {
  book: RuleBook
  /** Reads the folder now. */
  reload(): void
  close(): void
}

/** A rule comes into force two days after it is published: seconds do not matter. */
const lookEveryMs = 10_000

/** Read again even when nothing seems to have changed: a disk that failed may have come back. */
const againEveryMs = 3_600_000

/** @throws Error that names the folder, or the file, rule and member that is wrong */
export async function startRules(
  { rulesFolder: folder }: Pick<Config, 'rulesFolder'>,
  log: Log,
  measure: Measure,
): Promise<RulesInUse> {
  let inForce = createRuleBook([])
  const book: RuleBook = {
    covers: (...asked) => inForce.covers(...asked),
    choose: (wanted) => inForce.choose(wanted),
  }
  const nothing = () => undefined
  if (folder === undefined) return { book, reload: nothing, close: nothing }
  let said = ''

  async function read(from: string) {
    const rules = await readRulesFolder(from)
    inForce = createRuleBook(rules)
    measure('rules', rules.length)
    const text = `${from}: ${rules.length} documents`
    if (said !== text) log.event('business rules', text)
    said = text
  }

  const reading = oneAtATime(async () => {
    await read(folder).catch((cause: unknown) => {
      measure('rules_failures', 1)
      log.event('business rules', `kept as they were: ${why(folder, cause)}`, 'warn')
    })
    return againEveryMs
  })
  const watch = watchFiles({
    files: [folder],
    changed() {
      reading.ask()
      return true
    },
    everyMs: lookEveryMs,
  })
  await read(folder).catch((error: unknown) => {
    watch.stop()
    throw error
  })
  reading.askIn(againEveryMs)
  return {
    book,
    reload() {
      // So that the watch knows what is read now, and notices when it is taken back.
      watch.look()
      reading.ask()
    },
    close() {
      watch.stop()
      reading.stop()
    },
  }
}

/** Our own errors name file, rule and member; of the system's the code alone is told, beside the folder. */
function why(folder: string, cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  return code === undefined ? message : `${folder}: ${code}`
}

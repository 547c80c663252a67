// What an administrator needs to publish the services on Trembita, as Markdown in both languages:
// npm run publication-pack [-- --out FOLDER]; without a folder, `publication` in the data folder. Of the
// configuration it needs identity, address and link; neither database nor secrets nor any signing key.
// Exit code 0: written; 2: the configuration is wrong (test and production mixed among them), or no writing.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { gatherFacts } from './publication-pack/facts.ts'
import { languages } from './publication-pack/language.ts'
import { packOf } from './publication-pack/pack.ts'

function write() {
  const { values } = parseArgs({ options: { out: { type: 'string' } } })
  const config = readConfig(undefined, 'pack')
  const facts = gatherFacts(config)
  const folder = values.out ?? join(config.dataFolder, 'publication')
  mkdirSync(folder, { recursive: true })
  for (const language of languages) {
    const file = join(folder, `publication.${language}.md`)
    writeFileSync(file, packOf(facts, language))
    console.log(file)
  }
}

try {
  write()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 2
}

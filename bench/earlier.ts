// The gateway of an earlier commit, built from the repository's history, to be measured beside today's. It runs with
// today's packages.

import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const projectFolder = fileURLToPath(new URL('../../', import.meta.url))

/** Bytes: the sources and the fixtures are two megabytes. */
const archiveMax = 256 * 1024 * 1024

/**
 * Builds a commit below `folder` and gives its main.js.
 * @param ref anything that git resolves: a tag, a branch, a commit
 * @throws Error when git knows no such commit or it does not compile
 */
export function buildEarlier(ref: string, folder: string): string {
  const tree = join(folder, 'earlier')
  mkdirSync(tree)
  const archive = execFileSync('git', ['archive', '--format=tar', '--end-of-options', ref], {
    cwd: projectFolder,
    maxBuffer: archiveMax,
  })
  execFileSync('tar', ['-x', '-C', tree], { input: archive })
  symlinkSync(join(projectFolder, 'node_modules'), join(tree, 'node_modules'))
  execFileSync(process.execPath, [join(tree, 'node_modules/typescript/bin/tsc'), '-p', '.'], {
    cwd: tree,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return join(tree, 'build/src/main.js')
}

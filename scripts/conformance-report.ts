// npm run conformance [-- --print]: asks our readers and verifier what dgc-testdata expects, and says how many agree.
// With --print it writes docs/conformance.md. Exit code: 0 all agree or are explained, 1 some are not, 2 no vectors.
// Other countries: REFERENCE_DATA=/folder npm run conformance, with `dgc-testdata` in it.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { disagrees, print, run } from './dgc-testdata/report.ts'
import { testFilesIn } from './dgc-testdata/vectors.ts'

const page = 'docs/conformance.md'
const root = join(process.env.REFERENCE_DATA ?? '../shared/data', 'dgc-testdata')

const files = testFilesIn(root)
if (files.length === 0) {
  console.error(`no vectors at ${root}`)
  process.exit(2)
}

const done = await run(files)
const text = print(done)
if (process.argv.includes('--print')) writeFileSync(page, text)
else console.log(text)

const unexplained = done.answers.filter((answer) => disagrees(answer) && !answer.reason)
for (const { file, expectation, found } of unexplained) {
  console.error(`${file} ${expectation}: we find ${found}, and nobody knows why`)
}
process.exitCode = unexplained.length === 0 ? 0 : 1

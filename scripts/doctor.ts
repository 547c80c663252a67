// All faults of a consumer's message at once, each with its line and how to mend it:
// npm run doctor -- FILE [--dialect uxp|x-road] [--content-type TEXT] [--json]; FILE may be - for standard input.
// Exit code 0: no error; 1: errors; 2: the file cannot be read, or asked wrongly.

import { readFileSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Config, readConfig } from '../src/config.ts'
import { createDoctor } from '../src/doctor/doctor.ts'
import { printReport } from '../src/doctor/print.ts'
import { doctorSettings } from '../src/start/doctor.ts'
import { worldOf } from '../src/start/engine.ts'

/** As much as a message with its attachments may have. */
const bytesMax = 32 * 1_048_576

function bytesOf(file: string): Buffer {
  if (file === '-') return readFileSync(0)
  if (statSync(file).size > bytesMax) throw new Error(`${file}: larger than ${bytesMax} bytes`)
  return readFileSync(file)
}

function configOf(dialect: string | undefined): Config {
  const config = readConfig()
  if (dialect === undefined) return config
  if (dialect !== 'uxp' && dialect !== 'x-road') throw new Error('--dialect: uxp or x-road')
  return { ...config, dialect }
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      dialect: { type: 'string' },
      'content-type': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new Error('npm run doctor -- FILE')
  const config = configOf(values.dialect)
  const doctor = createDoctor(doctorSettings(config, worldOf(config).clock))
  const report = doctor(bytesOf(file), values['content-type'])
  process.stdout.write(
    values.json ? `${JSON.stringify(report, null, 2)}\n` : printReport(report, file),
  )
  return report.errors === 0 ? 0 : 1
}

try {
  process.exitCode = main()
} catch (error) {
  console.error(`doctor: ${(error as Error).message}`)
  process.exitCode = 2
}

import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { fixturesFolder } from '../../scripts/conformance/cases.ts'
import { ordinary } from './rows.ts'

const script = fileURLToPath(new URL('../../scripts/doctor.js', import.meta.url))
const run = (args: string[], input = '') =>
  spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', input })

describe('npm run doctor', () => {
  it('ends with 0 when there is no error', () => {
    const text = execFileSync(process.execPath, [script, '-'], {
      encoding: 'utf8',
      input: ordinary,
    })
    expect(text).to.equal('-: 0 errors, 0 warnings, 0 hints: accepted\n')
  })

  it('ends with 1 when there are errors, in the dialect that is asked for', () => {
    expect(
      run(['-', '--dialect', 'x-road'], ordinary.replace('.Zrazok', '_Zrazok')).status,
    ).to.equal(1)
    expect(run(['-', '--dialect', 'uxp'], ordinary.replace('.Zrazok', '_Zrazok')).status).to.equal(
      0,
    )
  })

  it('prints JSON', () => {
    const { stdout, status } = run([
      `${fixturesFolder}/_refused/two-mistakes/request.xml`,
      '--json',
    ])
    expect(status).to.equal(1)
    expect(JSON.parse(stdout)).to.deep.include({ errors: 2, warnings: 0 })
  })

  it('takes the content type', () => {
    const { stdout } = run(['-', '--content-type', 'application/json'], ordinary)
    expect(stdout).to.match(/^LINE 1 {2}error {2}INVALID_CONTENT_TYPE/)
  })

  for (const args of [[], ['a', 'b'], ['nowhere.xml'], ['-', '--dialect', 'soap'], ['--what']]) {
    it(`ends with 2 when asked ${args.join(' ') || 'nothing'}`, () => {
      const { status, stdout, stderr } = run(args)
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: '' })
      expect(stderr).to.match(/^doctor: /)
    })
  }
}).timeout(30_000)

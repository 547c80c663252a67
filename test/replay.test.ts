import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { startSecurityServer } from '../scripts/security-server/start.ts'
import { freePort, type Running, startSandbox } from './running.ts'

const replay = fileURLToPath(new URL('../scripts/replay.js', import.meta.url))

function run(...words: string[]): Promise<{ code: number | null; out: string; errors: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [replay, ...words])
    let [out, errors] = ['', '']
    child.stdout.on('data', (text) => {
      out += text
    })
    child.stderr.on('data', (text) => {
      errors += text
    })
    child.on('close', (code) => resolve({ code, out, errors }))
  })
}

/** A gateway of which only the first answer is known. */
function pretend(
  environment: string,
  worldId: string,
  time = '2022-02-10T08:00:00Z',
): Promise<[Server, string]> {
  const answer = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><r>
    <environment>${environment}</environment><worldId>${worldId}</worldId>
    <time>${time}</time></r></e:Body></e:Envelope>`
  const server = createServer((request, response) => {
    request.resume()
    response.setHeader('Content-Type', 'text/xml; charset=utf-8')
    response.end(answer)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      resolve([server, `http://127.0.0.1:${port}/ws`])
    })
  })
}

describe('the replay of fixtures', () => {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'))
  let gateway: Running

  before(async () => {
    gateway = await startSandbox()
  })

  after(async () => {
    await gateway?.stop()
    rmSync(folder, { recursive: true })
  })

  it('walks the cases it is asked for, one line each, and writes JUnit XML', async () => {
    const file = join(folder, 'junit.xml')
    const words = ['GetCertificateStatus_v1/valid', '_refused/get', '--junit', file]
    const { code, out } = await run(gateway.url, ...words)
    expect(out).to.match(/^ok {5}GetCertificateStatus_v1\/valid \(\d+ ms\)$/m)
    expect(out).to.include('2 cases, 0 differ')
    expect(code).to.equal(0)
    const junit = readFileSync(file, 'utf8')
    expect(junit).to.include('<testsuite name="conformance" tests="2" failures="0" skipped="0">')
    expect(junit).to.include('classname="_refused" name="get"')
  })

  it('ends with 1 where an answer differs', async () => {
    const [server, url] = await pretend('SANDBOX', 'winter-2022')
    const { code, out } = await run(url, 'GetCertificateStatus_v1/unknown')
    server.close()
    expect(out).to.match(/^DIFFER GetCertificateStatus_v1\/unknown/m)
    expect(code).to.equal(1)
  })

  for (const [environment, world, reason] of [
    ['PRODUCTION', 'winter-2022', 'its environment is PRODUCTION, not SANDBOX'],
    ['SANDBOX', 'summer-2021', 'its world is summer-2021, not winter-2022'],
  ] as const) {
    it(`changes nothing where ${reason}`, async () => {
      const [server, url] = await pretend(environment, world)
      const { code, out, errors } = await run(url, 'RevokeCertificate_v1', '_refused/dose-0')
      server.close()
      expect(errors).to.match(new RegExp(`^REFUSED to run \\d+ cases that change data: ${reason}`))
      expect(out).to.include('0 cases')
      expect(code).to.equal(2)
    })
  }

  it('masks what a foreign gateway says of itself, in reports too', async () => {
    const [server, url] = await pretend('Вигадана 0000000017', 'winter-2022')
    const json = join(folder, 'foreign.json')
    const words = ['IssueVaccinationCertificate_v1/minimal', '--json', json]
    const { code, errors } = await run(url, ...words)
    server.close()
    expect(code).to.equal(2)
    for (const text of [errors, readFileSync(json, 'utf8')]) {
      expect(text)
        .to.include('its environment is ***')
        .and.not.to.match(/Вигадана|0017/)
    }
  })

  it('says that a sandbox has run too long for its tests', async () => {
    const [server, url] = await pretend('SANDBOX', 'winter-2022', '2022-02-14T08:00:00Z')
    const { out } = await run(url, '_refused/get')
    server.close()
    expect(out).to.include("The world's clock has run 4 days: restart the sandbox.")
  })

  it('ends with 2 where nobody answers', async () => {
    const { code, errors } = await run(`http://127.0.0.1:${await freePort()}`)
    expect(errors).not.to.equal('')
    expect(code).to.equal(2)
  })

  it('names what differs, masks every value, and reports the same', async () => {
    const [server, url] = await pretend('SANDBOX', 'winter-2022')
    const [junit, json] = [join(folder, 'differing.xml'), join(folder, 'differing.json')]
    const words = ['IssueVaccinationCertificate_v1/minimal', '--junit', junit, '--json', json]
    const { code, out } = await run(url, ...words)
    server.close()
    expect(code).to.equal(1)
    expect(out).to.include('       Envelope/Body/r: is not expected here')
    const report = JSON.parse(readFileSync(json, 'utf8'))
    expect(report.counts).to.deep.equal({ ok: 0, differs: 1, notRun: 0 })
    expect(report).to.include({ url, throughSecurityServer: false, readOnly: false })
    const [one] = report.cases
    expect(one).to.include({ name: 'IssueVaccinationCertificate_v1/minimal', outcome: 'differs' })
    expect(one.problems).to.include('Envelope/Body/r: is not expected here')
    expect(one.tags).to.include('changing')
    const suite = readFileSync(junit, 'utf8')
    expect(suite).to.include('<failure message=').and.to.include('Envelope/Body/r')
    for (const text of [out, suite, JSON.stringify(report)]) {
      expect(text).not.to.match(/Вигадана|0000000017|1980-01-01/)
    }
  })

  it('shows no person of an answer that differs in every value', async () => {
    const { out, code } = await run(gateway.url, '--fixtures', other(), '--tag', 'no-repeat')
    expect(code).to.equal(1)
    expect(out).to.include('holder/familyName: is *** (11 characters), expected *** (5 characters)')
    expect(out).to.include('/uvci: is *** (47 characters), expected *** (5 characters)')
    expect(out).not.to.match(/Прикладенко|PRYKLADENKO|19750314|URN:UVCI|HC1:|Хтось/)
  })

  /** A folder with a case whose expected answer has another person. */
  function other(): string {
    const fixtures = mkdtempSync(join(folder, 'other-'))
    const name = 'IssueVaccinationCertificate_v1/full'
    const into = join(fixtures, 'IssueVaccinationCertificate_v1', 'other')
    cpSync(join('fixtures', name), into, { recursive: true })
    const file = join(into, 'response.xml')
    const changed = readFileSync(file, 'utf8')
      .replace('Прикладенко', 'Хтось')
      .replace('{uvci}', 'X')
    writeFileSync(file, changed.replace('>X<', '>Хтось<'))
    return fixtures
  }

  it('passes over what it is told to ignore', async () => {
    const [server, url] = await pretend('SANDBOX', 'winter-2022')
    const file = join(folder, 'ignored.txt')
    writeFileSync(file, '# the pretended answer\n**/Header\nEnvelope/Body/r\n')
    const words = ['GetCertificateStatus_v1/unknown', '--ignore-file', file]
    const half = await run(url, ...words)
    expect(half.out).to.include('Envelope/Body/GetCertificateStatus_v1Response: is missing')
    const { out, code } = await run(url, ...words, '--ignore', 'Envelope/Body/*Response')
    expect(code).to.equal(3)
    expect(out).to.equal('')
    const whole = await run(url, ...words, '--ignore', '**/GetCertificateStatus_v1Response')
    server.close()
    expect(whole.code).to.equal(0)
  })

  it('lists cases with their tags, without a gateway', async () => {
    const { out, code } = await run('--list', '--operation', 'RevokeCertificate', '--tag', 'repeat')
    expect(code).to.equal(0)
    expect(out).to.match(/^RevokeCertificate_v1\/same-message-twice {2}changing repeat steps$/m)
    expect(out).not.to.include('IssueVaccinationCertificate')
  })

  it('reads only in a gateway of another world, under other members, and ends with 0', async () => {
    const world = JSON.parse(readFileSync('fixtures/world.json', 'utf8'))
    const file = join(folder, 'world.json')
    writeFileSync(file, JSON.stringify({ ...world, id: 'elsewhere', certificates: [] }))
    const settings = { WORLD_FILE: file, MEMBER_CODE: '12345678', SUBSYSTEM_CODE: '01_Other' }
    const elsewhere = await startSandbox(settings)
    const json = join(folder, 'read-only.json')
    const provider = 'SEVDEIR-TEST/GOV/12345678/01_Other'
    const words = ['--read-only', '--provider', provider, '--json', json, '--tag', 'no-slow']
    const { code, out, errors } = await run(elsewhere.url, ...words)
    const plain = await run(elsewhere.url, 'RevokeCertificate_v1', '--provider', provider)
    await elsewhere.stop()
    expect(errors).to.equal('')
    expect(out)
      .to.include('0 differ')
      .and.to.match(/Not run: \d+ cases/)
    expect(code).to.equal(0)
    const { counts, cases } = JSON.parse(readFileSync(json, 'utf8'))
    expect(counts.ok).to.be.above(40)
    const walked = cases.filter((one: { outcome: string }) => one.outcome === 'ok')
    expect(walked.flatMap((one: { tags: string[] }) => one.tags)).not.to.include('changing')
    expect(plain.code).to.equal(2)
  })

  it('goes through a security server, and says what that one refused', async () => {
    const server = await startSecurityServer({ provider: gateway.url })
    const names = ['GetCertificateStatus_v1/valid', '_refused/not-soap', '_refused/dose-0']
    const { code, out } = await run('--through-security-server', server.url, ...names)
    await server.stop()
    expect(out).to.match(/^ok {5}GetCertificateStatus_v1\/valid \(\d+ ms\)$/m)
    expect(out).to.match(/not-soap \(\d+ ms\) \(refused by the security server: InvalidSoap\)$/m)
    expect(out).to.include('3 cases, 0 differ')
    expect(code).to.equal(0)
  })

  it('ends with 3 and the usage where the words make no sense', async () => {
    const { code, errors, out } = await run(gateway.url, '--show-values')
    expect(errors).to.include('Unknown option').and.to.include('npm run replay -- URL [case …]')
    expect(out).to.equal('')
    expect(code).to.equal(3)
  })

  it('ends with 3 where there is no such case', async () => {
    const { code, errors } = await run(gateway.url, 'NoSuchOperation_v1')
    expect(errors).to.include('no such case')
    expect(code).to.equal(3)
  })
})

describe('the recording of a case', () => {
  const folder = mkdtempSync(join(tmpdir(), 'record-'))
  const fixtures = mkdtempSync(join(folder, 'fixtures-'))
  let gateway: Running

  before(async () => {
    gateway = await startSandbox()
  })

  after(async () => {
    await gateway?.stop()
    rmSync(folder, { recursive: true })
  })

  /** A message as somebody would send it: a fixture without placeholders. */
  function message(name: string, change: (text: string) => string = (text) => text): string {
    const text = readFileSync(join('fixtures', name), 'utf8')
    const filled = text.replace('{messageId}', 'a-message-id').replace('{recordId}', 'record-1')
    const file = join(folder, `${name.replaceAll('/', '-')}`)
    writeFileSync(file, change(filled))
    return file
  }

  function record(name: string, file: string, ...words: string[]) {
    return run(gateway.url, '--record', name, '--request', file, '--fixtures', fixtures, ...words)
  }

  function written(name: string, file: string): string {
    return readFileSync(join(fixtures, name, file), 'utf8')
  }

  it('writes request and answer with placeholders, and walks the case again', async () => {
    const request = message('IssueVaccinationCertificate_v1/sealed/request.xml')
    const { code, out } = await record('one', request)
    expect(out).to.include('walked again: as recorded').and.to.include('Review response.xml by eye')
    expect(code).to.equal(0)
    const name = 'IssueVaccinationCertificate_v1/one'
    expect(written(name, 'request.xml')).to.equal(
      readFileSync('fixtures/IssueVaccinationCertificate_v1/sealed/request.xml', 'utf8'),
    )
    const flat = (text: string) => text.replace(/>\s+/g, '>').replace(/^[\s\S]*<soapenv:Body>/, '')
    const reviewed = readFileSync(
      'fixtures/IssueVaccinationCertificate_v1/sealed/response.xml',
      'utf8',
    )
    expect(flat(written(name, 'response.xml'))).to.equal(flat(reviewed).replace(':issued', ''))
    expect(JSON.parse(written(name, 'case.json'))).to.deep.equal({ reviewed: false })
  })

  it('marks the case until somebody has read it, and says so where it differs', async () => {
    const { out } = await run('--list', '--fixtures', fixtures, '--tag', 'unreviewed')
    expect(out).to.include('IssueVaccinationCertificate_v1/one')
    const [server, url] = await pretend('SANDBOX', 'winter-2022')
    const differing = await run(url, '--fixtures', fixtures)
    server.close()
    expect(differing.out).to.include('nobody has confirmed it yet')
  })

  it('puts a message that was not accepted under _refused', async () => {
    const { code } = await record('bad', message('_refused/dose-0/request.xml'))
    expect(code).to.equal(0)
    expect(written('_refused/bad', 'response.xml')).to.include('<faultCode>SCHEMA_VIOLATION<')
  })

  it('keeps attachments, and an answer with them', async () => {
    const request = message('IssueVaccinationCertificate_v1/mtom/request.mime')
    const { contentType } = JSON.parse(
      readFileSync('fixtures/IssueVaccinationCertificate_v1/mtom/case.json', 'utf8'),
    )
    const refused = await record('parts', request, '--content-type', contentType)
    expect(refused.errors).to.include('REFUSED to record').and.to.include('attachments')
    expect(refused.code).to.equal(2)
    const { code } = await record('parts', request, '--content-type', contentType, '--invented')
    expect(code).to.equal(0)
    const name = 'IssueVaccinationCertificate_v1/parts'
    expect(JSON.parse(written(name, 'case.json'))).to.deep.equal({
      contentType,
      answer: 'multipart',
      reviewed: false,
    })
    expect(written(name, 'request.mime')).to.include('{messageId}')
  })

  it('overwrites nothing', async () => {
    const name = 'IssueVaccinationCertificate_v1/one'
    const before = written(name, 'response.xml')
    const request = message('IssueVaccinationCertificate_v1/minimal/request.xml')
    const { code, errors } = await record('one', request)
    expect(errors).to.include(`REFUSED to record: there is ${name} already`)
    expect(code).to.equal(2)
    expect(written(name, 'response.xml')).to.equal(before)
  })

  it('takes no people but invented ones, and names none', async () => {
    const change = (text: string) => text.replace('Вигадана', 'Справжня')
    const request = message('IssueVaccinationCertificate_v1/minimal/request.xml', change)
    const { code, errors } = await record('stranger', request)
    expect(errors).to.include('IssueVaccinationCertificate_v1/person')
    expect(errors).not.to.include('Справжня')
    expect(code).to.equal(2)
    expect(existsSync(join(fixtures, 'IssueVaccinationCertificate_v1/stranger'))).to.equal(false)
    const confirmed = await record('stranger', request, '--invented')
    expect(confirmed.out).not.to.include('Справжня')
    expect(confirmed.code).to.equal(0)
  })

  it('asks no gateway but the sandbox of the same world', async () => {
    const [server, url] = await pretend('PRODUCTION', 'winter-2022')
    const request = message('GetCertificateStatus_v1/valid/request.xml')
    const words = ['--record', 'elsewhere', '--request', request, '--fixtures', fixtures]
    const { code, errors } = await run(url, ...words)
    server.close()
    expect(errors).to.include('REFUSED to record: its environment is PRODUCTION')
    expect(code).to.equal(2)
    expect(existsSync(join(fixtures, 'GetCertificateStatus_v1'))).to.equal(false)
  })
})

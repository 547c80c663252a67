import { execFileSync, spawnSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { keyIdOf } from '../../src/keys/certificate.ts'
import { loadSigningKeys } from '../../src/keys/signing.ts'
import { typesOf } from '../../src/usage.ts'

const program = fileURLToPath(new URL('../../scripts/keys.js', import.meta.url))
const organisation = 'Zrazok, "Invented" Ministry'

describe('npm run keys', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'keys-'))
  const at = (...path: string[]) => join(folder, ...path)

  function run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }

  const csca = ['--csca', at('csca/csca.pem'), '--csca-key', at('csca/csca.key.pem')]
  const signer = (out: string, ...more: string[]) =>
    run('signer', '--out', at(out), ...csca, '--organisation', organisation, ...more)

  before(() => {
    const made = run('csca', '--out', at('csca'), '--organisation', organisation)
    expect(made.status, made.stderr).to.equal(0)
  })
  after(() => rmSync(folder, { recursive: true }))

  it('makes an authority that signs certificates and nothing else', () => {
    const certificate = new X509Certificate(readFileSync(at('csca/csca.pem')))
    expect(certificate.ca).to.equal(true)
    expect(certificate.subject).to.include('C=UA')
    expect(certificate.verify(certificate.publicKey)).to.equal(true)
    const text = execFileSync('openssl', ['x509', '-in', at('csca/csca.pem'), '-noout', '-text'])
    expect(String(text))
      .to.match(/CA:TRUE, pathlen:0/)
      .and.to.match(/Certificate Sign, CRL Sign/)
  })

  for (const algorithm of ['ES256', 'PS256'])
    it(`makes a ${algorithm} signer that openssl trusts and the engine loads`, () => {
      expect(signer(algorithm, '--algorithm', algorithm).status).to.equal(0)
      const file = at(algorithm, 'signer.pem')
      const verified = execFileSync('openssl', ['verify', '-CAfile', at('csca/csca.pem'), file])
      expect(String(verified)).to.include(': OK')
      const keys = loadSigningKeys({
        certificateFiles: [file],
        keyFiles: [at(algorithm, 'signer.key.pem')],
      })
      expect(keys.all.map(({ alg }) => alg)).to.deep.equal([algorithm])
    })

  it('makes a signer of one type, of either family of usages, whose use ends before its validity', () => {
    expect(signer('test', '--type', 'test', '--early', '--use-days', '90').status).to.equal(0)
    const certificate = new X509Certificate(readFileSync(at('test/signer.pem')))
    expect(typesOf(certificate.keyUsage)).to.deep.equal(['test'])
    expect(certificate.keyUsage).to.deep.equal(['1.3.6.1.4.1.0.1847.2021.1.1'])
    const text = String(
      execFileSync('openssl', ['x509', '-in', at('test/signer.pem'), '-noout', '-text']),
    )
    const order = [...text.matchAll(/X509v3 ([A-Z][A-Za-z ]+): *(critical)?$/gm)]
    expect(order.map(([, name, critical]) => (critical ? `${name}!` : name))).to.deep.equal([
      'Key Usage!',
      'Extended Key Usage',
      'Private Key Usage Period',
      'Subject Key Identifier',
      'Authority Key Identifier',
    ])
    const [, notAfter = ''] = /Not Before: [^,]+, Not After: (.+)/.exec(text) ?? []
    const days = (Date.parse(notAfter) - Date.now()) / 86_400_000
    expect(days).to.be.within(89, 91)
  })

  it('makes a request for a real authority, with the key’s own signature', () => {
    const asked = run('request', '--out', at('request'), '--organisation', organisation)
    expect(asked.status).to.equal(0)
    const csr = ['req', '-in', at('request/signer.csr'), '-noout', '-verify', '-text']
    const { stdout, stderr } = spawnSync('openssl', csr, { encoding: 'utf8' })
    expect(`${stdout}${stderr}`)
      .to.match(/verify OK/)
      .and.to.include('C = UA')
    expect(stdout).to.include('1.3.6.1.4.1.1847.2021.1.2')
  })

  it('tells the key id that certificates will bear', () => {
    const file = at('csca/csca.pem')
    const keyId = Buffer.from(keyIdOf(new X509Certificate(readFileSync(file))))
    const { stdout } = run('id', file)
    expect(stdout).to.include(keyId.toString('base64')).and.to.include(keyId.toString('hex'))
  })

  it('leaves private keys to their owner, encrypts them when asked, and overwrites none', () => {
    writeFileSync(at('passphrase'), 'canary-passphrase\n')
    const secret = ['--passphrase-file', at('passphrase')]
    const made = signer('secret', ...secret)
    expect(made.status).to.equal(0)
    const key = at('secret/signer.key.pem')
    expect(statSync(key).mode & 0o777).to.equal(0o600)
    expect(() => createPrivateKey({ key: readFileSync(key), passphrase: 'wrong' })).to.throw()
    createPrivateKey({ key: readFileSync(key), passphrase: 'canary-passphrase' })
    const again = signer('secret', ...secret)
    expect(again.status).to.equal(1)
    const said = Object.values({ ...made, ...again }).join()
    expect(said).to.not.include('canary').and.to.not.include('PRIVATE')
  })

  it('refuses a signer that would outlive its authority', () => {
    const { status, stderr } = signer('long', '--years', '9')
    expect(status).to.equal(1)
    expect(stderr).to.include('outlive')
  })

  it('refuses an authority that is none, or whose key is another', () => {
    expect(run('csca', '--out', at('other'), '--organisation', organisation).status).to.equal(0)
    const signed = (certificate: string, key: string) =>
      run(
        'signer',
        ...['--out', at('refused'), '--organisation', organisation],
        ...['--csca', at(certificate), '--csca-key', at(key)],
      )
    const mixed = signed('csca/csca.pem', 'other/csca.key.pem')
    expect(mixed).to.include({ status: 1, stderr: 'the key is not that of the authority\n' })
    const none = signed('ES256/signer.pem', 'ES256/signer.key.pem')
    expect(none.status).to.equal(1)
    expect(none.stderr).to.include('none of an authority')
  })

  it('leaves no private key without its certificate', () => {
    expect(signer('alone').status).to.equal(0)
    rmSync(at('alone/signer.key.pem'))
    const again = signer('alone')
    expect(again.status).to.equal(1)
    expect(again.stderr).to.match(/signer\.pem exists already/)
    expect(existsSync(at('alone/signer.key.pem'))).to.equal(false)
  })

  it('rotates nothing under a delivery key that nobody uses yet', () => {
    const { status, stderr } = spawnSync(process.execPath, [program, 'rotate'], {
      encoding: 'utf8',
      env: { ...process.env, DATA_FOLDER: at('data'), DATABASE_URL: '' },
    })
    expect(status).to.equal(1)
    expect(stderr).to.equal(
      'delivery key "sandbox" is not in use yet: start every gateway with it, then rotate\n',
    )
  })

  it('makes secrets of the form that settings want', () => {
    expect(run('secret', '2022b').stdout).to.match(/^2022b:[0-9a-f]{64}\n$/)
  })

  for (const [what, args] of Object.entries({
    'no command': [],
    'an unknown command': ['melt'],
    'an unknown option': ['csca', '--melt'],
    'no folder': ['csca', '--organisation', 'X'],
    'a type that is none': ['request', '--out', 'x', '--organisation', 'X', '--type', 'x'],
    'years that are none': ['csca', '--out', 'x', '--organisation', 'X', '--years', '0'],
    'a use beyond the validity': [
      ...['signer', '--out', 'x', ...csca, '--organisation', 'X'],
      ...['--years', '1', '--use-days', '400'],
    ],
    'no file': ['id'],
    'no id': ['secret'],
  }))
    it(`says how it is used when there is ${what}`, () => {
      const { status, stderr } = run(...args)
      expect(status).to.equal(2)
      expect(stderr).to.include('npm run keys -- COMMAND')
    })
})

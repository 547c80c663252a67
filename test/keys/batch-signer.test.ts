// Messages signed by us, judged by openssl.

import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadBatchSigner } from '../../src/keys/batch-signer.ts'
import { signCms, verifyCms } from '../../src/keys/cms.ts'
import { createSandboxUpload, isSandbox } from '../../src/keys/sandbox.ts'
import { ecdsa, makeCertificate, rsa, save, temporaryFolder, type Wanted } from './certificates.ts'

describe('the key that signs revocation batches', () => {
  const at = new Date('2022-02-10T12:00:00Z')
  const content = Buffer.from('{"country":"XA"}')
  let folder: string
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const saved = async (wanted: Wanted = {}) =>
    save(folder, 'upload', await makeCertificate({ keyUsage: 'digitalSignature', ...wanted }))

  function openssl(...parameters: string[]): string {
    return execFileSync('openssl', ['cms', '-inform', 'DER', ...parameters], {
      stdio: ['ignore', 'pipe', 'pipe'],
    }).toString()
  }

  for (const [title, algorithm] of [
    ['P-256', ecdsa('P-256')],
    ['P-384', ecdsa('P-384')],
    ['RSA', rsa(2048)],
  ] as const)
    it(`makes with ${title} what openssl finds signed by it, at that time`, async () => {
      const files = await saved({ algorithm })
      const signer = loadBatchSigner(files, at)
      const cms = signer.sign(content, at)
      const file = join(folder, 'batch.cms')
      writeFileSync(file, cms)
      const trust = ['-CAfile', files.certificate, '-purpose', 'any', '-no_check_time']
      expect(openssl('-verify', '-binary', '-in', file, ...trust)).to.equal(content.toString())
      const printed = openssl('-cmsout', '-print', '-noout', '-in', file)
      expect(printed).to.include('UTCTIME:Feb 10 12:00:00 2022 GMT').and.include('sha256')
      const read = verifyCms(cms, { signers: [signer.certificate] })
      expect(Buffer.from(read ?? [])).to.deep.equal(content)
      expect(signer.notAfter).to.deep.equal(new Date('2024-01-01T00:00:00Z'))
    })

  it('makes what openssl refuses once a byte of it is changed', async () => {
    const files = await saved()
    const cms = Buffer.from(loadBatchSigner(files, at).sign(content, at))
    cms[cms.indexOf('country')] = 'C'.charCodeAt(0)
    const file = join(folder, 'batch.cms')
    writeFileSync(file, cms)
    expect(() => openssl('-verify', '-in', file, '-CAfile', files.certificate, '-no_check_time'))
      .to.throw()
      .with.property('message')
      .match(/verification failure|digest/i)
  })

  const wrong: [string, () => Promise<Parameters<typeof loadBatchSigner>[0]>, Date?][] = [
    ['does not belong', async () => ({ ...(await saved()), key: (await other()).key })],
    ['authority does not sign', () => saved({ authority: true, keyUsage: 'keyCertSign' })],
    ['lacks digitalSignature', () => saved({ keyUsage: 'keyEncipherment' })],
    ['not valid yet', () => saved(), new Date('2021-01-01T00:00:00Z')],
    ['has expired', () => saved(), new Date('2024-06-01T00:00:00Z')],
  ]
  const other = async () => save(folder, 'other', await makeCertificate())
  for (const [problem, files, time = at] of wrong)
    it(`is refused: ${problem}`, async () => {
      const given = await files()
      expect(() => loadBatchSigner(given, time)).to.throw(problem)
    })

  it('is refused when it is of another algorithm', async () => {
    const [certificate, key] = [join(folder, 'ed.pem'), join(folder, 'ed.key')]
    const request = ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-subj', '/C=XA/CN=Ed']
    const files = ['-keyout', key, '-out', certificate, '-days', '9']
    execFileSync('openssl', [...request, ...files], { stdio: 'ignore' })
    expect(() => loadBatchSigner({ certificate, key }, new Date())).to.throw('neither EC nor RSA')
    const made = await makeCertificate()
    const { generateKeyPairSync } = await import('node:crypto')
    const { privateKey } = generateKeyPairSync('ed25519')
    const signer = { certificate: made.certificate, privateKey }
    expect(() => signCms(content, signer, at)).to.throw('only EC and RSA')
  })

  it('of a sandbox is made once and known as one', async () => {
    const files = await createSandboxUpload(join(folder, 'upload'), { at })
    const first = loadBatchSigner(files, at).certificate
    expect(isSandbox(first)).to.equal(true)
    const again = await createSandboxUpload(join(folder, 'upload'), { at })
    expect(loadBatchSigner(again, at).certificate.raw).to.deep.equal(first.raw)
  })
})

// The engine's thread with its key in a token: a native module and a second thread in one process.

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { clockFrom } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { startThreadedEngine } from '../../src/start/threaded.ts'
import { readWorld } from '../../src/world.ts'
import { caller, person, vaccination } from '../engine/samples.ts'
import { makeCertificate, save, temporaryFolder } from '../keys/certificates.ts'
import { takeApart } from '../keys/foreign-cose.ts'
import { verifies } from '../keys/openssl.ts'
import { makeToken, pin, softhsmModule } from '../keys/signers/softhsm.ts'

describe('the engine on a thread, its key in a token', () => {
  it(`issues${softhsmModule ? '' : ': skipped, SOFTHSM2_MODULE is not set'}`, async function () {
    if (softhsmModule === undefined) this.skip()
    const folder = temporaryFolder()
    const made = await makeCertificate({ notBefore: '2021-06-01T00:00:00Z' })
    save(folder, 'dsc', made)
    const token = makeToken('thread')
    token.add(made, 'dsc', '01')
    const row = { certificate: 'dsc.pem', signer: { pkcs11: { id: '01' } } }
    writeFileSync(join(folder, 'keys.json'), JSON.stringify([row]))
    writeFileSync(join(folder, 'pin'), pin, { mode: 0o600 })
    const config = readConfig({
      DATA_FOLDER: join(folder, 'data'),
      KEY_TABLE: join(folder, 'keys.json'),
      PKCS11_MODULE: softhsmModule ?? '',
      PKCS11_TOKEN: 'thread',
      PKCS11_PIN_FILE: join(folder, 'pin'),
    })
    const log = { event: () => undefined, message: () => undefined, failure: () => undefined }
    const world = readWorld('fixtures/world.json')
    const clock = clockFrom(new Date(world.clock))
    const measured = new Map<string, number>()
    const { engine, close } = await startThreadedEngine(
      config,
      log,
      { world, clock },
      (name, value, ...labels) => measured.set([name, ...labels].join(' '), value),
    )
    const ids = Array.from({ length: 20 }, (_, at) => `token-${at}`)
    const answers = await Promise.all(
      ids.map((recordId) =>
        engine.issue('vaccination', { person, event: { ...vaccination, recordId } }, caller()),
      ),
    )
    for (const { certificate } of answers) {
      const { signed, signature } = takeApart(certificate?.hc1 ?? '')
      expect(verifies(made.certificate.publicKey, 'ES256', signed, signature)).to.equal(true)
    }
    await engine.ready()
    await close()
    expect(measured.get('signing_key_usable vaccination')).to.equal(1)
    rmSync(folder, { recursive: true })
  })
})

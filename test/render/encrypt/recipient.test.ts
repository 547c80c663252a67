import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { recipientOf } from '../../../src/render/encrypt/recipient.ts'
import { makeRecipient } from './openssl.ts'

/** A little later than the certificates of these tests are made. */
const now = new Date(Date.now() + 3_600_000)
const p256 = 'ec -pkeyopt ec_paramgen_curve:P-256'

function judged(...args: Parameters<typeof makeRecipient>) {
  const { certificate, remove } = makeRecipient(...args)
  remove()
  const found = recipientOf(certificate, now)
  return typeof found === 'object' ? found.kind : found
}

describe('the recipient of a delivery', () => {
  for (const [key, usage, verdict] of [
    ['rsa:2048', 'keyEncipherment', 'rsa'],
    ['rsa:2048', 'digitalSignature,keyEncipherment', 'rsa'],
    ['rsa:2048', undefined, 'rsa'],
    ['rsa:2048', 'digitalSignature', 'key usage keyEncipherment'],
    ['rsa:2048', 'keyAgreement', 'key usage keyEncipherment'],
    ['rsa:2048', 'decipherOnly', 'key usage keyEncipherment'],
    ['rsa:1024', 'keyEncipherment', 'an RSA key of 2048 to 8192 bits'],
    [p256, 'keyAgreement', 'P-256'],
    [p256, 'digitalSignature,keyAgreement', 'P-256'],
    [p256, 'keyEncipherment', 'key usage keyAgreement'],
    ['ec -pkeyopt ec_paramgen_curve:P-384', undefined, 'P-384'],
    ['ec -pkeyopt ec_paramgen_curve:P-521', undefined, 'an RSA, P-256 or P-384 key'],
    ['ec -pkeyopt ec_paramgen_curve:secp256k1', undefined, 'an RSA, P-256 or P-384 key'],
    ['ed25519', undefined, 'an RSA, P-256 or P-384 key'],
    ['rsa-pss', undefined, 'an RSA, P-256 or P-384 key'],
  ] as const) {
    it(`with ${key} and key usage ${usage ?? 'of none'} is judged: ${verdict}`, () => {
      expect(judged(key, usage ? [`keyUsage=critical,${usage}`] : [])).to.equal(verdict)
    })
  }

  it('needs a certificate that is valid now', () => {
    const { certificate, remove } = makeRecipient(p256)
    remove()
    const { validFrom, validTo } = new X509Certificate(Buffer.from(certificate, 'base64'))
    const at = (time: string, seconds: number) => new Date(Date.parse(time) + seconds * 1000)
    expect(recipientOf(certificate, at(validFrom, 0))).to.be.an('object')
    expect(recipientOf(certificate, at(validTo, 0))).to.be.an('object')
    expect(recipientOf(certificate, at(validFrom, -1))).to.equal('valid now')
    expect(recipientOf(certificate, at(validTo, 1))).to.equal('valid now')
  })

  it('is none without a certificate in DER, and nothing that is sent makes it fail otherwise', () => {
    const { certificate, remove } = makeRecipient(p256)
    remove()
    const der = Buffer.from(certificate, 'base64')
    const pem = new X509Certificate(der).toString()
    const wrong = [Buffer.alloc(0), Buffer.from(pem), Buffer.concat([der, Buffer.from([0])])]
    for (const bytes of [...wrong, der.subarray(0, -1), Buffer.from('3003020101', 'hex')])
      expect(recipientOf(bytes.toString('base64'), now)).to.equal('an X.509 certificate in DER')
    for (let at = 0; at < der.length; at++) {
      const changed = Buffer.from(der)
      changed[at] = (changed[at] ?? 0) ^ 0x55
      expect(recipientOf(changed.toString('base64'), now)).to.satisfy(
        (found: unknown) => typeof found === 'object' || typeof found === 'string',
      )
    }
  })

  for (const usage of ['03', '0304', '039F9F9F9F9F9F9F9F', '0400'])
    it(`is unfit with a key usage that is none: ${usage}`, () => {
      const found = judged(p256, [`2.5.29.15=DER:${usage.replace(/(..)(?=.)/g, '$1:')}`])
      expect(found).to.be.oneOf(['an X.509 certificate in DER', 'key usage keyAgreement'])
    })

  it('is named by the issuer and the serial number of its certificate', () => {
    const { certificate, remove } = makeRecipient('rsa:2048')
    remove()
    const read = new X509Certificate(Buffer.from(certificate, 'base64'))
    const found = recipientOf(certificate, now)
    if (typeof found !== 'object') throw new Error(found)
    expect(found.issuerAndSerialNumber.includes(Buffer.from(read.serialNumber, 'hex'))).to.equal(
      true,
    )
    expect(found.issuerAndSerialNumber.includes('Вигаданий отримувач')).to.equal(true)
  })
})

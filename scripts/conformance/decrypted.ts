// Opens what a certificate was encrypted into, with the key of the fixtures' own recipient, and puts it in its place: then
// the certificate can be held against itself like any other. A reading of its own of what RFC 5652 says.

import { constants, createDecipheriv, privateDecrypt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { elementsOf, type Read } from '../../src/render/encrypt/der.ts'

const keyFile = new URL('../../../fixtures/keys/recipients/holder.key', import.meta.url)

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }

function inside(element: Read | undefined, at: number): Read | undefined {
  return elementsOf(element?.content ?? Buffer.alloc(0))[at]
}

function bytesOf(element: Read | undefined): Buffer {
  if (element === undefined) throw new Error('an element is absent')
  return element.content
}

/** The content of an EnvelopedData (RFC 5652 §6.1) for an RSA recipient. @throws Error when it is no such thing */
function decrypted(cms: Buffer): Buffer {
  const enveloped = inside(inside(elementsOf(cms)[0], 1), 0)
  const [recipients, content] = [inside(enveloped, 1), inside(enveloped, 2)]
  const encryptedKey = bytesOf(inside(inside(recipients, 0), 3))
  const start = bytesOf(inside(inside(content, 1), 1))
  const key = privateDecrypt({ key: readFileSync(keyFile), ...oaep }, encryptedKey)
  const decipher = createDecipheriv('aes-256-cbc', key, start)
  return Buffer.concat([decipher.update(bytesOf(inside(content, 2))), decipher.final()])
}

const document =
  /^<\?xml [^>]*\?>\n<EncryptedDelivery xmlns="[^"]+\/encrypted\/v1">(.*)<\/EncryptedDelivery>$/s
const encryptedPart = /<encrypted>([^<]+)<\/encrypted>/
const uvciPart = /<uvci>[^<]*<\/uvci>/

/**
 * The text of a `certificate` element as if it had not been encrypted.
 * @throws Error when it cannot be decrypted, or holds another certificate's delivery
 */
export function opened(certificate: string): string {
  const [whole = '', base64 = ''] = encryptedPart.exec(certificate) ?? []
  const [, fields = ''] = document.exec(decrypted(Buffer.from(base64, 'base64')).toString()) ?? []
  const [uvci = ''] = uvciPart.exec(fields) ?? []
  if (fields === '' || !certificate.includes(uvci)) throw new Error('it is not of this certificate')
  return certificate.replace(whole, () => fields.replace(uvci, ''))
}

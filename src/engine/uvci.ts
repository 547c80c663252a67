// The identifier of a certificate: Ukraine's form, option 2 of the eHealth Network's guidelines, Annex 2.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:'
const prefix = 'URN:UVCI:01:UA:'

/** Random bytes of an identifier: 32 hexadecimal digits that say nothing of a person. */
const randomLength = 16

/** Luhn modulo 38 over the whole text, guidelines on verifiable certificates, Annex 2. */
export function checksum(text: string): string {
  let factor = 2
  let sum = 0
  for (let at = text.length - 1; at >= 0; at--) {
    const addend = factor * alphabet.indexOf(text.charAt(at))
    sum += Math.floor(addend / alphabet.length) + (addend % alphabet.length)
    factor = factor === 2 ? 1 : 2
  }
  const remainder = sum % alphabet.length
  return alphabet.charAt((alphabet.length - remainder) % alphabet.length)
}

/** A new identifier. @param random cryptographically secure bytes of the length asked for */
export function newUvci(random: (length: number) => Uint8Array, withChecksum: boolean): string {
  const uvci = prefix + Buffer.from(random(randomLength)).toString('hex').toUpperCase()
  return withChecksum ? `${uvci}#${checksum(uvci)}` : uvci
}

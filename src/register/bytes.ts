// Bytes as PostgreSQL writes them in text and JSON.

/** `\\x` and hex digits. */
export function hexOf(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`
}

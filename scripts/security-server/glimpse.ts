// What can be seen of a message that was refused before it could be read, so that its sender finds it among the
// lines: id, client and service code, from the header alone. Looks; decides nothing, and never goes past the body.

/** A header has a handful of blocks; what stands further on is not looked at, characters. */
const lookedAt = 16_384

const beforeBody =
  /^[\s\S]*?<(?:[\w.-]+:)?Header[\s>]([\s\S]*?)(?:<\/?(?:[\w.-]+:)?(?:Body|Header)[\s>]|$)/

function blockOf(header: string, name: string): string | undefined {
  return new RegExp(
    `<(?:[\\w.-]+:)?${name}(?:\\s[^<>]*)?>([\\s\\S]*?)</(?:[\\w.-]+:)?${name}\\s*>`,
  ).exec(header)?.[1]
}

/** Texts of the elements inside, in order. */
function partsOf(block: string | undefined): string[] {
  return [...(block ?? '').matchAll(/>([^<>]+)<\//g)].map(([, text = '']) => text.trim())
}

export interface Glimpse {
  id: string | undefined
  /** `INSTANCE/CLASS/MEMBER/SUBSYSTEM`, as far as it is told. */
  client: string | undefined
  serviceCode: string | undefined
}

/** @param body whatever was sent */
export function glimpse(body: Buffer): Glimpse {
  const header = beforeBody.exec(body.toString('utf8', 0, lookedAt))?.[1] ?? ''
  const client = partsOf(blockOf(header, 'client')).join('/')
  return {
    id: blockOf(header, 'id')?.trim(),
    client: client === '' ? undefined : client,
    serviceCode: blockOf(header, 'serviceCode')?.trim(),
  }
}

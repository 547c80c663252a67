// What a security server says no with: its own dotted codes in both spellings, and the fault a consumer sees.
// A text never quotes what a message holds; `why` is for the double's own line.

export type Spelling = 'camel' | 'snake'

/** A security server's refusal; the code is written as up to 7.7 and spelt when it leaves. */
export class Refusal extends Error {
  readonly code: string
  /** What the line on the desk adds: which field or header, never its value. */
  readonly why: string | undefined

  /** @param code dotted, CamelCase, without the prefixes that the servers on the way add */
  constructor(code: string, text: string, why?: string) {
    super(text)
    this.code = code
    this.why = why
  }
}

/** Does the work, and puts the place where it failed before the code of a refusal. */
export function at<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw placed(place, error)
  }
}

/** The same for work that takes time. */
export async function atAsync<T>(place: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error) => {
    throw placed(place, error)
  })
}

function placed(place: string, error: unknown): unknown {
  if (!(error instanceof Refusal)) return error
  return new Refusal(`${place}.${error.code}`, error.message, error.why)
}

/** Segments whose newer spelling is not the older one with underscores (X-Road 7.8). */
const snakeSegments: Readonly<Record<string, string>> = {
  ServerProxy: 'serverproxy',
  ClientProxy: 'clientproxy',
  IOError: 'io_error',
  OutdatedGlobalConf: 'global_conf_outdated',
}

/** Codes that exist since 7.8 alone, and what stood in their place before. */
const camelSegments: Readonly<Record<string, string>> = { UnknownHost: 'NetworkError' }

function snake(segment: string): string {
  return (
    snakeSegments[segment] ?? segment.replace(/(?<=[a-z])[A-Z]/g, (big) => `_${big}`).toLowerCase()
  )
}

/** `Server.ServerProxy.ServiceFailed.HttpError` → `server.serverproxy.service_failed.http_error` since 7.8. */
export function spell(code: string, spelling: Spelling): string {
  const one = (segment: string) =>
    spelling === 'snake' ? snake(segment) : (camelSegments[segment] ?? segment)
  return code.split('.').map(one).join('.')
}

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** A text as element content. */
export function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => references[character] as string)
}

/**
 * The fault for the consumer: an unbound dotted code, an actor, and a detail that a provider's fault does
 * not have.
 * @param detail the number under which the double's line speaks of it
 */
export function faultXml(refusal: Refusal, spelling: Spelling, detail: string): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><SOAP-ENV:Fault>\
<faultcode>${escaped(spell(refusal.code, spelling))}</faultcode>\
<faultstring>${escaped(refusal.message)}</faultstring>\
<faultactor></faultactor>\
<detail><xroad:faultDetail xmlns:xroad="http://x-road.eu/xsd/xroad.xsd">${escaped(detail)}</xroad:faultDetail></detail>\
</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>`)
}

// What a double of a pair of security servers is told: the registry of members and services behind it, and how
// it speaks.

import type { ProviderTls } from './pinned.ts'
import type { Spelling } from './refusal.ts'

export interface SecurityServerOptions {
  /** The adapter's address; a bare one means its `/ws`. */
  provider: string
  /** Where the provider's WSDL is; tried at the customary places when absent. */
  wsdl?: string
  /** Service codes, instead of asking the WSDL for them. */
  services?: readonly string[]
  /** `INSTANCE/CLASS/MEMBER/SUBSYSTEM` of the provider; the sandbox's when absent. */
  member?: string
  /** Known clients, written likewise; any client of the provider's instance when absent. */
  clients?: readonly string[]
  /** Client → service codes it may call, `*` for all; everybody may call everything when absent. */
  access?: Readonly<Record<string, readonly string[]>>
  /** `INSTANCE/CLASS/MEMBER/CODE` of the provider's security server; any when absent. */
  securityServer?: string
  /** 0 takes a free port. */
  port?: number
  host?: string
  spelling?: Spelling
  uxp?: boolean
  serviceTimeoutMs?: number
  /** Of one message with its attachments, either way. */
  bytesMax?: number
  /** PEM texts. */
  tls?: ProviderTls
  /** PEM texts: HTTPS towards consumers, who show no certificate. */
  consumerTls?: { certificate: string; key: string }
  /** Takes one line per message: what was refused and why, or that it passed. */
  say?: (line: string) => void
}

/** Trembita's test environment, as the gateway's sandbox names itself. */
export const sandboxMember = 'SEVDEIR-TEST/GOV/00000000/00_Sandbox_Certificates'

/** A security server's own default. */
export const serviceTimeoutMs = 60_000

/** Far above any message that adapters here are made for; a security server itself knows no limit. */
export const defaultBytesMax = 67_108_864

/** A bare address means its `/ws`. */
export function serviceUrl(text: string): string {
  const url = new URL(text)
  if (url.pathname === '/' && url.search === '') url.pathname = '/ws'
  return url.href
}

/** Where a WSDL is looked for: the custom of adapters, then the gateway's own places. */
export function wsdlUrls({ provider, wsdl, uxp = false }: SecurityServerOptions): string[] {
  if (wsdl !== undefined) return [wsdl]
  const url = serviceUrl(provider)
  const own = uxp ? '/wsdl/certificates.plain.wsdl' : '/wsdl/certificates.wsdl'
  return [new URL(own, url).href, new URL('?wsdl', url).href]
}

const names = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode']

/** `INSTANCE/CLASS/MEMBER[/SUBSYSTEM]` in parts. @throws Error when it is something else */
export function memberParts(text: string): Readonly<Record<string, string>> {
  const parts = text.split('/')
  const sound = parts.length >= 3 && parts.length <= names.length && !parts.includes('')
  if (!sound) throw new Error(`${text}: INSTANCE/CLASS/MEMBER/SUBSYSTEM expected`)
  return Object.fromEntries(parts.map((part, at) => [names[at] as string, part]))
}

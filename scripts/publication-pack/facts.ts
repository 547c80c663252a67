// All that the pack says, gathered once: the configuration, the contract, the certificates of the link.

import type { Config } from '../../src/config.ts'
import { namespace } from '../../src/contract/operations.ts'
import { publishWsdl } from '../../src/contract/wsdl.ts'
import { fingerprintOf, fingerprintText, readLinkFiles } from '../../src/doors/pins.ts'
import { operations } from '../../src/operations/index.ts'
import { type Service, servicesOf } from './contract.ts'

/** The certificates of a link in TLS, fingerprints as SHA-256 with colons. */
export interface LinkFacts {
  subject: string
  expires: Date
  fingerprint: string
  pem: string
  pins: readonly string[]
}

export interface Facts {
  config: Config
  /** `instance/class/code/subsystem` */
  subsystem: string
  namespace: string
  wsdlUrl: string
  serviceUrl: string
  services: readonly Service[]
  /** Largest message of a service, bytes. */
  bytesMax(code: string): number
  /** What to set in the security server for every service, seconds. */
  serviceTimeoutSeconds: number
  link: LinkFacts | undefined
}

/** The security server's own default and the largest that its interface takes, seconds. */
const timeoutSeconds = { ordinary: 60, max: 1000 }
/** So much longer than we take at most, that our fault arrives and not the security server's, seconds. */
const marginSeconds = 10

function serviceTimeout({ deadlineMs }: Config): number {
  const needed = Math.ceil(deadlineMs / 1000) + marginSeconds
  return Math.min(timeoutSeconds.max, Math.max(timeoutSeconds.ordinary, needed))
}

function linkFacts({ link }: Config): LinkFacts | undefined {
  if (link === undefined) return undefined
  const { own, pins } = readLinkFiles(link)
  return {
    subject: own.subject.replace(/\n/g, ', '),
    expires: new Date(own.validTo),
    fingerprint: fingerprintText(fingerprintOf(own)),
    pem: own.toString().trim(),
    pins: pins.map(fingerprintText),
  }
}

function subsystemOf({ service }: Config): string {
  const { xRoadInstance, memberClass, memberCode, subsystemCode } = service
  return [xRoadInstance, memberClass, memberCode, subsystemCode].join('/')
}

/** @throws Error when the files of the link cannot be read */
export function gatherFacts(config: Config): Facts {
  const serviceUrl = `${config.publicUrl}/ws`
  const names = Object.keys(operations)
  const wsdl = publishWsdl({ address: serviceUrl, operations: names, headers: false })
  const limits = new Map(Object.entries(operations).map(([name, { bytesMax }]) => [name, bytesMax]))
  return {
    config,
    subsystem: subsystemOf(config),
    namespace,
    wsdlUrl: `${config.publicUrl}/wsdl/certificates.plain.wsdl`,
    serviceUrl,
    services: servicesOf(wsdl),
    bytesMax: (code) => limits.get(code) ?? config.messageBytesMax,
    serviceTimeoutSeconds: serviceTimeout(config),
    link: linkFacts(config),
  }
}

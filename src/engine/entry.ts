// What the register is told of a certificate (step 5): the facts in clear, which it hashes and encrypts.

import type { ReadCertificate } from '../hcert/certificate.ts'
import { revocationHash } from '../hcert/cose.ts'
import type { Dcc } from '../hcert/payload.ts'
import { valueSetsVersion } from '../hcert/value-sets/index.ts'
import type { Entry, Message, Owner } from '../register/entry.ts'
import type { CertificateRow } from './certificates/certificate.ts'
import type { Caller, CertificateType, IssueRequest } from './engine.ts'
import { kyivYear } from './rules/kyiv.ts'
import { rulesVersion } from './rules/national.ts'

const contractVersion = '1'

/** The code of an organisation; ten digits are a sole trader's own tax number and are not kept. */
const edrpou = /^\d{8}$/

/** Whose certificates the caller may see and change. */
export function ownerOf({ client, representedParty }: Caller): Owner {
  return { client, ...(representedParty === undefined ? {} : { representedParty }) }
}

/** The message as the key of its repeats. */
export function messageOf(caller: Caller): Message {
  const { service, id, userId, issue, bodyDigest, requestDigest } = caller
  return {
    service,
    id,
    bodyDigest: Buffer.from(bodyDigest, 'hex'),
    requestDigest: Buffer.from(requestDigest, 'hex'),
    ...(userId === undefined ? {} : { userId }),
    ...(issue === undefined ? {} : { issue }),
  }
}

export interface Issued<T extends CertificateType> {
  type: T
  row: CertificateRow<T>
  request: IssueRequest<T>
  caller: Caller
}

/** The holder as the certificate names them: another Latin spelling is another certificate. */
const holderFacts = ({ nam, dob }: Dcc) => [nam.fn, nam.fnt, nam.gn, nam.gnt, dob]

/** @param certificate what was signed and read back */
export function entryOf<T extends CertificateType>(
  { type, row, request, caller }: Issued<T>,
  { uvci, keyId, read }: { uvci: string; keyId: string; read: ReadCertificate },
): Entry {
  const { person, event } = request
  const { recordId, recordOrigin, facility } = event
  const issuedAt = new Date(read.cwt.issuedAt * 1000)
  const perYear = row.perYear?.(issuedAt)
  return {
    uvci,
    cose: read.coseBytes,
    type,
    owner: ownerOf(caller),
    message: messageOf(caller),
    person,
    ...(recordId === undefined ? {} : { recordId }),
    ...(recordOrigin === undefined ? {} : { recordOrigin }),
    facts: [...holderFacts(read.dcc as Dcc), ...row.facts(event)],
    ...(edrpou.test(facility?.edrpou ?? '') ? { facility: facility?.edrpou as string } : {}),
    keyId,
    versions: { contract: contractVersion, rules: rulesVersion, valueSets: valueSetsVersion },
    revocationHash: revocationHash(read.cose),
    ...(perYear === undefined ? {} : { quota: { max: perYear, ...kyivYear(issuedAt) } }),
    issuedAt,
    expiresAt: new Date(read.cwt.expiresAt * 1000),
  }
}

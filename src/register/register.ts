// The register of issued certificates, whole. It hashes and seals all that it is given, and
// decides whether a message or an event was answered before; it decides nothing else.

import { type AuditEntry, type AuditorOptions, createAuditor } from './audit.ts'
import { openEmbedded } from './embedded.ts'
import { type Entry, type MessageKey, type Owner, sealEntry } from './entry.ts'
import { createListing, type Listing } from './listing.ts'
import { migrate } from './migrate.ts'
import { openPostgres } from './postgres.ts'
import { purgeDeliveries } from './purge.ts'
import { createRecorder, type RecorderOptions } from './record.ts'
import { foreseeReissue, type Superseded } from './reissue.ts'
import { type Revocation, type RevocationRefused, type RevokedRow, revoke } from './revoke.ts'
import { createSeals, type SealsOptions } from './sealed.ts'
import { proveSecrets } from './secrets.ts'
import { foresee, type Recorded, type RefusedCode } from './settle.ts'
import type { Standing } from './standing.ts'
import { type CertificateFacts, findFacts } from './status.ts'

export interface Register {
  /**
   * Records a signed certificate before its release, or says which one to release instead.
   * @throws Failure OVERLOADED, STOPPING, REGISTER_UNAVAILABLE
   */
  record(entry: Entry): Promise<Recorded>
  /** What `record` would refuse, if anything; nothing is written. */
  foresee(entry: Entry): Promise<RefusedCode | undefined>
  /**
   * The same for a certificate that corrects another, of the same owner unless `foreignToo`: both stand linked, and the
   * old one is revoked or left to expire, all at once. @throws Failure as `record`
   */
  reissue(entry: Entry, superseded: Superseded): Promise<Recorded>
  /** What `reissue` would refuse, if anything; nothing is written. */
  foreseeReissue(entry: Entry, superseded: Superseded): Promise<RefusedCode | undefined>
  /** The certificate that this very message was answered with, while its delivery is kept. */
  findRepeat(message: MessageKey, owner: Owner): Promise<Standing | undefined>
  /** Undefined if no certificate bears the UVCI. */
  status(uvci: string): Promise<CertificateFacts | undefined>
  /**
   * One row for each, in their order, all or none carried out. Undefined alike if no certificate bears the UVCI and if
   * it is somebody else's, unless `foreignToo`.
   */
  revoke(
    uvcis: readonly string[],
    owner: Owner,
    revocation: Revocation,
  ): Promise<RevokedRow[] | RevocationRefused>
  /** Notes who asked what about whom. @throws Failure OVERLOADED, REGISTER_UNAVAILABLE */
  audit(entry: AuditEntry): Promise<void>
  /** What verifiers are told of what was revoked. */
  listing: Listing
  /** Deletes the deliveries that ended by `now`, the machine's, and says how many. */
  purge(now: Date): Promise<number>
  /** Returns if the database answers and knows our keys. To be awaited once before the first entry. */
  ready(): Promise<void>
  /** Answers what was accepted, then closes the database. */
  close(): Promise<void>
}

export type RegisterOptions = RecorderOptions & AuditorOptions

export interface OpenOptions extends SealsOptions, Omit<RegisterOptions, 'database' | 'seals'> {
  /** A PostgreSQL server; without one the embedded database in `folder` is used. */
  databaseUrl: string | undefined
  folder: string
}

/**
 * The register of a running program: database opened and migrated, keys proved.
 * @throws Failure REGISTER_UNAVAILABLE, REGISTER_LOCKED; INTERNAL if files or keys are not its own
 */
export async function openRegister(options: OpenOptions): Promise<Register> {
  const { databaseUrl, folder } = options
  const seals = createSeals(options)
  const database =
    databaseUrl === undefined ? await openEmbedded({ folder }) : openPostgres({ url: databaseUrl })
  const register = createRegister({ ...options, database, seals })
  try {
    await migrate(database)
    await register.ready()
    return register
  } catch (error) {
    await register.close()
    throw error
  }
}

/** The database is migrated already (`migrate`), and from now on the register's to close. */
export function createRegister(options: RegisterOptions): Register {
  const { database, seals } = options
  const recorder = createRecorder(options)
  const auditor = createAuditor(options)
  return {
    record: recorder.record,
    foresee: (entry) => foresee(options, sealEntry(seals, entry)),
    reissue: recorder.reissue,
    foreseeReissue: (entry, superseded) =>
      foreseeReissue(options, sealEntry(seals, entry), superseded),
    findRepeat: recorder.findRepeat,
    status: (uvci) => findFacts(database, seals, uvci),
    revoke: (uvcis, owner, revocation) => revoke(database, seals, uvcis, owner, revocation),
    audit: auditor.audit,
    listing: createListing(options),
    purge: (now) => purgeDeliveries(database, now),
    ready: () => proveSecrets(database, seals),
    close: async () => {
      await recorder.drain()
      await auditor.drain()
      await database.close()
    },
  }
}

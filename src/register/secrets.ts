// Proves that the keys configured are those the register was written with. A pepper changed under
// its id would find no certificate again and issue everything twice, without any error.

import { Failure } from '../errors.ts'
import type { Session } from './database.ts'
import type { Fingerprint, Seals } from './sealed.ts'

const remembering = `INSERT INTO secret (kind, id, fingerprint)
  VALUES ($1::text, $2::text, $3::bytea) ON CONFLICT DO NOTHING`

/** @throws Failure INTERNAL, its cause naming the key, if its id stood for another before */
export async function proveSecrets(session: Session, seals: Seals): Promise<void> {
  const known = await session.query<Fingerprint>('SELECT kind, id, fingerprint FROM secret')
  for (const secret of seals.fingerprints()) {
    const same = known.find(({ kind, id }) => kind === secret.kind && id === secret.id)
    if (same === undefined) {
      await session.query(remembering, [secret.kind, secret.id, secret.fingerprint])
    } else if (Buffer.compare(same.fingerprint, secret.fingerprint) !== 0) {
      const cause = new Error(`${secret.kind} "${secret.id}" is not the one this register knows`)
      throw new Failure('INTERNAL', { cause })
    }
  }
}

const knowing = 'SELECT 1 FROM secret WHERE kind = $1::text AND id = $2::text'

/** Whether the register was ever opened with a key of that id. */
export async function isKnown(
  session: Session,
  { kind, id }: Pick<Fingerprint, 'kind' | 'id'>,
): Promise<boolean> {
  return (await session.query(knowing, [kind, id])).length > 0
}

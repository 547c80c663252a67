-- What verifiers are told of revoked certificates: signed batches of hashes (docs/revocation.md).

-- When the certificate went into batches, by the world's clock; once, for it is never moved.
ALTER TABLE certificate ADD COLUMN listed_at timestamptz;

-- What the next run has to list; empty but for what was revoked since the last one.
CREATE INDEX certificate_unlisted ON certificate (key_id, uvci_hash)
  WHERE revoked_at IS NOT NULL AND listed_at IS NULL;

CREATE SEQUENCE revocation_change;

-- Batches are made and deleted, and changed in no other way.
CREATE TABLE revocation_batch (
  batch_id text PRIMARY KEY,
  -- Grows with every change; batches are told in its order. Changes are made by one process at a time.
  change bigint NOT NULL DEFAULT nextval('revocation_change'),
  country text NOT NULL,
  key_id text NOT NULL,
  hash_kind text NOT NULL,
  entries integer NOT NULL,
  -- The world's clock; changed_at never goes back from one change to the next.
  expires_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  deleted_at timestamptz,
  -- The signed batch; null once it is deleted.
  cms bytea
);

CREATE UNIQUE INDEX revocation_batch_change ON revocation_batch (change);
CREATE INDEX revocation_batch_expires ON revocation_batch (expires_at) WHERE deleted_at IS NULL;
CREATE INDEX revocation_batch_deleted ON revocation_batch (deleted_at)
  WHERE deleted_at IS NOT NULL;

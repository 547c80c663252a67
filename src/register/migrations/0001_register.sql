-- The register of issued certificates. Nothing of a person stands here in clear:
--   …_hash    HMAC-SHA-256 under the pepper `pepper_id`
--   …_sealed  AES-256-GCM, the id of its key in front
--   …_digest  SHA-256 or SHA-512 of bytes that nobody can guess
-- No foreign keys: all rows of a certificate are written by one statement, and checking them
-- once more would cost a look-up for each.

CREATE TABLE certificate (
  uvci_hash bytea PRIMARY KEY,
  uvci_sealed bytea NOT NULL,
  type text NOT NULL,
  -- ISSUED where `supersedes` is null, else RENEWED; both links are uvci_hash of this table.
  supersedes bytea,
  superseded_by bytea,
  -- Who asked. Together the owner: nobody else is told of this certificate or may revoke it.
  client text NOT NULL,
  represented_hash bytea,
  -- The message it was issued for; request_digest is the SHA-512 of the request as received.
  service text NOT NULL,
  x_road_id text NOT NULL,
  user_hash bytea,
  issue_hash bytea,
  request_digest bytea NOT NULL,
  -- person.person_id
  person_id bytea NOT NULL,
  -- The business key is the medical record if one was named, else the event.
  record_hash bytea,
  event_hash bytea NOT NULL,
  facility text,
  key_id text NOT NULL,
  contract_version text NOT NULL,
  rules_version text NOT NULL,
  value_sets_version text NOT NULL,
  pepper_id text NOT NULL,
  cose_digest bytea NOT NULL,
  -- 16 bytes, as revocation lists carry them.
  revocation_hash bytea NOT NULL,
  -- The world's clock, except recorded_at: the machine's.
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revocation_reason text,
  revocation_fraud boolean
);

-- One event has at most one standing certificate: neither renewed nor revoked.
CREATE UNIQUE INDEX certificate_standing ON certificate (coalesce(record_hash, event_hash))
  WHERE superseded_by IS NULL AND revoked_at IS NULL;

-- Every message that was answered with a certificate. A row whose certificate was not recorded
-- counts as absent: it lost a race for its event, and its sender is answered in a moment.
-- Both columns name the certificate, so that a UVCI drawn twice leads to nobody else's.
CREATE TABLE message (
  message_hash bytea PRIMARY KEY,
  body_hash bytea NOT NULL,
  uvci_hash bytea NOT NULL,
  cose_digest bytea NOT NULL
);

-- Each identifier of a person, and the person: the identifier that was seen first.
CREATE TABLE person (
  identifier_hash bytea PRIMARY KEY,
  person_id bytea NOT NULL
);

-- The COSE bytes while they may be asked for again. Apart from `certificate`, because to delete
-- a row here costs a fourteenth of emptying two columns there. `until` is the machine's clock.
CREATE TABLE delivery (
  uvci_hash bytea PRIMARY KEY,
  cose_sealed bytea NOT NULL,
  until timestamptz NOT NULL
);

-- Deliveries end in the order in which they were written, so a few bytes per block will do.
CREATE INDEX delivery_until ON delivery USING brin (until);

-- Which key stands behind an id: a key changed under its id is found when the program starts.
CREATE TABLE secret (
  kind text NOT NULL,
  id text NOT NULL,
  fingerprint bytea NOT NULL,
  PRIMARY KEY (kind, id)
);

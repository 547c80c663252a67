-- What the rules count and compare by: people who turned out to be one, quotas, and events without a record.

-- Ids of `person` that are one person, because one request named identifiers of both; each pair stands both ways.
CREATE TABLE same_person (
  person_id bytea NOT NULL,
  other_id bytea NOT NULL,
  PRIMARY KEY (person_id, other_id)
);

-- `event_hash` is of what the certificate says; where no record was named, also of the surest identifier, for then it
-- is the business key. `facts_hash` is the same without the identifier, and null where a record was named.
ALTER TABLE certificate ADD COLUMN facts_hash bytea;

-- Both leave out what is most: certificates of vaccination, and of a record.
CREATE INDEX certificate_quota ON certificate (person_id)
  WHERE type = 'recovery' AND superseded_by IS NULL AND revoked_at IS NULL;
CREATE INDEX certificate_facts ON certificate (facts_hash)
  WHERE facts_hash IS NOT NULL AND superseded_by IS NULL AND revoked_at IS NULL;

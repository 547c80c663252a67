-- Who asked what about whom: a row for every message whose header could be read and whose operation
-- is known, whatever became of it. Hashes as in 0001, each under a domain of its own.

CREATE TABLE audit (
  entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- By the machine's clock.
  at timestamptz NOT NULL,
  client text NOT NULL,
  represented_hash bytea,
  user_hash bytea,
  operator_hash bytea,
  service text NOT NULL,
  x_road_id text NOT NULL,
  -- In clear if it is a code; else its hash, for a consumer may have written anything.
  purpose text,
  purpose_hash bytea,
  -- All that the message and its answer tell about whom: identifiers of a person as in `person`,
  -- the subject id as the consumer calls it, a certificate as in `certificate.uvci_hash`.
  subject_hashes bytea[] NOT NULL,
  -- OK, or the code of the refusal or fault that was answered.
  outcome text NOT NULL,
  pepper_id text NOT NULL
);

-- Rows come in the order of time, so a few bytes per block will do; retention reads by it.
CREATE INDEX audit_at ON audit USING brin (at);

-- Rows are added and never changed. They end by audit_forget alone, which a retention job calls:
-- it opens this door for its own transaction, and only for rows older than a year.
CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.at < nullif(current_setting('register.audit_forget', true), '')::timestamptz
      AND OLD.at < now() - interval '1 year' THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit is append-only: % is refused', TG_OP USING ERRCODE = '42501';
END
$$;

CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION audit_keep();
CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_keep();

-- Deletes the rows from before an instant and says how many; rows younger than a year stay.
CREATE FUNCTION audit_forget(before timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  forgotten bigint;
BEGIN
  PERFORM set_config('register.audit_forget', before::text, true);
  DELETE FROM audit WHERE at < before AND at < now() - interval '1 year';
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  PERFORM set_config('register.audit_forget', '', true);
  RETURN forgotten;
END
$$;

-- Where a verifier's `since` lies among the changes: both grow together, so the first of that time is the first wanted.
CREATE INDEX revocation_batch_changed_at ON revocation_batch (changed_at, change);

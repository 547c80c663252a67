-- Who withdrew a certificate, and by which message; and what a reissue compares people by.

ALTER TABLE certificate
  -- Whether `person_id` is a number's hash; of a name's, nothing can be concluded. Null: written before this was kept.
  ADD COLUMN identified boolean,
  -- The actor: the client, its user, and the key of the message, as in `message`. Null where nobody's message did it.
  ADD COLUMN revoked_by text,
  ADD COLUMN revoked_user_hash bytea,
  ADD COLUMN revoked_message_hash bytea;

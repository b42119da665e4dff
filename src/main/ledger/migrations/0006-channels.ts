/** Where news goes besides the screens, and how far each has been told. */
export const channels = `
CREATE TABLE channel (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  -- What it wants to hear, its language and times, how mail leaves: JSON. Its address and passwords live with the host's secrets.
  settings TEXT NOT NULL,
  -- Under which name do the host's secrets keep its address and passwords?
  secret_name TEXT NOT NULL UNIQUE,
  -- Enough of the address to know it by; no secret.
  target TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  -- Up to which event has it been told?
  told_event_id INTEGER NOT NULL,
  -- When did it last take a message, a digest, a heartbeat?
  told_at INTEGER,
  digest_at INTEGER NOT NULL,
  beat_at INTEGER,
  -- Why did the last try fail, how many in a row, and when is the next?
  trouble TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  retry_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
`

/** Who may open the screens over the network, and where they were last served. */
export const signIns = `
-- Who may open the screens of serve, besides whoever started it? What opens them is kept nowhere: only its hash is.
CREATE TABLE sign_in (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,              -- 'operator' | 'viewer'
  token_hash TEXT NOT NULL UNIQUE, -- SHA-256, hex
  made_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER,            -- to the minute
  last_seen_from TEXT,
  revoked_at INTEGER,
  revoked_by TEXT
) STRICT;
CREATE UNIQUE INDEX sign_in_name ON sign_in(name COLLATE NOCASE) WHERE revoked_at IS NULL;

-- At which addresses does a serve answer (as far as it could say so)? json: origins. A killed one leaves its row.
CREATE TABLE served (
  port INTEGER PRIMARY KEY,
  origins TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;
`

/** Networks this machine was on, and which of them clips may leave by. */
export const networks = `
CREATE TABLE network (
  system_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,              -- 'wifi' | 'wired' | 'mobile' | 'other'
  metered INTEGER,                 -- null: not told
  approved INTEGER NOT NULL DEFAULT 0,
  last_seen_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- One row: whether only approved networks will do, and why clips wait when they do.
CREATE TABLE network_setting (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  only_approved INTEGER NOT NULL DEFAULT 0,
  when_untold TEXT NOT NULL DEFAULT 'wait', -- 'wait' | 'go-on'
  waits TEXT,                      -- 'not-approved' | 'untold'
  waits_on TEXT,                   -- the network that is not approved
  waits_since INTEGER
) STRICT;
INSERT INTO network_setting (id) VALUES (1);
`

/** Who fetched what by our own links, where a linked file really lay, and the return addresses we listen on. */
export const whatIsFetched = `
ALTER TABLE link ADD COLUMN real_path TEXT;                  -- where the file really lay when the link was made

-- By whom was a clip fetched through one of our links? Questions of one reader are one row. Kept bounded.
CREATE TABLE link_fetch (
  id INTEGER PRIMARY KEY,
  link_id INTEGER NOT NULL REFERENCES link(id),
  clip_id INTEGER NOT NULL REFERENCES clip(id),
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  status INTEGER NOT NULL                                    -- of the last answer
) STRICT;
CREATE INDEX link_fetch_clip ON link_fetch(clip_id, id);
CREATE INDEX link_fetch_link ON link_fetch(link_id, id);

-- What the link server did on a day (UTC): kept when the rows above have gone.
CREATE TABLE link_day (
  day TEXT PRIMARY KEY,
  requests INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0                         -- questions that no link answers
) STRICT, WITHOUT ROWID;

-- What of a session's return address is ours: nobody guesses it. Null: another page is.
ALTER TABLE validation_session ADD COLUMN callback_token TEXT;
CREATE UNIQUE INDEX validation_session_callback ON validation_session(callback_token) WHERE callback_token IS NOT NULL;
`

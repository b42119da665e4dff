/** The first ledger: accounts, groups, clips and their sources, batches, attempts, folders, events. */
export const theBeginning = `
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  base_url TEXT NOT NULL,
  sandbox INTEGER NOT NULL DEFAULT 0,
  submit_rpm REAL NOT NULL,
  poll_rpm REAL NOT NULL,
  share_percent REAL NOT NULL DEFAULT 100,
  batch_size INTEGER NOT NULL,
  callback_url TEXT NOT NULL,
  limits TEXT NOT NULL,            -- json: media limits in force
  publishing TEXT NOT NULL,        -- json: how clips get their URL
  paused INTEGER NOT NULL DEFAULT 0,
  stop TEXT,                       -- why did every submission stop?
  stop_reason TEXT,                -- the service's own words
  stop_at INTEGER,
  trouble TEXT,                    -- 'offline' | 'service': nothing is usefully answered
  trouble_message TEXT,
  trouble_since INTEGER,
  trouble_step INTEGER NOT NULL DEFAULT 0,
  retry_at INTEGER,                -- no call before this, after trouble
  submit_rate TEXT NOT NULL DEFAULT '{}',
  poll_rate TEXT NOT NULL DEFAULT '{}',
  state_since INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- When was the service called, and when did it answer? The rate budget is a function of these rows.
CREATE TABLE request (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  ceiling TEXT NOT NULL,           -- 'submit' | 'poll'
  purpose TEXT NOT NULL,
  batch_id INTEGER,
  sent_at INTEGER NOT NULL,
  answered_at INTEGER,
  outcome TEXT,                    -- what the answer meant
  status INTEGER,
  request_id TEXT                  -- the vendor's own id of the request
) STRICT;
CREATE INDEX request_window ON request(account_id, ceiling, sent_at);
CREATE INDEX request_open ON request(account_id, ceiling) WHERE answered_at IS NULL;
CREATE INDEX request_answered ON request(account_id, ceiling, answered_at);

CREATE TABLE avatar_group (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  name TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  project_name TEXT NOT NULL,
  consent_note TEXT NOT NULL DEFAULT '',
  mode TEXT NOT NULL DEFAULT 'fast',
  paused INTEGER NOT NULL DEFAULT 0,
  stop TEXT,                       -- json: why its submissions stopped by themselves
  verdicts_failed INTEGER NOT NULL DEFAULT 0,
  verdicts_total INTEGER NOT NULL DEFAULT 0,
  refusals_in_a_row INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  UNIQUE (account_id, remote_id, project_name)
) STRICT;

CREATE TABLE validation_session (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  name TEXT NOT NULL,
  project_name TEXT NOT NULL,
  callback_url TEXT NOT NULL,
  consent_note TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  task_id TEXT,
  byted_token TEXT,
  h5_link TEXT,
  verdict_task_id TEXT,
  opened_at INTEGER,
  expires_at INTEGER,
  group_id INTEGER REFERENCES avatar_group(id),
  asked_again INTEGER NOT NULL DEFAULT 0,
  retry_at INTEGER,
  problem TEXT,                    -- json
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX validation_session_state ON validation_session(state, id);

CREATE TABLE watch_folder (
  id INTEGER PRIMARY KEY,
  group_id INTEGER NOT NULL REFERENCES avatar_group(id),
  path TEXT NOT NULL,
  volume_id TEXT,
  relative_path TEXT,
  state TEXT NOT NULL,
  why TEXT,
  state_since INTEGER NOT NULL,
  mode TEXT NOT NULL DEFAULT 'events',
  settle_ms INTEGER NOT NULL,
  linger_ms INTEGER NOT NULL,
  batch_size INTEGER,
  ignore TEXT NOT NULL DEFAULT '[]',
  existing TEXT NOT NULL,
  first_scan_done INTEGER NOT NULL DEFAULT 0,
  rescan_asked_at INTEGER,
  last_scan_at INTEGER,
  removed_at INTEGER,
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- What lay in a watch folder before it was watched and is to be left alone, as it was then.
CREATE TABLE ignored_file (
  folder_id INTEGER NOT NULL REFERENCES watch_folder(id),
  location_key TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  mtime_ms INTEGER NOT NULL,
  PRIMARY KEY (folder_id, location_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE intake (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  group_id INTEGER NOT NULL REFERENCES avatar_group(id),
  actor TEXT NOT NULL,
  inputs TEXT NOT NULL,            -- json: as given
  batch_size INTEGER,
  preflight INTEGER NOT NULL,
  ask_when_large INTEGER NOT NULL,
  state TEXT NOT NULL,
  taken INTEGER NOT NULL DEFAULT 0,
  already_there INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  refusals TEXT NOT NULL DEFAULT '[]',
  estimate TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX intake_state ON intake(state, id);
CREATE INDEX intake_group ON intake(group_id, id);

CREATE TABLE clip (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  group_id INTEGER NOT NULL REFERENCES avatar_group(id),
  name TEXT NOT NULL,
  asset_type TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since INTEGER NOT NULL,
  due_at INTEGER,                  -- when is its next local step due? null: nothing is due
  gated INTEGER NOT NULL DEFAULT 0,-- 1: waits for a person's word on a large intake
  source_id INTEGER,               -- the current clip_source
  source_kind TEXT NOT NULL,
  location TEXT NOT NULL,
  source_missing INTEGER NOT NULL DEFAULT 0,
  media TEXT,                      -- json: media facts
  intake_id INTEGER REFERENCES intake(id),
  watch_folder_id INTEGER REFERENCES watch_folder(id),
  batch_size INTEGER,              -- kept with the intake; null: the account's
  linger_until INTEGER,            -- a part-filled batch may leave from then on; null: at once
  preflight INTEGER NOT NULL DEFAULT 1,
  submit_anyway INTEGER NOT NULL DEFAULT 0,
  batch_id INTEGER,                -- the batch it is or was last in
  reason_code TEXT NOT NULL DEFAULT '',
  reason TEXT,                     -- json: why held, failed or unclear
  same_outcome INTEGER NOT NULL DEFAULT 0,
  match TEXT,
  asset_id TEXT,
  asset_url TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  duplicate_of INTEGER,
  set_aside_from TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX clip_due ON clip(state, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX clip_state ON clip(state, id);
CREATE INDEX clip_group_state ON clip(group_id, state, id);
CREATE INDEX clip_group ON clip(group_id, id);
CREATE INDEX clip_reason ON clip(reason_code, state, group_id, id) WHERE reason_code <> '';
CREATE INDEX clip_folder ON clip(watch_folder_id, id) WHERE watch_folder_id IS NOT NULL;
CREATE INDEX clip_batch ON clip(batch_id, id) WHERE batch_id IS NOT NULL;
CREATE INDEX clip_changed ON clip(state_since, id);
CREATE INDEX clip_state_changed ON clip(state, state_since, id);
CREATE INDEX clip_group_changed ON clip(group_id, state_since, id);
CREATE INDEX clip_group_state_changed ON clip(group_id, state, state_since, id);
CREATE INDEX clip_failed_assumed ON clip(group_id, reason_code) WHERE state = 'failed' AND match = 'assumed';
CREATE INDEX clip_failed_tired ON clip(group_id, reason_code) WHERE state = 'failed' AND same_outcome >= 3;
CREATE INDEX clip_match ON clip(match, state, id) WHERE match IS NOT NULL;

CREATE TABLE clip_source (
  id INTEGER PRIMARY KEY,
  clip_id INTEGER NOT NULL REFERENCES clip(id),
  group_id INTEGER NOT NULL REFERENCES avatar_group(id),
  kind TEXT NOT NULL,              -- 'path' | 'url'
  location TEXT NOT NULL,          -- as on disk
  location_key TEXT NOT NULL,      -- NFC, to be compared
  given TEXT NOT NULL,             -- in the words of whoever gave it
  current INTEGER NOT NULL DEFAULT 1,
  size_bytes INTEGER,
  mtime_ms INTEGER,
  fingerprint TEXT,
  content_hash TEXT,
  observed_at INTEGER,             -- since when size and mtime are as they are
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX clip_source_identity ON clip_source(group_id, location_key) WHERE current = 1;
CREATE INDEX clip_source_clip ON clip_source(clip_id, id);
CREATE INDEX clip_source_content ON clip_source(group_id, content_hash) WHERE content_hash IS NOT NULL;

-- Which clips did a call take in or meet again?
CREATE TABLE intake_clip (
  intake_id INTEGER NOT NULL REFERENCES intake(id),
  clip_id INTEGER NOT NULL REFERENCES clip(id),
  given TEXT NOT NULL,
  PRIMARY KEY (intake_id, clip_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
  id INTEGER PRIMARY KEY,
  clip_source_id INTEGER NOT NULL REFERENCES clip_source(id),
  kind TEXT NOT NULL,
  url TEXT NOT NULL,
  token TEXT UNIQUE,
  size_bytes INTEGER,
  expires_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX link_source ON link(clip_source_id, id);

CREATE TABLE batch (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  group_id INTEGER NOT NULL REFERENCES avatar_group(id),
  asset_type TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since INTEGER NOT NULL,
  size INTEGER NOT NULL,
  task_id TEXT,
  paused INTEGER NOT NULL DEFAULT 0,
  sends INTEGER NOT NULL DEFAULT 0,
  retry_at INTEGER,                -- planned: not before; null: when the budget allows
  sent_at INTEGER,
  next_poll_at INTEGER,
  polls INTEGER NOT NULL DEFAULT 0,
  poll_errors INTEGER NOT NULL DEFAULT 0,
  progress REAL,
  raw_status TEXT,                 -- the service's own word
  odd_since INTEGER,               -- since when the answer has been odd (404, unknown word)
  why_kind TEXT,
  why_message TEXT,
  answer TEXT,                     -- the last answer as it came, cut at 16 KB
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX batch_state ON batch(state, id);
CREATE INDEX batch_group ON batch(group_id, state, id);
CREATE INDEX batch_group_id ON batch(group_id, id);
CREATE INDEX batch_poll ON batch(account_id, next_poll_at) WHERE state = 'in-review';
CREATE INDEX batch_sent ON batch(sent_at) WHERE sent_at IS NOT NULL;

-- One clip's source in one batch, with its verdict. Appended, never deleted.
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES batch(id),
  clip_id INTEGER NOT NULL REFERENCES clip(id),
  clip_source_id INTEGER NOT NULL REFERENCES clip_source(id),
  number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  correlation_name TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  verdict TEXT NOT NULL DEFAULT 'pending',
  match TEXT,
  asset_id TEXT,
  asset_url TEXT,
  reason TEXT,
  created_at INTEGER NOT NULL,
  decided_at INTEGER
) STRICT;
CREATE INDEX attempt_batch ON attempt(batch_id, position);
CREATE INDEX attempt_clip ON attempt(clip_id, id);

-- What happened, to what, why, and who decided it ('system' or a named person).
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  what TEXT NOT NULL,
  account_id INTEGER,
  group_id INTEGER,
  clip_id INTEGER,
  batch_id INTEGER,
  folder_id INTEGER,
  data TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX event_group ON event(group_id, id) WHERE clip_id IS NULL;
CREATE INDEX event_clip ON event(clip_id, id) WHERE clip_id IS NOT NULL;
CREATE INDEX event_batch ON event(batch_id, id) WHERE batch_id IS NOT NULL;
CREATE INDEX event_people ON event(id) WHERE actor <> 'system';
CREATE INDEX event_not_clip ON event(id) WHERE clip_id IS NULL;

-- What only the process that runs the loops may do for another: calls to the service.
CREATE TABLE errand (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  result TEXT,
  asked_at INTEGER NOT NULL,
  done_at INTEGER
) STRICT;
CREATE INDEX errand_open ON errand(id) WHERE done_at IS NULL;

-- Which process runs the loops (as far as it could say so; the lock file decides), and with what.
CREATE TABLE runner (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  account_name TEXT NOT NULL,
  base_url TEXT NOT NULL,
  key_print TEXT NOT NULL,
  started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE viewer (
  name TEXT PRIMARY KEY,
  looked_at INTEGER NOT NULL,
  last_clip_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Clips by everything the screens count by; kept by the triggers below, in the same transaction.
CREATE TABLE clip_count (
  group_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason_code TEXT NOT NULL,
  folder_id INTEGER NOT NULL,
  gated INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (group_id, state, reason_code, folder_id, gated)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER clip_counted_in AFTER INSERT ON clip BEGIN
  INSERT INTO clip_count VALUES (new.group_id, new.state, new.reason_code, ifnull(new.watch_folder_id, 0), new.gated, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER clip_counted_over AFTER UPDATE OF state, reason_code, gated, group_id, watch_folder_id ON clip
WHEN old.state <> new.state OR old.reason_code <> new.reason_code OR old.gated <> new.gated
  OR old.group_id <> new.group_id OR old.watch_folder_id IS NOT new.watch_folder_id BEGIN
  UPDATE clip_count SET n = n - 1
    WHERE group_id = old.group_id AND state = old.state AND reason_code = old.reason_code
      AND folder_id = ifnull(old.watch_folder_id, 0) AND gated = old.gated;
  INSERT INTO clip_count VALUES (new.group_id, new.state, new.reason_code, ifnull(new.watch_folder_id, 0), new.gated, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TABLE batch_count (
  group_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (group_id, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER batch_counted_in AFTER INSERT ON batch BEGIN
  INSERT INTO batch_count VALUES (new.group_id, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER batch_counted_over AFTER UPDATE OF state ON batch WHEN old.state <> new.state BEGIN
  UPDATE batch_count SET n = n - 1 WHERE group_id = old.group_id AND state = old.state;
  INSERT INTO batch_count VALUES (new.group_id, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
`

/** Copies that fit: profiles, what was asked of each clip, trials, and where copies are kept. */
export const preparations = `
CREATE TABLE preparation_profile (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  recipe TEXT NOT NULL,            -- json
  actor TEXT NOT NULL,
  removed_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX preparation_profile_name ON preparation_profile(name) WHERE removed_at IS NULL;

-- One row: how copies are made and kept, and why nothing goes on when nothing does.
CREATE TABLE preparation_setting (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  ffmpeg_path TEXT,                -- null: found on the PATH
  quota_bytes INTEGER NOT NULL DEFAULT 53687091200,
  keep_ms INTEGER DEFAULT 604800000, -- so long after the verdict; null: for ever
  folder TEXT,                     -- null: beside the ledger
  paused INTEGER NOT NULL DEFAULT 0,
  waits TEXT,                      -- 'quota' | 'disk' | 'no-ffmpeg' | 'place'
  waits_message TEXT,
  waits_since INTEGER,
  copies INTEGER NOT NULL DEFAULT 0,       -- kept by the triggers below
  copies_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO preparation_setting (id) VALUES (1);

-- Some clips of a selection, prepared to look at.
CREATE TABLE preparation_trial (
  id INTEGER PRIMARY KEY,
  recipe TEXT NOT NULL,
  reach TEXT NOT NULL,             -- json: what the recipe would do to the whole selection
  rest_ms INTEGER NOT NULL,        -- length of all that would be made
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- One copy of one clip that was asked for, and what became of it. Appended, never deleted.
CREATE TABLE preparation (
  id INTEGER PRIMARY KEY,
  clip_id INTEGER NOT NULL REFERENCES clip(id),
  account_id INTEGER NOT NULL REFERENCES account(id),
  group_id INTEGER NOT NULL REFERENCES avatar_group(id),
  trial_id INTEGER REFERENCES preparation_trial(id),
  from_source_id INTEGER NOT NULL REFERENCES clip_source(id),
  recipe TEXT NOT NULL,
  media_ms INTEGER NOT NULL,       -- length of the copy, as far as it can be told
  state TEXT NOT NULL,
  state_since INTEGER NOT NULL,
  progress REAL,
  pid INTEGER,                     -- of ffmpeg, to end it should it outlive us
  how TEXT,
  why TEXT,
  path TEXT,
  output_bytes INTEGER,
  kept_bytes INTEGER,              -- null: there is no copy, or no more
  took_ms INTEGER,
  media TEXT,                      -- json: the copy's media facts
  copy_source_id INTEGER REFERENCES clip_source(id),
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER
) STRICT;
CREATE UNIQUE INDEX preparation_open ON preparation(clip_id) WHERE trial_id IS NULL AND state IN ('queued', 'running', 'waiting');
CREATE INDEX preparation_state ON preparation(state, id);
CREATE INDEX preparation_trials ON preparation(trial_id, id) WHERE trial_id IS NOT NULL;
CREATE INDEX preparation_clip ON preparation(clip_id, id);
CREATE INDEX preparation_kept ON preparation(id) WHERE kept_bytes IS NOT NULL;
CREATE INDEX preparation_finished ON preparation(finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX preparation_from ON preparation(from_source_id);
CREATE INDEX preparation_copy ON preparation(copy_source_id) WHERE copy_source_id IS NOT NULL;

-- Preparations by state; kept by the triggers, in the same transaction.
CREATE TABLE preparation_count (
  group_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  n INTEGER NOT NULL,
  media_ms INTEGER NOT NULL,
  PRIMARY KEY (group_id, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER preparation_counted_in AFTER INSERT ON preparation WHEN new.trial_id IS NULL BEGIN
  INSERT INTO preparation_count VALUES (new.group_id, new.state, 1, new.media_ms)
    ON CONFLICT DO UPDATE SET n = n + 1, media_ms = media_ms + new.media_ms;
END;
CREATE TRIGGER preparation_counted_over AFTER UPDATE OF state ON preparation WHEN new.trial_id IS NULL AND old.state <> new.state BEGIN
  UPDATE preparation_count SET n = n - 1, media_ms = media_ms - old.media_ms WHERE group_id = old.group_id AND state = old.state;
  INSERT INTO preparation_count VALUES (new.group_id, new.state, 1, new.media_ms)
    ON CONFLICT DO UPDATE SET n = n + 1, media_ms = media_ms + new.media_ms;
END;
CREATE TRIGGER preparation_kept_over AFTER UPDATE OF kept_bytes ON preparation WHEN old.kept_bytes IS NOT new.kept_bytes BEGIN
  UPDATE preparation_setting SET copies = copies + (new.kept_bytes IS NOT NULL) - (old.kept_bytes IS NOT NULL),
    copies_bytes = copies_bytes + ifnull(new.kept_bytes, 0) - ifnull(old.kept_bytes, 0);
END;

ALTER TABLE clip_source ADD COLUMN prepared_from INTEGER REFERENCES clip_source(id); -- the source it is a copy of
ALTER TABLE watch_folder ADD COLUMN profile_id INTEGER REFERENCES preparation_profile(id);

CREATE INDEX clip_source_prepared ON clip_source(prepared_from) WHERE prepared_from IS NOT NULL;

-- A clip that is being prepared is *checking* and due for nothing. Whatever takes it elsewhere takes its preparation back.
CREATE TRIGGER preparation_left AFTER UPDATE OF state, due_at ON clip
WHEN old.state = 'checking' AND old.due_at IS NULL AND (new.state <> 'checking' OR new.due_at IS NOT NULL) BEGIN
  UPDATE preparation SET state = 'cancelled', state_since = new.state_since, finished_at = new.state_since
    WHERE clip_id = new.id AND trial_id IS NULL AND state IN ('queued', 'running', 'waiting');
END;
`

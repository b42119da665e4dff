/** What clips that break a narrower limit came to, trials of a limit, calibrations of a person's verdicts, and deeds that can be undone. */
export const limitsAndCalibrations = `
-- How did clips fare that break a limit of the strict preset, and those that keep it? Kept with each verdict.
CREATE TABLE limit_evidence (
  account_id INTEGER NOT NULL REFERENCES account(id),
  asset_type TEXT NOT NULL,
  code TEXT NOT NULL,
  broke INTEGER NOT NULL,          -- 1: the clip breaks the limit
  verdict TEXT NOT NULL,           -- 'active' | 'failed' | 'named': failed, and the service named this limit
  n INTEGER NOT NULL,
  PRIMARY KEY (account_id, asset_type, code, broke, verdict)
) STRICT, WITHOUT ROWID;

-- Clips sent as they are to learn whether the limit that held them is real.
CREATE TABLE limit_trial (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  code TEXT NOT NULL,
  clips TEXT NOT NULL,             -- json: [clip id, measured value, ...]
  actor TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  answer TEXT,                     -- what a person decided: 'lift' | 'keep'; null: not yet
  answered_at INTEGER
) STRICT;
CREATE INDEX limit_trial_open ON limit_trial(account_id) WHERE answer IS NULL;

-- A narrower limit a person has decided about, and how many had failed by then.
CREATE TABLE limit_answer (
  account_id INTEGER NOT NULL REFERENCES account(id),
  asset_type TEXT NOT NULL,
  code TEXT NOT NULL,
  answer TEXT NOT NULL,            -- 'hold' | 'leave'
  failed INTEGER NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account_id, asset_type, code)
) STRICT, WITHOUT ROWID;

-- Three clips of a person in known order, one of them bad: does the service name its verdicts, keep their order, or neither?
CREATE TABLE calibration (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  group_id INTEGER NOT NULL REFERENCES avatar_group(id),
  clips TEXT NOT NULL,             -- json: clip ids in the order they are to be sent
  bad INTEGER NOT NULL,            -- which of them is to fail, from 0
  batch_id INTEGER,
  outcome TEXT,                    -- what it told; null: not yet
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  decided_at INTEGER
) STRICT;
CREATE INDEX calibration_group ON calibration(group_id, id);

-- What a person did to many clips at once, so that it can be taken back for exactly these.
CREATE TABLE deed (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  what TEXT NOT NULL
) STRICT;
ALTER TABLE clip ADD COLUMN deed_id INTEGER;
CREATE INDEX clip_deed ON clip(deed_id, id) WHERE deed_id IS NOT NULL;
`

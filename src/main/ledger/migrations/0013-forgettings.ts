/** People that are being forgotten, and the record that they were. */
export const forgettings = `
-- Who asked for a person to be forgotten, and how far has it come? Nothing in a row is about the person but a number that leads nowhere afterwards.
CREATE TABLE forgetting (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  group_id INTEGER NOT NULL,
  actor TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  state TEXT NOT NULL,             -- 'finishing' | 'erasing' | 'sweeping' | 'done'
  waits_for TEXT,                  -- what it waits for, as a word
  retry_at INTEGER,                -- when what failed is tried again
  failures INTEGER NOT NULL DEFAULT 0,
  erased TEXT NOT NULL,            -- json: counts
  done_at INTEGER
) STRICT;
CREATE INDEX forgetting_open ON forgetting(id) WHERE state <> 'done';
CREATE UNIQUE INDEX forgetting_person ON forgetting(group_id) WHERE state <> 'done';

-- What is still elsewhere, by the words it is known by there. Kept until somebody says that it is gone there too.
CREATE TABLE forgetting_remain (
  forgetting_id INTEGER NOT NULL REFERENCES forgetting(id),
  kind TEXT NOT NULL,              -- 'group' | 'asset' | 'task' | 'object' | 'folder'
  what TEXT NOT NULL,
  PRIMARY KEY (forgetting_id, kind, what)
) STRICT, WITHOUT ROWID;
`

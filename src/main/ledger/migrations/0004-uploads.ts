/** Uploads to a storage, and how the storage does. */
export const uploads = `
-- Where in a storage is (or was, or shall be) a clip's file, and how far has it come?
CREATE TABLE upload (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id),
  clip_id INTEGER NOT NULL REFERENCES clip(id),
  clip_source_id INTEGER NOT NULL REFERENCES clip_source(id),
  place TEXT NOT NULL,             -- which storage and bucket
  object_key TEXT NOT NULL,
  state TEXT NOT NULL,             -- 'sending' | 'there' | 'given-up' (whatever is at the storage may be removed) | 'gone'
  upload_id TEXT,                  -- of a multipart upload
  part_bytes INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,     -- the file as it was when its upload began
  mtime_ms INTEGER NOT NULL,
  sent_bytes INTEGER NOT NULL DEFAULT 0,
  settled_at INTEGER,              -- since when does its clip need it no more?
  tried_at INTEGER,                -- when was its removal last tried?
  created_at INTEGER NOT NULL,
  done_at INTEGER
) STRICT;
CREATE INDEX upload_source ON upload(clip_source_id, id);
CREATE INDEX upload_clip ON upload(clip_id);
CREATE INDEX upload_sending ON upload(account_id, clip_id) WHERE state = 'sending';
CREATE INDEX upload_settled ON upload(account_id, state, settled_at) WHERE settled_at IS NOT NULL;

-- A clip that has its verdict, or is set aside, needs its object no more; one that goes on does again.
CREATE TRIGGER upload_settles AFTER UPDATE OF state ON clip WHEN old.state <> new.state BEGIN
  UPDATE upload SET settled_at = CASE WHEN new.state IN ('active', 'failed', 'excluded') THEN new.state_since END
    WHERE clip_id = new.id AND state IN ('sending', 'there');
END;

-- How does an account's storage do?
CREATE TABLE storage (
  account_id INTEGER PRIMARY KEY REFERENCES account(id),
  trouble TEXT,                    -- 'offline' | 'service' | 'refused': why is nothing uploaded?
  trouble_code TEXT,
  trouble_message TEXT,
  trouble_advice TEXT,
  trouble_since INTEGER,
  trouble_step INTEGER NOT NULL DEFAULT 0,
  retry_at INTEGER,                -- nothing is tried before
  bytes_per_second REAL            -- measured of late
) STRICT;
`

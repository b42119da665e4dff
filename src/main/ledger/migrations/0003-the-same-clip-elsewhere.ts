/** Files that moved are found by what they are; a clip that turns out to be another one becomes part of it. */
export const theSameClipElsewhere = `
-- Which file of a person is of this size and time? A file that has moved keeps both.
CREATE INDEX clip_source_look ON clip_source(group_id, size_bytes, mtime_ms) WHERE kind = 'path';
-- Which clips are held because of this one?
CREATE INDEX clip_duplicate ON clip(duplicate_of) WHERE duplicate_of IS NOT NULL;

-- A clip that was taken in anew and turned out to be one whose file had moved: under which number does it go on?
CREATE TABLE joined_clip (
  id INTEGER PRIMARY KEY,
  clip_id INTEGER NOT NULL REFERENCES clip(id),
  joined_at INTEGER NOT NULL
) STRICT;
CREATE INDEX joined_clip_into ON joined_clip(clip_id);
-- What belongs to a clip that goes? Without these every one that goes would look through all there is.
CREATE INDEX intake_clip_of ON intake_clip(clip_id);
CREATE INDEX attempt_source ON attempt(clip_source_id);
CREATE TRIGGER clip_counted_out AFTER DELETE ON clip BEGIN
  UPDATE clip_count SET n = n - 1
    WHERE group_id = old.group_id AND state = old.state AND reason_code = old.reason_code
      AND folder_id = ifnull(old.watch_folder_id, 0) AND gated = old.gated;
END;

-- What picked folders held besides clips. json: [{code, count, examples}]
ALTER TABLE intake ADD COLUMN passed_over TEXT NOT NULL DEFAULT '[]';
`

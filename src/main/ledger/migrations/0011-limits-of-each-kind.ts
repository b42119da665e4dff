/** Limits of videos and of images apart, narrower ones of an account's own, and a quota people can read. */
export const limitsOfEachKind = `
-- Whose limit was tried: an image's and a video's go by the same code.
ALTER TABLE limit_trial ADD COLUMN asset_type TEXT NOT NULL DEFAULT 'video';
UPDATE limit_trial SET asset_type = ifnull((SELECT asset_type FROM clip WHERE clip.id = limit_trial.clips->0->>0), 'video');
CREATE INDEX clip_reason_kind ON clip(reason_code, state, group_id, asset_type, id) WHERE reason_code <> '';

ALTER TABLE account ADD COLUMN narrower_limits TEXT; -- json: what clips are only warned of; null: the strict preset

-- 50 GB as people count, where nobody has chosen otherwise.
UPDATE preparation_setting SET quota_bytes = 50000000000 WHERE quota_bytes = 53687091200;

-- What it was to tell is told by every answer: which names it carries, and what certain persons' clips came to.
DROP TABLE calibration;
`

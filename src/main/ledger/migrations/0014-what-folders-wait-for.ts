/** Why a watch folder waits, as a word, and what has been told of it. */
export const whatFoldersWaitFor = `
-- Why does it wait, as a word (the sentence is in "why")?
ALTER TABLE watch_folder ADD COLUMN cause TEXT;
-- Which causes have been told and are not known to be over: json list of words. What comes and goes is told once.
ALTER TABLE watch_folder ADD COLUMN told_causes TEXT NOT NULL DEFAULT '[]';
UPDATE watch_folder SET cause = 'gone', told_causes = '["gone"]' WHERE state = 'waiting';
`

/** Every list that is offered comes from an index in its order, however many clips there are. */
export const listsInOrder = `
-- Clips of one reason, the last changed first. Only held, failed and unclear clips have one.
CREATE INDEX clip_reason_changed ON clip(reason_code, state, group_id, state_since, id) WHERE reason_code <> '';
-- Clips of one folder or one intake; a clip comes from one of them, so it is in one of the two.
CREATE INDEX clip_folder_state ON clip(watch_folder_id, state, id) WHERE watch_folder_id IS NOT NULL;
CREATE INDEX clip_folder_changed ON clip(watch_folder_id, state, state_since, id) WHERE watch_folder_id IS NOT NULL;
CREATE INDEX clip_intake_changed ON clip(intake_id, state, state_since, id) WHERE intake_id IS NOT NULL;
-- Clips by how sure their match is; written once, with the verdict.
CREATE INDEX clip_match_changed ON clip(match, state, group_id, state_since, id) WHERE match IS NOT NULL;
`

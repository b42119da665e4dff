/** Files are uploaded or linked, what lies at URLs needs neither: neither may have to be looked for among thousands of the other. */
export const publishingByKind = `
CREATE INDEX clip_publishing ON clip(account_id, source_kind, due_at, id) WHERE state = 'publishing';
CREATE INDEX clip_ready ON clip(account_id, source_kind, id) WHERE state = 'ready';
`

/** Clips that were checked before their intake had been looked through, and whose gate was then opened without making them due. */
export const clipsThatStoodStill = `
UPDATE clip SET due_at = state_since WHERE state = 'publishing' AND due_at IS NULL AND gated = 0;
`

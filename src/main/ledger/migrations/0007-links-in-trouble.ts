/** Whether the way an account's clips are published by answers: everything that needs it waits while it does not. */
export const linksInTrouble = `
ALTER TABLE account ADD COLUMN links_trouble TEXT;           -- in words; null: none that is known
ALTER TABLE account ADD COLUMN links_trouble_since INTEGER;
`

import { sql } from 'kysely'

/**
 * Whether a `clip_source` is its clip's own file, in a query that has both: the source it has now, or, where that is
 * a copy made here, the file the copy was made from. Where the copy lies is our own affair; the file is a person's.
 */
export const isOwnFile = sql<boolean>`(clip_source.prepared_from IS NULL AND (clip.source_id = clip_source.id OR EXISTS (SELECT 1 FROM clip_source AS made WHERE made.id = clip.source_id AND made.prepared_from = clip_source.id)))`

/** The number of a clip's own file, in a query that has the clip. */
export const ownFileId = sql<number>`ifnull((SELECT prepared_from FROM clip_source AS made WHERE made.id = clip.source_id), clip.source_id)`

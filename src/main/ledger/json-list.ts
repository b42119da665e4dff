import { sql, type RawBuilder } from 'kysely'

/** `column IN (…)` with the whole list as one parameter, however long it is. */
export function isIn(column: string, values: readonly (number | string)[]): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`
}

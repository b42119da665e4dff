import { recipe as recipeShape, type PreparationProfile, type Recipe } from '../../contract/models/preparation.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import { writeEvents } from './write-event.ts'

/** Every profile, with how many watched folders use it; by name. */
export async function listProfiles(db: LedgerDb): Promise<PreparationProfile[]> {
  const rows = await db.selectFrom('preparation_profile').selectAll('preparation_profile')
    .select((eb) => eb.selectFrom('watch_folder').select((of) => of.fn.countAll<number>().as('n')).whereRef('watch_folder.profile_id', '=', 'preparation_profile.id').where('watch_folder.removed_at', 'is', null).as('folders'))
    .where('preparation_profile.removed_at', 'is', null).orderBy('preparation_profile.name').execute()
  return rows.map((row) => ({ id: row.id, name: row.name, recipe: readRecipe(row.recipe), folders: Number(row.folders ?? 0), createdAt: row.created_at }))
}

/** A recipe as it was written; fields that came later have their usual value. */
export function readRecipe(text: string): Recipe {
  return recipeShape.parse(JSON.parse(text))
}

/** @throws ProblemError `not-found`. */
export async function readProfile(db: LedgerDb, id: number): Promise<PreparationProfile> {
  const profile = (await listProfiles(db)).find((one) => one.id === id)
  if (!profile) throw new ProblemError('not-found', `There is no preparation profile ${id}.`, 'List the profiles to see their numbers.')
  return profile
}

/** Makes a profile, or changes one. @throws ProblemError `already-there` when another has this name. */
export async function saveProfile(tx: LedgerTx, given: { id?: number; name: string; recipe: Recipe }, context: { now: number; actor: string }): Promise<number> {
  const other = await tx.selectFrom('preparation_profile').select('id').where('name', '=', given.name).where('removed_at', 'is', null).executeTakeFirst()
  if (other && other.id !== given.id) throw new ProblemError('already-there', `There is a profile "${given.name}" already.`, 'Choose another name, or change that one.')
  const recipe = JSON.stringify(given.recipe)
  const event = { at: context.now, actor: context.actor, data: { name: given.name } }
  if (given.id === undefined) {
    const made = await tx.insertInto('preparation_profile').values({ name: given.name, recipe, actor: context.actor, removed_at: null, created_at: context.now }).returning('id').executeTakeFirstOrThrow()
    await writeEvents(tx, [{ ...event, what: 'profile.made' }])
    return made.id
  }
  await readProfile(tx, given.id)
  await tx.updateTable('preparation_profile').set({ name: given.name, recipe }).where('id', '=', given.id).execute()
  await writeEvents(tx, [{ ...event, what: 'profile.changed' }])
  return given.id
}

/** @throws ProblemError `not-permitted-now` while a watched folder uses it. */
export async function removeProfile(tx: LedgerTx, id: number, context: { now: number; actor: string }): Promise<void> {
  const profile = await readProfile(tx, id)
  if (profile.folders > 0) throw new ProblemError('not-permitted-now', `"${profile.name}" is used by ${profile.folders} watched ${profile.folders === 1 ? 'folder' : 'folders'}.`, 'Give them another profile, or none, first.')
  await tx.updateTable('preparation_profile').set({ removed_at: context.now }).where('id', '=', id).execute()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'profile.removed', data: { name: profile.name } }])
}

/** How the clips of a watched folder are prepared; null: they are sent as they are. */
export async function recipeOfFolder(db: LedgerDb, folderId: number): Promise<Recipe | null> {
  const row = await db.selectFrom('watch_folder').innerJoin('preparation_profile', 'preparation_profile.id', 'watch_folder.profile_id')
    .select('preparation_profile.recipe').where('watch_folder.id', '=', folderId).executeTakeFirst()
  return row ? readRecipe(row.recipe) : null
}

import type { GreenroomClient } from '../contract/client.ts'
import type { Group } from '../contract/models/group.ts'
import { ProblemError } from '../contract/models/problem.ts'
import { wrongUsage } from './problem-of.ts'

/**
 * The group a person means by `G`: its remote group_id, its name where only one has it,
 * or `group_id@project` where one group is used in several projects.
 * @throws ProblemError `not-found`, or `invalid-input` when several could be meant.
 */
export async function findGroup(client: GreenroomClient, accountId: number, wanted: string | undefined): Promise<Group> {
  if (!wanted) throw wrongUsage('This command needs --group G: a group_id, or a name that only one group has.')
  const groups = await client.groups.list({ accountId })
  const meant = [
    (group: Group) => `${group.remoteId}@${group.projectName}` === wanted,
    (group: Group) => group.remoteId === wanted,
    (group: Group) => group.name === wanted,
  ].map((fits) => groups.filter(fits)).find((found) => found.length > 0) ?? []
  const [only] = meant
  if (!only) {
    const known = groups.slice(0, 5).map((group) => `${group.name} (${group.remoteId})`).join(', ')
    throw new ProblemError('not-found', `There is no group "${wanted}" in this account.`, known ? `Known: ${known}${groups.length > 5 ? ', …' : ''}.` : 'Add one first: greenroom groups adopt GROUP_ID --name NAME, or greenroom groups verify --name NAME.')
  }
  if (meant.length > 1) throw wrongUsage(`${meant.length} groups are called "${wanted}".`, `Say which: ${meant.map((group) => `${group.remoteId}@${group.projectName}`).join(', ')}.`)
  return only
}

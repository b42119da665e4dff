import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ClipFilter } from '../../../contract/models/clip.ts'
import { orpc } from '../../bridge/client.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { clipsLink } from '../clips-link.ts'
import { useMany } from './use-many.ts'

/** From so many equal outcomes in a row on, a clip leaves "resubmit all" (the core's rule). */
const enough = 3
const named = 3

/** Names the clips that have failed alike too often to be tried again without a look. */
export function TiredOut({ filter, count }: { filter: ClipFilter; count: number }) {
  const { t } = useTranslation('needs-you')
  const format = useFormat()
  const many = useMany()
  const page = useQuery(orpc.clips.list.queryOptions({ input: { filter, sort: 'oldest', limit: 100 } }))
  const names = (page.data?.rows ?? []).filter((clip) => clip.sameOutcome >= enough).map((clip) => clip.name)
  if (names.length === 0) return <p>{t('failed.tiredUnnamed', many(count))}</p>
  const first = names.slice(0, named).join(t('common:comma'))
  const more = count - Math.min(named, names.length)
  return <p>{t('failed.tired', { ...many(count), names: more > 0 ? t('failed.tiredMore', { names: first, more: format.number(more) }) : first })} <Link href={clipsLink(filter)}>{t('look')}</Link></p>
}

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { ErrorNote } from '../../components/error-note.tsx'

/** On the page of a person who is being forgotten: that they are, and what is waited for. */
export function ForgettingBanner({ groupId }: { groupId: number }) {
  const { t } = useTranslation('forgetting')
  const under = useQuery(orpc.forgettings.list.queryOptions()).data?.find((each) => each.groupId === groupId && each.state !== 'done')
  return under ? <ErrorNote tone="you" happened={t('banner')} kept={t(`doing.${under.waitsFor ?? under.state}`)} /> : null
}

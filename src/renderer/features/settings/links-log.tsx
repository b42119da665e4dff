import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Account } from '../../../contract/models/account.ts'
import type { LinkFetched } from '../../../contract/models/links.ts'
import { orpc } from '../../bridge/client.ts'
import { Mono } from '../../components/mono.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { TimeAgo } from '../../components/times.tsx'
import { places } from '../../frame/places.ts'
import { useFormat } from '../../i18n/use-format.ts'
import table from '../../components/small-table.module.css'
import classes from './links-log.module.css'

/** Bytes a second, from a reader's first question to the end of its last; null where that took no time one could measure. */
function rateOf({ bytes, firstAt, lastAt }: LinkFetched): number | null {
  return bytes > 0 && lastAt - firstAt >= 10 ? (bytes * 1000) / (lastAt - firstAt) : null
}

/** Who fetched what by our own links: today's sums, and the newest readers. */
export function LinksLog({ account }: { account: Account }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const standing = useQuery(orpc.links.standing.queryOptions({ input: { accountId: account.id } }))
  if (standing.error) return <ProblemNote error={standing.error} onRetry={() => void standing.refetch()} />
  if (!standing.data?.own) return null
  const { origin, mustAnswer, today, recent } = standing.data
  return (
    <Panel title={t('log.title')}>
      <p className={classes.quiet}>
        {t('log.today', { count: today.requests, requests: format.number(today.requests), bytes: format.bytes(today.bytes), refused: format.number(today.refused) })}
        {' '}{mustAnswer > 0 && t('log.mustAnswer', { count: mustAnswer, number: format.number(mustAnswer) })}
      </p>
      {origin && <p className={classes.quiet}>{t('log.at')} <Mono>{origin}</Mono></p>}
      {recent.length === 0 ? <p className={classes.quiet}>{t('log.none')}</p> : (
        <table className={table.table}>
          <thead><tr><th scope="col">{t('log.clip')}</th><th scope="col">{t('log.who')}</th><th scope="col" className={table.number}>{t('log.bytes')}</th><th scope="col" className={table.number}>{t('log.rate')}</th><th scope="col" className={table.number}>{t('log.status')}</th><th scope="col" className={table.number}>{t('log.when')}</th></tr></thead>
          <tbody>
            {recent.map((fetch) => (
              <tr key={fetch.id}>
                <td><Link href={places.clips({}, fetch.clipId)}>{fetch.clipName}</Link></td>
                <td title={fetch.agent}><Mono>{fetch.address}</Mono></td>
                <td className={table.number}>{format.bytes(fetch.bytes)}</td>
                <td className={table.number}>{rateOf(fetch) !== null && t('log.rateOf', { rate: format.bytes(rateOf(fetch) ?? 0) })}</td>
                <td className={table.number}>{fetch.status}</td>
                <td className={table.number}><TimeAgo at={fetch.lastAt} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

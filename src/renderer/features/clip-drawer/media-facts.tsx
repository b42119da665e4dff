import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Clip } from '../../../contract/models/clip.ts'
import { orpc } from '../../bridge/client.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { sizeInWords } from '../clips/clip-facts.ts'
import { breachValue } from '../reasons/breach-value.ts'
import { useReasonWords } from '../reasons/use-reason-words.ts'
import classes from './clip-drawer.module.css'
import { checkedFacts, type CheckedFact } from './media-limits-check.ts'

/** What was measured of a clip, each fact beside its limit; what breaks a limit is marked. */
export function MediaFactsTable({ clip }: { clip: Clip }) {
  const { t, i18n } = useTranslation('clip-drawer')
  const format = useFormat()
  const words = useReasonWords()
  const group = useQuery(orpc.groups.get.queryOptions({ input: { id: clip.groupId } }))
  const accounts = useQuery(orpc.accounts.list.queryOptions())
  const limits = accounts.data?.find(({ id }) => id === group.data?.accountId)?.limits
  if (!clip.media) return <p className={classes.quiet}>{t('facts.none')}</p>
  if (!limits) return null

  const write = (fact: CheckedFact, value: number | string) =>
    fact.unit === 'bytes' && typeof value === 'number' ? sizeInWords(value, format, i18n.language) : breachValue(value, fact.unit, format, i18n.language)
  const limitOf = (fact: CheckedFact): string => {
    if (fact.allowed) return fact.allowed.join(t('common:comma'))
    if (fact.least !== null && fact.most !== null) return t('facts.between', { least: write(fact, fact.least), most: write(fact, fact.most) })
    if (fact.least !== null) return t('facts.least', { least: write(fact, fact.least) })
    return fact.most === null ? '' : t('facts.most', { most: write(fact, fact.most) })
  }
  const warnings = words.ofBreaches(clip.warnings)
  return (
    <>
    <table className={classes.facts}>
      <caption className={classes.caption}>{t('facts.title')}</caption>
      <thead>
        <tr><th scope="col">{t('facts.fact')}</th><th scope="col">{t('facts.measured')}</th><th scope="col">{t('facts.limit')}</th></tr>
      </thead>
      <tbody>
        <tr><th scope="row">{t('facts.picture')}</th><td>{`${clip.media.width} × ${clip.media.height}`}{clip.media.rotation !== 0 && ` · ${t('facts.rotated', { degrees: clip.media.rotation })}`}</td><td /></tr>
        {checkedFacts(clip.media, limits).map((fact) => (
          <tr key={fact.key} data-breaks={fact.breaks || undefined}>
            <th scope="row">{t(`facts.${fact.key}`)}</th>
            <td>{fact.breaks && <IconAlertTriangle size={14} role="img" aria-label={t('facts.breaks')} />}{write(fact, fact.value)}</td>
            <td>{limitOf(fact)}</td>
          </tr>
        ))}
        {clip.media.kind === 'video' && <tr><th scope="row">{t('facts.audio')}</th><td>{t(clip.media.hasAudio ? 'facts.hasAudio' : 'facts.noAudio')}</td><td /></tr>}
      </tbody>
    </table>
    {warnings.length > 0 && (
      <section aria-label={t('facts.warnTitle')}>
        <h4 className={classes.caption}>{t('facts.warnTitle')}</h4>
        <ul className={classes.breaches}>{warnings.map((each) => <li key={each.code}>{t('facts.warn', { short: each.short, measured: each.measured, limit: each.limit })}</li>)}</ul>
        <p className={classes.quiet}>{t('facts.warnWhat')}</p>
      </section>
    )}
    </>
  )
}

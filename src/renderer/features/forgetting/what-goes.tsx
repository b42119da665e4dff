import { useTranslation } from 'react-i18next'
import type { ForgettingPreview } from '../../../contract/models/forgetting.ts'
import { Mono } from '../../components/mono.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import classes from './forgetting.module.css'

/** What is erased here, what is waited for, and what stays where Greenroom cannot reach. */
export function WhatGoes({ preview: { held, inReview, remote, backups, setAside } }: { preview: ForgettingPreview }) {
  const { t } = useTranslation('forgetting')
  const format = useFormat()
  const many = (count: number) => ({ count, formatted: format.number(count) })
  return (
    <>
      <section>
        <h3 className={classes.head}>{t('here')}</h3>
        <ul className={classes.list}>
          <li>{t('clips', many(held.clips))}</li>
          {held.received > 0 && <li>{t('received', many(held.received))}</li>}
          {held.copies > 0 && <li>{t('copies', { ...many(held.copies), bytes: format.bytes(held.copiesBytes) })}</li>}
          {held.uploads > 0 && <li>{t('uploads', many(held.uploads))}</li>}
          {held.links > 0 && <li>{t('links', many(held.links))}</li>}
          {held.folders > 0 && <li>{t('folders', many(held.folders))}</li>}
          {held.verifications > 0 && <li>{t('verifications', many(held.verifications))}</li>}
          {backups > 0 && <li>{t('backups', many(backups))}</li>}
        </ul>
        <p className={classes.quiet}>{t('originals')}</p>
      </section>
      {inReview > 0 && <p className={classes.quiet}>{t('inReview', many(inReview))}</p>}
      <section>
        <h3 className={classes.head}>{t('stays')}</h3>
        <ul className={classes.list}>
          <li>{t('atService', many(remote.assets))} <Mono>{remote.groupId}</Mono></li>
          {setAside.map((folder) => <li key={folder}>{t('keptAside')} <Mono>{folder}</Mono></li>)}
          <li>{t('elsewhere')}</li>
        </ul>
        <p className={classes.quiet}>{t('atServiceWhat')}</p>
      </section>
    </>
  )
}

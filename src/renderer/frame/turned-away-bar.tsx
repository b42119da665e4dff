import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ConnectionState } from '../bridge/connection.ts'
import classes from './frame.module.css'

/** Greenroom runs and does not let this page in: only the address it printed can help. */
export function TurnedAwayBar({ connection }: { connection: ConnectionState }) {
  const { t } = useTranslation()
  if (connection !== 'turned-away') return null
  return (
    <div className={classes.stopped} role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <span>{t('common:turnedAway')}</span>
    </div>
  )
}

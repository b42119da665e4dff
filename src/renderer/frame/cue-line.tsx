import { VisuallyHidden } from '@mantine/core'
import { IconWifiOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Cue } from '../../contract/models/overview.ts'
import type { ConnectionState } from '../bridge/connection.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useNow } from '../i18n/use-now.ts'
import classes from './cue-line.module.css'
import { cueSentence, stillToCome, type CuePart } from './cue-sentence.ts'

function useWords(): (part: CuePart, now: number) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (part, now) => {
    const key = `common:cue.${part.key}`
    switch (part.key) {
      case 'sending':
      case 'waiting-for-slot':
        return t(key, { used: format.number(part.used), limit: format.number(part.limit) })
      case 'network-waits':
      case 'links-silent':
      case 'storage-refuses':
      case 'storage-away':
      case 'preparing':
      case 'in-review':
      case 'waiting':
        return t(key, { count: part.count, number: format.number(part.count) })
      case 'next':
      case 'again':
        return t(key, { time: format.countdown(part.at - now) })
      case 'done':
      case 'nextAnswer':
        return t(key, { time: format.when(part.at, now) })
      case 'elsewhere':
        return t(key, { where: part.where })
      case 'told-to-wait':
      case 'service-trouble':
      case 'idle':
      case 'paused':
      case 'offline':
      case 'stopped':
      case 'connecting':
      case 'reconnecting':
      case 'turned-away':
        return t(key)
    }
  }
}

/** One sentence: what is happening, and until when. Read out only when what is happening changes, not every second. */
export function CueLine({ cue, connection }: { cue: Cue | undefined; connection: ConnectionState }) {
  const { t } = useTranslation()
  const words = useWords()
  const now = useNow(1000)
  const { parts, light } = cueSentence(cue, connection)
  const comma = t('common:comma')
  const sentence = stillToCome(parts, now).map((part) => words(part, now)).join(comma)
  const spoken = parts.filter((part) => !('at' in part) && part.key !== 'waiting' && part.key !== 'sending' && part.key !== 'waiting-for-slot')
  const first = parts[0]
  const sendingNow = first?.key === 'sending' || first?.key === 'waiting-for-slot'
  return (
    <div className={classes.line} role="group" aria-label={t('common:cue.label')}>
      {light === 'offline' ? <IconWifiOff size={16} aria-hidden /> : <span className={`${classes.dot} ${classes[light] ?? ''}`} aria-hidden />}
      <span className={classes.words} title={sentence}>{sentence}</span>
      <VisuallyHidden role="status" aria-live="polite">
        {sendingNow ? t('common:batch.sending') : spoken.map((part) => words(part, 0)).join(comma)}
      </VisuallyHidden>
    </div>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Mono } from '../../components/mono.tsx'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import classes from './preparation.module.css'

const systemNames = { macos: 'macOS', windows: 'Windows', linux: 'Linux' } as const

/** What is missing and how to get it on each system; nothing where ffmpeg is there. */
export function FfmpegMissing() {
  const { t } = useTranslation('preparation')
  const inWords = useCoreWords()
  const tools = useQuery(orpc.preparations.tools.queryOptions())
  if (!tools.data || tools.data.ffmpeg) return null
  const ways = [...tools.data.howTo].sort((a, b) => Number(b.here) - Number(a.here))
  return (
    <div className={classes.note} role="note">
      <p className={classes.sentence}>{t('missing.what')}</p>
      <p className={classes.quiet}>{tools.data.problem && inWords(tools.data.problem)}</p>
      {ways.map((way) => (
        <p key={way.system} className={classes.sentence}>
          {systemNames[way.system]}: <Mono>{way.command}</Mono> <CopyButton value={way.command} what={t('missing.command')} />
        </p>
      ))}
    </div>
  )
}

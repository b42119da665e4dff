import { useTranslation } from 'react-i18next'
import type { Uploads } from '../../../contract/models/storage.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import { minutesUp } from '../people/minutes-up.ts'
import classes from './upload-lines.module.css'

/** How the uploads go: what is under way, how fast, how much is left; or why nothing is uploaded. Nothing where nothing waits for them. */
export function UploadLines({ uploads }: { uploads: Uploads }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const now = useNow(30_000)
  const { files, sentBytes, totalBytes, bytesPerSecond, waitingBytes, trouble } = uploads
  if (waitingBytes <= 0 && files === 0) return null
  if (trouble) return <p className={classes.trouble} role="status">{t(`now.uploads.${trouble.kind}`, { at: format.when(trouble.retryAt, now) })}</p>
  const left = bytesPerSecond ? t('now.uploads.left', { bytes: format.bytes(waitingBytes), time: format.duration(minutesUp((waitingBytes / bytesPerSecond) * 1000)) }) : t('now.uploads.leftUnknown', { bytes: format.bytes(waitingBytes) })
  return (
    <div className={classes.uploads}>
      {files > 0 && (
        <>
          <p>{t('now.uploads.line', { count: files, formatted: format.number(files), sent: format.bytes(sentBytes), total: format.bytes(totalBytes) })}{bytesPerSecond ? ` · ${t('now.uploads.rate', { rate: format.bytes(bytesPerSecond) })}` : ''}</p>
          <progress className={classes.bar} aria-label={t('now.uploads.bar')} value={totalBytes > 0 ? sentBytes / totalBytes : 0} max={1} />
        </>
      )}
      <p>{left}</p>
    </div>
  )
}

import { useTranslation } from 'react-i18next'
import type { ClipUpload } from '../../../contract/models/storage.ts'
import { useFormat } from '../../i18n/use-format.ts'
import classes from './upload-lines.module.css'

/** How far one clip's upload has come. */
export function ClipUploadProgress({ upload: { sentBytes, sizeBytes } }: { upload: ClipUpload }) {
  const { t } = useTranslation('clip-drawer')
  const format = useFormat()
  const share = sizeBytes > 0 ? sentBytes / sizeBytes : 0
  return (
    <div className={classes.uploads}>
      {/* Rounded down: what says 100 % is there. */}
      <p>{t('upload.line', { percent: format.percent(Math.floor(share * 100) / 100), sent: format.bytes(sentBytes), size: format.bytes(sizeBytes) })}</p>
      <progress className={classes.bar} aria-label={t('upload.bar')} value={share} max={1} />
    </div>
  )
}

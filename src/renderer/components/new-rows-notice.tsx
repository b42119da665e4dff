import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import classes from './new-rows-notice.module.css'

/** "12 new · show": new rows wait here instead of pushing away what somebody reads. Nothing at 0. */
export function NewRowsNotice({ count, more = false, onShow }: { count: number; more?: boolean; onShow: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (count === 0) return null
  return (
    <button type="button" className={classes.notice} onClick={onShow}>
      {t('common:newRows', { count, number: `${format.number(count)}${more ? '+' : ''}` })}
    </button>
  )
}

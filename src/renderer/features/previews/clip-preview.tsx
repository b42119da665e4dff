import { IconFileOff, IconLink, IconMovieOff, IconHourglassLow } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Clip } from '../../../contract/models/clip.ts'
import { host } from '../../bridge/host.ts'
import classes from './clip-preview.module.css'

type Trouble = 'gone' | 'unplayable'

/** Whether the bytes are gone or only cannot be played: the player itself does not tell the two apart. */
async function whyNot(url: string): Promise<Trouble> {
  try {
    const answer = await fetch(url, { method: 'HEAD' })
    return answer.ok ? 'unplayable' : 'gone'
  } catch {
    return 'gone'
  }
}

function Instead({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.instead}>
      {icon}
      <span>{children}</span>
    </div>
  )
}

/** The clip itself, to be looked at; a calm word where it cannot be played here, is gone, or lies elsewhere. */
export function ClipPreview({ clip }: { clip: Clip }) {
  const { t } = useTranslation('clip-drawer')
  const url = host.previewUrl(clip.id)
  const source = `${url}?of=${encodeURIComponent(clip.location)}`
  const [found, setFound] = useState<{ source: string; trouble: Trouble } | null>(null)
  // Said of another source, it says nothing of this one.
  const trouble = found?.source === source ? found.trouble : null

  if (clip.sourceKind === 'url') return <Instead icon={<IconLink size={20} stroke={1.5} />}>{t('preview.url')}</Instead>
  if (clip.state === 'settling') return <Instead icon={<IconHourglassLow size={20} stroke={1.5} />}>{t('preview.arriving')}</Instead>
  if (clip.sourceMissing || trouble === 'gone') return <Instead icon={<IconFileOff size={20} stroke={1.5} />}>{t('preview.gone')}</Instead>
  if (trouble === 'unplayable') {
    return <Instead icon={<IconMovieOff size={20} stroke={1.5} />}>{t('preview.unplayable', { codec: clip.media?.videoCodec ?? clip.media?.container ?? '—' })}</Instead>
  }

  const failed = () => void whyNot(url).then((why) => setFound({ source, trouble: why }))
  return clip.assetType === 'image' ? (
    <img key={source} className={classes.picture} src={source} alt={t('preview.of', { name: clip.name })} onError={failed} />
  ) : (
    <video key={source} className={classes.picture} src={source} controls preload="metadata" muted playsInline aria-label={t('preview.of', { name: clip.name })} onError={failed} />
  )
}

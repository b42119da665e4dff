import { Button, Group, RangeSlider } from '@mantine/core'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Clip } from '../../../contract/models/clip.ts'
import type { Recipe } from '../../../contract/models/preparation.ts'
import { host } from '../../bridge/host.ts'
import { RangeFields } from './range-fields.tsx'
import classes from './preparation.module.css'

const seconds = (ms: number): string => (ms / 1000).toFixed(1)

/** Which seconds, picked on the clip itself: with the pointer, the arrow keys, or where the player stands. */
export function RangePicker({ clip, recipe, onChange }: { clip: Clip; recipe: Recipe; onChange: (recipe: Recipe) => void }) {
  const { t } = useTranslation('preparation')
  const player = useRef<HTMLVideoElement>(null)
  const [unplayable, setUnplayable] = useState(false)
  const [lengthMs, setLengthMs] = useState(clip.media?.durationMs ?? null)
  const to = Math.min(recipe.toMs ?? lengthMs ?? 0, lengthMs ?? 0)

  /** Shows the frame that was just chosen. */
  const show = (ms: number) => {
    if (player.current) player.current.currentTime = ms / 1000
  }
  const here = () => Math.round((player.current?.currentTime ?? 0) * 1000)
  const set = (fromMs: number, toMs: number) => {
    if (toMs <= fromMs) return
    if (fromMs !== recipe.fromMs) show(fromMs)
    else if (toMs !== to) show(toMs)
    onChange({ ...recipe, fromMs, toMs: lengthMs !== null && toMs >= lengthMs ? null : toMs })
  }
  return (
    <>
      {unplayable ? <p className={classes.instead}>{t('range.unplayable', { name: clip.name })}</p> : (
        <video
          ref={player} className={classes.picture} src={`${host.previewUrl(clip.id)}?of=${encodeURIComponent(clip.location)}`} controls muted playsInline preload="metadata"
          aria-label={t('range.player', { name: clip.name })} onError={() => setUnplayable(true)}
          onLoadedMetadata={(event) => { if (Number.isFinite(event.currentTarget.duration)) setLengthMs(Math.round(event.currentTarget.duration * 1000)) }}
        />
      )}
      {lengthMs !== null && lengthMs > 0 && (
        <>
          <RangeSlider
            min={0} max={lengthMs} step={100} minRange={100} value={[Math.min(recipe.fromMs, lengthMs), to]} onChange={([from, until]) => set(from, until)}
            label={seconds} thumbValueText={(ms) => t('trial.seconds', { seconds: seconds(ms) })} thumbFromLabel={t('range.from')} thumbToLabel={t('range.to')} color="var(--gr-ink)"
          />
          <Group gap={8}>
            {!unplayable && <Button onClick={() => set(here(), Math.max(to, here() + 100))}>{t('range.beginHere')}</Button>}
            {!unplayable && <Button onClick={() => set(Math.min(recipe.fromMs, Math.max(0, here() - 100)), here())}>{t('range.endHere')}</Button>}
            <span className={classes.quiet}>{t('range.length', { seconds: seconds(to - recipe.fromMs), of: seconds(lengthMs) })}</span>
          </Group>
        </>
      )}
      <RangeFields recipe={recipe} onChange={onChange} />
    </>
  )
}

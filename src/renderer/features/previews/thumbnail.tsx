import { IconLink, IconMovie, IconPhoto } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { Clip } from '../../../contract/models/clip.ts'
import { host } from '../../bridge/host.ts'
import { drawFrame, frameHeight, frameWidth } from './draw-frame.ts'
import { createFrameQueue } from './frame-queue.ts'
import classes from './thumbnail.module.css'

const frames = createFrameQueue<ImageBitmap>(600, (frame) => frame.close())
/** A row that is only scrolled past asks for nothing. */
const lingerMs = 120

type Pictured = Pick<Clip, 'id' | 'location' | 'assetType' | 'sourceKind' | 'sourceMissing' | 'state' | 'media'>

function canBeDrawn(clip: Pictured): boolean {
  // What the checks have not read yet, or could not (empty, damaged), has no picture to show.
  const readable = clip.media !== null || (clip.state !== 'checking' && clip.state !== 'held')
  return clip.sourceKind === 'path' && !clip.sourceMissing && clip.state !== 'settling' && readable
}

/** A clip's picture, 64 × 36, drawn in the page from its own bytes; an icon until then and wherever that cannot be done. */
export function Thumbnail({ clip }: { clip: Pictured }) {
  const key = `${clip.id} ${clip.location}`
  const drawable = canBeDrawn(clip)
  const { id, assetType } = clip
  const canvas = useRef<HTMLCanvasElement>(null)
  const [, setDrawn] = useState<string | null>(null)

  useEffect(() => {
    if (!drawable || frames.known(key) !== undefined) return undefined
    let cancel: (() => void) | null = null
    const timer = setTimeout(() => {
      cancel = frames.ask(key, (signal) => drawFrame(host.previewUrl(id), assetType, signal), () => setDrawn(key))
    }, lingerMs)
    return () => {
      clearTimeout(timer)
      cancel?.()
    }
  }, [key, drawable, id, assetType])

  const shown = drawable && Boolean(frames.known(key))
  useEffect(() => {
    const frame = shown ? frames.known(key) : null
    if (frame) canvas.current?.getContext('2d')?.drawImage(frame, 0, 0)
  }, [shown, key])

  const Icon = clip.sourceKind === 'url' ? IconLink : assetType === 'image' ? IconPhoto : IconMovie
  return (
    <span className={classes.frame} aria-hidden="true">
      {shown ? <canvas ref={canvas} className={classes.picture} width={frameWidth} height={frameHeight} /> : <Icon size={16} stroke={1.5} />}
    </span>
  )
}

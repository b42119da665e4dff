import { VisuallyHidden } from '@mantine/core'
import classes from './mono.module.css'

/** How much of the end always shows: the extension and what tells takes apart. */
const tail = 12

/**
 * A name or path that loses its middle when there is no room. The whole of it is the title and what is read
 * out. Characters are counted as people see them, so that an emoji is never cut in two.
 */
export function MiddleCut({ text, keep = tail }: { text: string; keep?: number }) {
  const characters = Array.from(new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text.slice(0, 2000)), ({ segment }) => segment)
  const at = Math.max(0, characters.length - keep)
  return (
    <span className={classes.cut} title={text} translate="no">
      <span className={classes.start} aria-hidden>{characters.slice(0, at).join('')}</span>
      <span className={classes.end} aria-hidden>{characters.slice(at).join('')}</span>
      {/* Two halves would be read as two words. */}
      <VisuallyHidden className={classes.whole}>{text}</VisuallyHidden>
    </span>
  )
}

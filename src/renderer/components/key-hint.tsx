import { IconArrowDown, IconArrowUp, IconCommand, IconCornerDownLeft, IconSpace, type Icon } from '@tabler/icons-react'
import classes from './key-hint.module.css'

const glyphs: Record<string, Icon> = { up: IconArrowUp, down: IconArrowDown, enter: IconCornerDownLeft, space: IconSpace }
const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform)

/** Keys as caps: `mod` (⌘ or Ctrl), `up`, `down`, `enter`, `space`, or what is written on the key. For the eye only. */
export function KeyHint({ keys }: { keys: readonly string[] }) {
  return (
    <span className={classes.hint} aria-hidden>
      {keys.map((key) => {
        const Glyph = key === 'mod' && isMac ? IconCommand : glyphs[key]
        return <kbd key={key} className={classes.key}>{Glyph ? <Glyph size={12} /> : key === 'mod' ? 'Ctrl' : key}</kbd>
      })}
    </span>
  )
}

import { Link } from 'wouter'
import classes from './needs-you.module.css'
import type { CauseWords } from './use-cause-words.tsx'

/** What a cause affects, leading to the clips where it is about clips. */
export function Affected({ words }: { words: CauseWords }) {
  return words.clips ? <Link href={words.clips} className={classes.affected}>{words.affects}</Link> : <>{words.affects}</>
}

import { Portal } from '@mantine/core'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { filesOfDrop, holdsFiles } from './dropped-files.ts'
import classes from './drop-target.module.css'

export interface DropTargetProps {
  /** Said while something is held over the window, e.g. "Drop to add to Anna". */
  words: ReactNode
  onDrop: (files: File[]) => void
  /** What could not be read of the drop, e.g. a folder without permission. */
  onError: (error: unknown) => void
  /** Whether folders are opened here (a browser) or handed on as they are (a host that knows paths). */
  openFolders: boolean
  disabled?: boolean
}

/** The whole window takes files while this is mounted. One at a time. */
export function DropTarget({ words, onDrop, onError, openFolders, disabled = false }: DropTargetProps) {
  const [over, setOver] = useState(false)
  const latest = useRef({ onDrop, onError, openFolders })
  useEffect(() => {
    latest.current = { onDrop, onError, openFolders }
  })
  useEffect(() => {
    if (disabled) return
    // Every element entered and left on the way tells the window; only the balance counts.
    let depth = 0
    const reset = () => {
      depth = 0
      setOver(false)
    }
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event.dataTransfer)) return
      depth += 1
      setOver(true)
    }
    const leave = () => {
      depth -= 1
      if (depth <= 0) reset()
    }
    const dragOver = (event: DragEvent) => {
      if (!holdsFiles(event.dataTransfer)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
    }
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !holdsFiles(event.dataTransfer)) return
      event.preventDefault()
      reset()
      filesOfDrop(event.dataTransfer, latest.current.openFolders).then(
        (files) => {
          if (files.length > 0) latest.current.onDrop(files)
        },
        (error: unknown) => latest.current.onError(error),
      )
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', dragOver)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('dragover', dragOver)
      window.removeEventListener('drop', drop)
    }
  }, [disabled])
  if (!over) return null
  return (
    <Portal>
      <div className={classes.overlay} role="status">
        <div className={classes.frame} />
        <div className={classes.words}>{words}</div>
      </div>
    </Portal>
  )
}

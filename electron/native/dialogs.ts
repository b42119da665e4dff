import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { app, dialog, shell, type BrowserWindow } from 'electron'
import type { Words } from '../words.ts'

/** Endings a file dialog offers first; the checks decide what a clip is. */
const endings = ['mp4', 'mov', 'jpg', 'jpeg', 'png', 'webp', 'bmp', 'tif', 'tiff', 'gif', 'heic', 'heif', 'csv']

export async function pickFiles(window: BrowserWindow, words: Words, { multiple }: { multiple: boolean }): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: words('dialog.files'),
    properties: ['openFile', ...(multiple ? ['multiSelections' as const] : [])],
    filters: [{ name: words('dialog.clips'), extensions: endings }, { name: words('dialog.all'), extensions: ['*'] }],
  })
  return canceled ? [] : filePaths
}

export async function pickFolder(window: BrowserWindow, words: Words): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { title: words('dialog.folder'), properties: ['openDirectory', 'createDirectory'] })
  return canceled ? null : (filePaths[0] ?? null)
}

/** @throws when the file cannot be written, with the system's words. */
export async function saveText(window: BrowserWindow, words: Words, { name, text }: { name: string; text: string }): Promise<string | null> {
  // A person's name may hold what a file's may not.
  const safe = name.replace(/[\\/:*?"<>|\u0000-\u001f]/g, '_')
  const ending = path.extname(safe).slice(1)
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: words('dialog.save'), defaultPath: path.join(app.getPath('downloads'), safe),
    // A name typed without its ending gets this one.
    filters: ending ? [{ name: ending.toUpperCase(), extensions: [ending] }, { name: words('dialog.all'), extensions: ['*'] }] : [],
  })
  if (canceled || !filePath) return null
  await writeFile(filePath, text)
  return filePath
}

/** What closing the window means, asked once. Null: it stays open. */
export async function askAboutClosing(window: BrowserWindow, words: Words): Promise<'keep-running' | 'quit' | null> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question', message: words('closing.title'), detail: words('closing.body'),
    buttons: [words('closing.keep'), words('closing.quit'), words('closing.cancel')], defaultId: 0, cancelId: 2, noLink: true,
  })
  return response === 0 ? 'keep-running' : response === 1 ? 'quit' : null
}

/** Something keeps the window from being of use: what happened, and whether to try again. */
export async function askAfterTrouble(words: Words, { title, message, advice }: { title: string; message: string; advice: string }): Promise<boolean> {
  const { response } = await dialog.showMessageBox({ type: 'error', title, message, detail: advice, buttons: [words('trouble.again'), words('trouble.quit')], defaultId: 0, cancelId: 1, noLink: true })
  return response === 0
}

export function reveal(file: string): void {
  shell.showItemInFolder(file)
}

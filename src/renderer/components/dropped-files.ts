/** A file that a folder held, with its place in the folder. */
function readAll(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  // readEntries gives a hundred at a time and an empty list at the end.
  return new Promise((resolve, reject) => {
    const all: FileSystemEntry[] = []
    const next = () =>
      reader.readEntries((entries) => {
        if (entries.length === 0) resolve(all)
        else {
          all.push(...entries)
          next()
        }
      }, reject)
    next()
  })
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.name.startsWith('.')) return []
  if (entry.isFile) return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))]
  const files: File[] = []
  for (const child of await readAll((entry as FileSystemDirectoryEntry).createReader())) files.push(...(await filesIn(child)))
  return files
}

/** Whether something dragged holds files at all (and not, say, a piece of text). */
export function holdsFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false
}

/**
 * The files of a drop. With `openFolders` what lies in dropped folders, for a page that must upload them;
 * otherwise the folders themselves, for a host that knows their paths.
 */
export async function filesOfDrop(data: DataTransfer, openFolders: boolean): Promise<File[]> {
  if (!openFolders) return Array.from(data.files)
  // Entries must be taken before the first await: the browser empties the list after the event.
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  if (entries.length === 0) return Array.from(data.files)
  const files: File[] = []
  for (const entry of entries) files.push(...(await filesIn(entry)))
  return files
}

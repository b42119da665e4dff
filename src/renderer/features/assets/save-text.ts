/** Offers a text as a file to be saved. Characters that file systems refuse are replaced in the name. */
export function saveText(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = name.replace(/[\\/:*?"<>|]/g, '_')
  link.click()
  // The download has begun by then; the page need not hold the text any longer.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

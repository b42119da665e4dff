import path from 'node:path'
import type { Page } from '@playwright/test'

/** Takes a picture for the documents. They are files of the repository: only when SCREENSHOTS=1 asks for them. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (process.env['SCREENSHOTS']) await page.screenshot({ path: path.resolve(import.meta.dirname, '../../docs/screenshots', `${name}.png`), animations: 'disabled' })
}

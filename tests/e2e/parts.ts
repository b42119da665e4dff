/** Parts of the screens as a person names them; every locator goes by role and name. */
import { expect, type Locator, type Page } from '@playwright/test'

export function go(page: Page, name: string): Promise<void> {
  return page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()
}

/** A card of *Needs you*, by what happened. */
export function card(page: Page, title: string | RegExp): Locator {
  return page.getByRole('article').filter({ has: page.getByRole('heading', { name: title }) })
}

/** A row of the list in sight (clips, batches, assets). */
export function row(page: Page, text: string | RegExp): Locator {
  return page.getByRole('grid').getByRole('row').filter({ hasText: text })
}

/** Everything about one clip, beside its list. */
export function drawer(page: Page): Locator {
  return page.getByRole('complementary')
}

export function dialog(page: Page): Locator {
  return page.getByRole('dialog')
}

/** Rows that arrived while the list was looked at wait to be asked for. */
export async function showNewRows(page: Page): Promise<void> {
  const notice = page.getByRole('button', { name: /new · show/ })
  if (await notice.isVisible()) await notice.click()
}

/** Waits until the list shows a row, asking for new ones as they come. */
export async function expectRow(page: Page, text: string | RegExp): Promise<Locator> {
  await expect(async () => {
    await showNewRows(page)
    await expect(row(page, text)).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 30_000 })
  return row(page, text)
}

/** The counts by state in this part of the screen, by their words; they are links. */
export async function expectCounts(within: Locator, counts: Record<string, number>, timeout?: number): Promise<void> {
  for (const [word, count] of Object.entries(counts)) {
    const link = within.getByRole('link', { name: new RegExp(`^${count}\\s*${word}$`) })
    await expect(link, `${count} ${word}`).toBeVisible({ timeout })
  }
}

/** What a screen may not do, in any window: run over, show a key for a word, keep somebody out. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** What is wider than the room it has, told by what it is. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.tagName !== 'PRE'
    const wide = [...document.querySelectorAll('*')].filter((element) => (element === document.documentElement || scrolls(element)) && element.scrollWidth > element.clientWidth + 1)
    return wide.map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}: ${element.scrollWidth} in ${element.clientWidth}`)
  })
}

/** Words that are no words: keys the locales do not have. What people and services wrote is left out. */
export function rawKeys(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts: string[] = [document.title]
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) if (!node.parentElement?.closest('[translate=no],script,style')) texts.push(node.textContent ?? '')
    for (const element of document.querySelectorAll('[aria-label],[title],[placeholder]')) {
      if (!element.closest('[translate=no]')) texts.push(...['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''))
    }
    return texts.map((text) => text.trim()).filter((text) => /^[a-z]+(\.[a-zA-Z-]+)+$/.test(text) || /\{\{|^[a-z-]+:[a-z.]+$/.test(text))
  })
}

/** What axe finds that keeps somebody out. */
export async function graveViolations(page: Page): Promise<string[]> {
  // No frames here, so axe need not open a page of its own to put their results together.
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(true).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary?.slice(0, 200) ?? ''}`).join(' | ')}`)
}

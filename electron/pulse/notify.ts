import type { Clock } from '../../src/main/capabilities.ts'
import { addNews, isNews, noNews, type News } from './news.ts'

/** News that belong together arrive within this time of each other. */
const gatherMs = 5_000
/** After a notice it is quiet for so long; what happens meanwhile is told together. */
const quietMs = 60_000

/**
 * Gathers news and tells them together: the first after some seconds, then at most one a minute. A stopped
 * account waits for nothing, because from then on nothing is done.
 * @param tell called with all news since the last time.
 */
export function createNotifier(clock: Clock, signal: AbortSignal, tell: (news: News) => void): { hear(news: News): void } {
  let gathered = noNews()
  let lastAt = -Infinity
  let waiting: AbortController | null = null

  function flush(): void {
    waiting?.abort()
    waiting = null
    const news = gathered
    gathered = noNews()
    lastAt = clock.monotonic()
    if (isNews(news)) tell(news)
  }

  return {
    hear(news) {
      if (!isNews(news) && news.cleared === 0) return
      gathered = addNews(gathered, news)
      if (news.stopped.length > 0) return flush()
      if (waiting || !isNews(gathered)) return
      const mine = new AbortController()
      waiting = mine
      const ms = Math.max(gatherMs, lastAt + quietMs - clock.monotonic())
      void clock.wait(ms, AbortSignal.any([mine.signal, signal])).then(() => {
        if (!mine.signal.aborted && !signal.aborted) flush()
      })
    },
  }
}

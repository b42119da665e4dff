/** The file-name patterns that a watch folder leaves alone, e.g. `*_proxy.mp4`, `Rushes/**`. */
import path from 'node:path'
import { isIgnoredName, locationKey } from '../domain/file-names.ts'

/**
 * @param patterns globs, whatever their case or normal form. One without a slash means the name of
 *   a file or folder at any depth; one with a slash means the path below the folder.
 * @returns whether a path below the folder (with `/` between its parts) is left alone: by a
 *   pattern, or because it or a folder above it is hidden, unfinished or clutter
 */
export function ignoring(patterns: readonly string[]): (relativePath: string) => boolean {
  const globs = patterns.map((given) => {
    const slashed = locationKey(given.trim()).toLowerCase().replace(/\\/gu, '/').replace(/^\.\//u, '').replace(/\/$/u, '')
    // A folder that matches is not gone into, so `Proxies/**` leaves `Proxies` itself alone too.
    return { glob: slashed.replace(/^\//u, '').replace(/\/\*\*$/u, ''), byName: !slashed.includes('/') }
  })
  return (relativePath) => {
    const names = relativePath.split('/')
    if (names.some(isIgnoredName)) return true
    if (globs.length === 0) return false
    const compared = locationKey(relativePath).toLowerCase().split('/')
    return globs.some(({ glob, byName }) =>
      compared.some((name, depth) => path.posix.matchesGlob(byName ? name : compared.slice(0, depth + 1).join('/'), glob)))
  }
}

/** The path of `inner` below `root` with `/` between its parts; '' for the root itself. */
export function pathBelow(root: string, inner: string): string {
  return path.relative(root, inner).split(path.sep).join('/')
}

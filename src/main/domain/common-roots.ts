const segmentsOf = (location: string): string[] => location.split(/[/\\]/u)
const alike = (one: string | undefined, other: string | undefined): boolean => one !== undefined && one.normalize('NFC') === other?.normalize('NFC')

/**
 * From one file that was found again: which folder has become which, so that the rest can be looked for. What both paths
 * share at their end is the way below; where the file itself was renamed, its folder is.
 * @returns both without a separator at the end; '' is the root
 */
export function commonRoots(was: string, now: string): { from: string; to: string } {
  const [a, b] = [segmentsOf(was), segmentsOf(now)]
  // A renamed file tells of its folder only.
  const renamed = alike(a.at(-1), b.at(-1)) ? 0 : 1
  let shared = renamed
  while (shared < Math.min(a.length, b.length) - 1 && alike(a.at(-1 - shared), b.at(-1 - shared))) shared += 1
  const cut = (location: string, segments: string[]): string => location.slice(0, segments.slice(0, segments.length - shared).join('/').length)
  return { from: cut(was, a), to: cut(now, b) }
}

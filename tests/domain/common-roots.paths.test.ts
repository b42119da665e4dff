import { expect, test } from 'vitest'
import { commonRoots } from '../../src/main/domain/common-roots.ts'

test.each([
  ['a drive with another name', '/Volumes/A/day1/x.mp4', '/Volumes/B/day1/x.mp4', '/Volumes/A', '/Volumes/B'],
  ['a folder that was renamed', '/w/day1/cam/x.mp4', '/w/first/cam/x.mp4', '/w/day1', '/w/first'],
  ['a folder that was moved deeper', '/w/x.mp4', '/archive/2026/w/x.mp4', '', '/archive/2026'],
  ['a file of its own name elsewhere', '/w/a/x.mp4', '/v/x.mp4', '/w/a', '/v'],
  ['a renamed file', '/w/day1/x.mp4', '/v/day1/y.mp4', '/w', '/v'],
  ['another drive letter', 'D:\\shoot\\x.mp4', 'E:\\shoot\\x.mp4', 'D:', 'E:'],
  ['accents composed otherwise', '/a/é/x.mp4'.normalize('NFC'), '/b/é/x.mp4'.normalize('NFD'), '/a', '/b'],
])('%s', (_what, was, now, from, to) => {
  const roots = commonRoots(was, now)
  expect(roots).toEqual({ from, to })
})

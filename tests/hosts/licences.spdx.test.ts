import { expect, test } from 'vitest'
import { isPermissive } from '../../scripts/spdx.ts'

test.each(['MIT', '(MIT OR CC0-1.0)', 'WTFPL OR ISC', 'MIT AND Zlib', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND (GPL-2.0-only OR BSD-3-Clause)'])('%s can be met with permissive licences', (expression) => {
  expect(isPermissive(expression)).toBe(true)
})

test.each(['GPL-3.0-only', 'AGPL-3.0', 'MPL-2.0', 'LGPL-2.1-or-later', 'MIT AND GPL-2.0-only', '(MIT OR ISC) AND SSPL-1.0', 'UNLICENSED', 'SEE LICENSE IN LICENSE.txt', 'MIT (modified)', '(MIT', '', 'Apache-2.0 WITH LLVM-exception'])('%s is refused', (expression) => {
  expect(isPermissive(expression)).toBe(false)
})

/** Licences that ask for no more than to be named: what is built on them may be given away as one likes. */
export const permissive: ReadonlySet<string> = new Set([
  '0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'MIT-0', 'Python-2.0', 'Unlicense', 'WTFPL', 'Zlib',
  // Of fonts: may be bundled with anything, not sold by themselves.
  'OFL-1.1',
])

/**
 * Whether an SPDX expression (`MIT`, `(MIT OR GPL-3.0-only)`, `MIT AND Zlib`) can be met with permissive licences alone.
 * What cannot be read is not.
 * @see https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/
 */
export function isPermissive(expression: string): boolean {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? []
  let at = 0

  function any(): boolean {
    let met = all()
    while (tokens[at]?.toUpperCase() === 'OR') {
      at++
      // Not short-cut: the rest has to be read.
      const other = all()
      met = met || other
    }
    return met
  }
  function all(): boolean {
    let met = one()
    while (tokens[at]?.toUpperCase() === 'AND') {
      at++
      const other = one()
      met = met && other
    }
    return met
  }
  function one(): boolean {
    if (tokens[at] !== '(') return permissive.has(tokens[at++] ?? '')
    at++
    const met = any()
    const closed = tokens[at++] === ')'
    return met && closed
  }

  const met = any()
  return met && at === tokens.length
}

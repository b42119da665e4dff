import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correlationName } from '../../src/main/domain/correlation-name.ts'

describe('a correlation name', () => {
  it.each([
    ['take-03_wide', 'take-03_wide-k7f2'],
    ['Anna (close up) #2', 'Anna-close-up-2-k7f2'],
    ['李雷 近景', '李雷-近景-k7f2'],
    ['résumé', 'résumé-k7f2'],
    ['re\u0301sume\u0301', 'résumé-k7f2'],
    ['हिन्दी', 'हिन्दी-k7f2'],
    ['../../etc/passwd', 'etc-passwd-k7f2'],
    ['😀😀', 'clip-k7f2'],
    ['', 'clip-k7f2'],
  ])('made from %j is %j', (stem, name) => {
    expect(correlationName(stem, 'k7f2')).toBe(name)
  })

  it('of a 300-character stem keeps its beginning and the whole suffix', () => {
    const name = correlationName('a'.repeat(300), 'k7f2q9')
    expect(name).toBe(`${'a'.repeat(57)}-k7f2q9`)
    expect(name).toHaveLength(64)
  })

  it('never cuts a letter that takes two units in half', () => {
    // 𠮷 lies outside the basic plane: two UTF-16 units; 59 of room would end in the middle of one.
    const name = correlationName('𠮷'.repeat(60), 'k7f2')
    expect(name).toBe(`${'𠮷'.repeat(29)}-k7f2`)
    expect(name.isWellFormed()).toBe(true)
  })

  it('whatever the stem: well formed, within 64, of letters, digits, - and _, the suffix whole', () => {
    const suffixes = fc.stringMatching(/^[0-9a-z]{1,26}$/)
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), suffixes, (stem, suffix) => {
        const name = correlationName(stem, suffix)
        expect(name.length).toBeLessThanOrEqual(64)
        expect(name.isWellFormed()).toBe(true)
        expect(name).toMatch(/^[\p{L}\p{N}\p{M}_-]+$/u)
        expect(name.endsWith(`-${suffix}`)).toBe(true)
        expect(name.length).toBeGreaterThan(suffix.length + 1)
      }),
    )
  })
})

import { describe, expect, test } from 'vitest'
import { contrast } from '../../src/renderer/theme/contrast.ts'
import { neutrals, roleColours, roles, schemeVariables, solid } from '../../src/renderer/theme/tokens.ts'

describe.each(['light', 'dark'] as const)('the %s scheme', (scheme) => {
  const ground = neutrals[scheme]

  test.each(['ink', 'ink-2', 'ink-3'] as const)('%s can be read on every ground it is put on', (text) => {
    for (const name of ['canvas', 'surface', 'sunken', 'selected'] as const) {
      if (text === 'ink-3' && name === 'selected') continue
      expect(contrast(ground[text], ground[name]), `${text} on ${name}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  test('the border of a control stands out from what surrounds it', () => {
    for (const name of ['canvas', 'surface'] as const) expect(contrast(ground.control, ground[name]), name).toBeGreaterThanOrEqual(3)
  })

  test.each(roles)('%s: words can be read on their tint, on the surface and on the canvas, and the fill stands out', (role) => {
    const { text, tint, fill } = roleColours[scheme][role]
    for (const [name, colour] of [['tint', tint], ['surface', ground.surface], ['canvas', ground.canvas]] as const) {
      expect(contrast(text, colour), `text on ${name}`).toBeGreaterThanOrEqual(4.5)
    }
    for (const name of ['surface', 'canvas', 'sunken'] as const) {
      expect(contrast(fill, ground[name]), `fill on ${name}`).toBeGreaterThanOrEqual(3)
    }
  })

  test('a primary button can be read', () => {
    expect(contrast(ground.surface, ground.ink)).toBeGreaterThanOrEqual(4.5)
  })

  test('every colour reaches the page as a variable', () => {
    expect(schemeVariables(scheme)).toMatchObject({ '--gr-ink-3': ground['ink-3'], '--gr-failed-fill': roleColours[scheme].failed.fill })
  })
})

test('words on the one solid colour can be read', () => {
  expect(contrast(solid.text, solid.fill)).toBeGreaterThanOrEqual(4.5)
})

test('the contrast is counted as WCAG does', () => {
  expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5)
  expect(contrast('#767676', '#FFFFFF')).toBeCloseTo(4.54, 2)
})

/**
 * Chinese sets a space between a figure and its unit where the unit is a word, as all our sentences do; Intl writes
 * it without one. Dates stay as they are.
 * @param text a measure or an age by Intl: `5秒`, `3分钟前`
 * @returns `5 秒`, `3 分钟前`; other languages unchanged
 */
export function spacedUnits(text: string): string {
  return text.replace(/(?<=\d)(?=\p{Script=Han})/gu, ' ')
}

/** One of them, by chance. */
export function oneOf<T>(random: () => number, items: readonly T[]): T {
  const found = items[Math.floor(random() * items.length)]
  if (found === undefined) throw new Error('There is nothing to choose from.')
  return found
}

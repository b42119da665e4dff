import { useFormat } from '../../i18n/use-format.ts'

/** What a sentence with a number is filled with: `count` chooses the plural, `number` is what is written. */
export function useCounted(): (count: number) => { count: number; number: string } {
  const format = useFormat()
  return (count) => ({ count, number: format.number(count) })
}

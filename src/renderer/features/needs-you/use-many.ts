import { useFormat } from '../../i18n/use-format.ts'

/** What a plural sentence is filled with: `count` chooses the form, `formatted` is what is written. */
export function useMany(): (count: number) => { count: number; formatted: string } {
  const format = useFormat()
  return (count) => ({ count, formatted: format.number(count) })
}

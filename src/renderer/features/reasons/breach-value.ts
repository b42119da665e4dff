import type { Breach } from '../../../contract/models/clip.ts'
import type { Formats } from '../../i18n/format.ts'

const MB = 1024 * 1024

/**
 * A measured value or a limit as a person reads it: 18.4 s, 200 MB, 1,920 px.
 * Sizes count as the service's limits do (1 MB = 1,048,576 bytes), or a limit of 200 MB would read as 210.
 */
export function breachValue(value: number | string, unit: Breach['unit'], format: Formats, language: string): string {
  if (typeof value === 'string') return value
  switch (unit) {
    case 'ms':
      return format.seconds(value)
    case 'bytes':
      return new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: value < 10 * MB ? 1 : 0 }).format(value / MB)
    case 'px':
      return `${format.number(value)} px`
    case 'px2':
      return `${format.number(value)} px²`
    case 'fps':
      return `${new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(value)} fps`
    case 'ratio':
      return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value)
    case 'format':
      return format.number(value)
  }
}

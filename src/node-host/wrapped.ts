import { displayWidth } from './table.ts'

/** Gaps between columns of a table: two spaces or more, not those a line begins with. */
const gap = /(?<=\S) {2,}(?=\S)/g

/**
 * Breaks lines between words for a terminal, which itself would break them within. What goes on in the next line
 * stands under where its words began: after the indentation, or after the label of a line like `Waits     Clips …`.
 * Rows of tables, with more gaps than one, are left as they are, and so is a word that is longer than a line.
 * @param columns how many the terminal has
 */
export function wrapped(text: string, columns: number): string {
  return text.split('\n').map((line) => wrappedLine(line, columns)).join('\n')
}

function wrappedLine(line: string, columns: number): string {
  if (displayWidth(line) <= columns) return line
  const gaps = [...line.matchAll(gap)]
  if (gaps.length > 1) return line
  const label = gaps[0] ? line.slice(0, gaps[0].index + gaps[0][0].length) : (/^ */.exec(line)?.[0] ?? '')
  const indent = ' '.repeat(displayWidth(label))
  // A label that leaves no room beside it is no column to keep to.
  if (indent.length > columns / 2) return line
  const lines: string[] = []
  let written = ''
  for (const word of line.slice(label.length).split(' ')) {
    const longer = written === '' ? word : `${written} ${word}`
    if (written !== '' && displayWidth(longer) > columns - indent.length) {
      lines.push(written)
      written = word
    } else written = longer
  }
  return label + [...lines, written].join(`\n${indent}`)
}

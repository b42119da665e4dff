import ts from 'typescript'

/** One use of a translation in the source: what may be asked for, and in which namespaces it is sought. */
export interface KeyUse {
  file: string
  line: number
  /** Matches the whole key, without namespace and without plural ending. */
  pattern: RegExp
  /** As written, for messages. */
  written: string
  /** Null: the file does not say. */
  namespaces: string[] | null
}

export interface SourceUsage {
  uses: KeyUse[]
  /** Every plain string in the file: a key may be handed around before it is asked for. */
  literals: Set<string>
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** The keys an expression may come to; templates become patterns, what cannot be read is left out. */
function written(node: ts.Expression): { source: string; text: string }[] {
  if (ts.isStringLiteralLike(node)) return [{ source: escaped(node.text), text: node.text }]
  if (ts.isParenthesizedExpression(node)) return written(node.expression)
  if (ts.isConditionalExpression(node)) return [...written(node.whenTrue), ...written(node.whenFalse)]
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(written)
  if (!ts.isTemplateExpression(node) || !/[:.]/.test(node.head.text)) return []
  const rest = node.templateSpans.map((span) => `[^:]+${escaped(span.literal.text)}`).join('')
  return [{ source: escaped(node.head.text) + rest, text: node.getText() }]
}

function isTranslate(callee: ts.Expression): boolean {
  return (ts.isIdentifier(callee) && callee.text === 't') || (ts.isPropertyAccessExpression(callee) && callee.name.text === 't')
}

/** Reads one source file for what it asks of the translations. */
export function usageIn(file: string, text: string): SourceUsage {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS)
  const literals = new Set<string>()
  const namespaces = new Set<string>()
  const asked: { node: ts.Node; keys: { source: string; text: string }[] }[] = []
  let says = false

  function visit(node: ts.Node): void {
    if (ts.isStringLiteralLike(node)) literals.add(node.text)
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments
      if (ts.isIdentifier(node.expression) && node.expression.text === 'useTranslation') {
        says = true
        const named = first ? written(first).map((each) => each.text) : ['common']
        for (const name of named) namespaces.add(name)
      } else if (first && isTranslate(node.expression)) asked.push({ node, keys: written(first) })
    }
    if (ts.isJsxAttribute(node) && node.name.getText() === 'i18nKey' && node.initializer) {
      const value = ts.isJsxExpression(node.initializer) ? node.initializer.expression : node.initializer
      if (value) asked.push({ node, keys: written(value) })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)

  const uses = asked.flatMap(({ node, keys }) =>
    keys.map((key): KeyUse => {
      const [, namespace, rest] = /^([\w-]+):(.*)$/s.exec(key.source) ?? []
      return {
        file,
        line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
        pattern: new RegExp(`^${rest ?? key.source}$`),
        written: key.text,
        namespaces: namespace ? [namespace] : says ? [...namespaces, 'common'] : null,
      }
    }),
  )
  return { uses, literals }
}

import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorNote } from '../components/error-note.tsx'

function Broke({ error, onAgain }: { error: Error; onAgain: () => void }) {
  const { t } = useTranslation()
  return <ErrorNote happened={t('common:screen.broke')} kept={t('common:screen.brokeKept', { message: error.message })} action={{ label: t('common:action.tryAgain'), onClick: onAgain }} />
}

/** A screen that throws takes nothing else down: it says so in its place. Key it by the location. */
export class ScreenBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    return error ? <Broke error={error} onAgain={() => this.setState({ error: null })} /> : this.props.children
  }
}

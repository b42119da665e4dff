import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { ProblemNote } from '../../components/problem-note.tsx'
import classes from './first-run.module.css'

/** Goes over to the sandbox, or from it to one's account: other data, so everything loads anew. */
export function GoOver({ to }: { to: 'sandbox' | 'account' }) {
  const { t } = useTranslation('first-run')
  const go = useMutation({
    ...orpc.host.switchTo.mutationOptions(),
    onSuccess: () => { window.location.assign(to === 'sandbox' ? '#/' : '#/first-run'); window.location.reload() },
  })
  return (
    <div className={classes.goOver}>
      <p className={classes.text}>{t(`begin.goOver.${to}.help`)}</p>
      {go.error && <ProblemNote error={go.error} />}
      <Button variant="filled" onClick={() => go.mutate({ to })} loading={go.isPending || go.isSuccess}>{t(`begin.goOver.${to}.do`)}</Button>
    </div>
  )
}

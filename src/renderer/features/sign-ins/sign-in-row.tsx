import { Button } from '@mantine/core'
import { IconEye, IconUser } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignIn } from '../../../contract/models/sign-in.ts'
import { orpc } from '../../bridge/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { TimeAgo } from '../../components/times.tsx'
import { useDeed } from '../clips/use-deed.ts'
import classes from './sign-ins.module.css'

/** One sign-in: whose, what they may do, when it was last used and from where, and its end. */
export function SignInRow({ signIn }: { signIn: SignIn }) {
  const { t } = useTranslation('sign-ins')
  const [asking, setAsking] = useState(false)
  const revoke = useDeed({ options: orpc.signIns.revoke.mutationOptions(), told: ({ name }) => t('revoked', { name }), after: () => setAsking(false) })
  const Glyph = signIn.role === 'viewer' ? IconEye : IconUser
  return (
    <article className={classes.row} aria-label={signIn.name} data-over={signIn.revokedAt !== null || undefined}>
      <Glyph size={18} aria-hidden className={classes.glyph} />
      <div className={classes.words}>
        <strong>{signIn.name}</strong> <span className={classes.quiet}>{t(`role.${signIn.role}`)}</span>
        <div className={classes.quiet}>
          {t('madeBy', { name: signIn.madeBy })} <TimeAgo at={signIn.createdAt} /> · {signIn.lastSeenAt === null ? t('neverSeen') : <>{t('seen')} <TimeAgo at={signIn.lastSeenAt} /> {t('from', { address: signIn.lastSeenFrom })}</>}
          {signIn.revokedAt !== null && <> · {t('revokedBy', { name: signIn.revokedBy })} <TimeAgo at={signIn.revokedAt} /></>}
        </div>
      </div>
      {signIn.revokedAt === null && <Button onClick={() => setAsking(true)}>{t('revoke')}</Button>}
      <ConfirmDialog opened={asking} destructive title={t('revokeTitle', { name: signIn.name })} confirm={t('revokeConfirm', { name: signIn.name })} pending={revoke.isPending} error={revoke.error} onConfirm={() => revoke.mutate({ id: signIn.id })} onClose={() => setAsking(false)}>
        {t('revokeWords', { name: signIn.name })}
      </ConfirmDialog>
    </article>
  )
}

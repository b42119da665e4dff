import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Clip, ClipSource } from '../../../contract/models/clip.ts'
import { orpc } from '../../bridge/client.ts'
import { host } from '../../bridge/host.ts'
import { ClipFlags } from '../../components/clip-flags.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Drawer } from '../../components/drawer.tsx'
import { Facts } from '../../components/facts.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { Mono } from '../../components/mono.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { StateChip } from '../../components/state-chip.tsx'
import { Countdown, TimeAgo } from '../../components/times.tsx'
import { places } from '../../frame/places.ts'
import type { ClipActions } from '../clips/use-clip-actions.ts'
import { ClipPreview } from '../previews/clip-preview.tsx'
import { ClipUploadProgress } from '../uploads/clip-upload-progress.tsx'
import { Attempts } from './attempts.tsx'
import { ClipEvents } from './clip-events.tsx'
import { LinkWait } from './link-wait.tsx'
import classes from './clip-drawer.module.css'
import { DrawerActions } from './drawer-actions.tsx'
import { LocateDialog } from './locate-dialog.tsx'
import { MediaFactsTable } from './media-facts.tsx'
import { ReasonPanel } from './reason-panel.tsx'
import { ReplaceSourceDialog } from './replace-source-dialog.tsx'

/** How far an upload has come is written down so often, and rings for no list of clips. */
const uploadTellsMs = 2_000

export interface ClipDrawerProps {
  id: number
  actions: ClipActions
  onClose: () => void
  onPrevious: (() => void) | null
  onNext: (() => void) | null
}

/** Where its file lies and, where a copy is sent in its place, that; and what came of it. */
function Where({ clip, copy }: { clip: Clip; copy: ClipSource | undefined }) {
  const { t } = useTranslation('clip-drawer')
  return (
    <Facts
      facts={[
        [t('where.person'), <Link key="person" href={places.person(clip.groupId)}>{clip.groupName}</Link>],
        [t('where.source'), (
          <span key="source" className={classes.copied}>
            <Mono>{clip.location}</Mono>
            <CopyButton value={clip.location} what={t('where.source')} />
            {host.canReveal && clip.sourceKind === 'path' && <button type="button" className={classes.link} onClick={() => void host.reveal(clip.location)}>{t('where.reveal')}</button>}
          </span>
        )],
        [t('where.copy'), copy && <span className={classes.copied}><Mono>{copy.location}</Mono><CopyButton value={copy.location} what={t('where.copy')} /></span>],
        [t('where.asset'), clip.assetUrl && <span className={classes.copied}><Mono>{clip.assetUrl}</Mono><CopyButton value={clip.assetUrl} what={t('where.asset')} /></span>],
        [t('where.match'), clip.match && t(`attempt.match.${clip.match}`)],
        [t('where.duplicate'), clip.duplicateOf !== null && <Link key="duplicate" href={places.clips({}, clip.duplicateOf)}>{t('where.clip', { id: clip.duplicateOf })}</Link>],
      ].filter(([, value]) => value !== false) as [string, React.ReactNode][]}
    />
  )
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={classes.part}>
      <h3 className={classes.partTitle}>{title}</h3>
      {children}
    </section>
  )
}

/** Everything about one clip, beside the list it is in. */
export function ClipDrawer({ id, actions, onClose, onPrevious, onNext }: ClipDrawerProps) {
  const { t } = useTranslation('clip-drawer')
  const found = useQuery({ ...orpc.clips.get.queryOptions({ input: { id } }), refetchInterval: ({ state }) => (state.data?.clip.state === 'publishing' ? uploadTellsMs : false) })
  const [replacing, setReplacing] = useState(false)
  const [locating, setLocating] = useState(false)
  const { clip, attempts = [], sources = [], events = [], upload = null } = found.data ?? {}
  return (
    <Drawer
      title={clip ? <MiddleCut text={clip.name} /> : t('title')} onClose={onClose} onPrevious={onPrevious} onNext={onNext}
      foot={clip && <div className={classes.actions}><DrawerActions clip={clip} actions={actions} onReplace={() => setReplacing(true)} onLocate={() => setLocating(true)} /></div>}
    >
      {found.error && <ProblemNote error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <LoadingBlocks count={3} height={96} />}
      {clip && (
        <div className={classes.stack}>
          <ClipPreview clip={clip} />
          <div className={classes.stateLine}>
            <StateChip state={clip.state} />
            <ClipFlags probable={clip.match === 'assumed'} missing={clip.sourceMissing} duplicate={clip.duplicateOf !== null} />
            <span className={classes.quiet}>
              <TimeAgo at={clip.stateSince} />
              {clip.dueAt !== null && clip.state !== 'publishing' && <> · {t('due')} <Countdown until={clip.dueAt} /></>}
            </span>
          </div>
          <p className={classes.sentence}>{clip.preparing ? t('preparing') : t(`common:state.${clip.state}.said`)}</p>
          {(clip.state === 'publishing' || clip.state === 'ready') && <LinkWait clip={clip} />}
          {upload && <ClipUploadProgress upload={upload} />}
          <ReasonPanel clip={clip} />
          <Where clip={clip} copy={sources.find((source) => source.current && source.preparedFrom !== null)} />
          <Part title={t('facts.title')}><MediaFactsTable clip={clip} /></Part>
          <Part title={t('attempt.all', { count: attempts.length })}><Attempts attempts={attempts} sources={sources} current={clip.location} /></Part>
          {sources.length > 1 && (
            <Part title={t('sources.title')}>
              <ol className={classes.events}>
                {sources.map((source) => <li key={source.id}><Mono>{source.location}</Mono><span className={`${classes.quiet} ${classes.end}`}>{source.preparedFrom !== null && <>{t('sources.copy')} · </>}{source.current ? t('sources.current') : <TimeAgo at={source.addedAt} />}</span></li>)}
              </ol>
            </Part>
          )}
          <Part title={t('event.title')}><ClipEvents clipId={id} events={events} /></Part>
        </div>
      )}
      {locating && clip && <LocateDialog clip={clip} onClose={() => setLocating(false)} />}
      {replacing && clip && <ReplaceSourceDialog clip={clip} onClose={() => setReplacing(false)} />}
    </Drawer>
  )
}

import { ActionIcon, Button, Checkbox, Menu, NumberInput, PasswordInput, SegmentedControl, Select, Switch, TextInput, Textarea } from '@mantine/core'
import { IconDots, IconHandStop, IconHelpCircle, IconWallet } from '@tabler/icons-react'
import { useState } from 'react'
import { useSearch } from 'wouter'
import { batchStates, clipStates, type ClipState } from '../../contract/models/states.ts'
import { CauseCard, CauseRow } from '../components/cause-card.tsx'
import { ClipFlags } from '../components/clip-flags.tsx'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { CopyButton } from '../components/copy-button.tsx'
import { CountsRow } from '../components/count-button.tsx'
import { DataTable, type Column } from '../components/data-table.tsx'
import { Drawer } from '../components/drawer.tsx'
import { EmptyState } from '../components/empty-state.tsx'
import { ErrorNote } from '../components/error-note.tsx'
import { Facts } from '../components/facts.tsx'
import { FieldRow } from '../components/field-row.tsx'
import { Figure } from '../components/figure.tsx'
import { Grid, Span } from '../components/grid.tsx'
import { KeyHint } from '../components/key-hint.tsx'
import { ListRow } from '../components/list-row.tsx'
import { LoadingBlocks } from '../components/loading-blocks.tsx'
import { MiddleCut } from '../components/middle-cut.tsx'
import { Mono } from '../components/mono.tsx'
import { NewRowsNotice } from '../components/new-rows-notice.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { Panel } from '../components/panel.tsx'
import { RadioCards } from '../components/radio-card.tsx'
import { Screen } from '../components/screen.tsx'
import { BatchCells, SegmentedBar } from '../components/segmented-bar.tsx'
import { SelectionBar } from '../components/selection-bar.tsx'
import { BatchChip, StateChip } from '../components/state-chip.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Age, Countdown, TimeAgo } from '../components/times.tsx'
import { Frame } from '../frame/frame.tsx'
import { counts, cue, few, names } from './gallery-data.ts'

const columns: Column[] = [
  { key: 'select', label: 'Select', quiet: true, width: 32 },
  { key: 'thumb', label: 'Thumbnail', quiet: true, width: 64 },
  { key: 'name', label: 'Name', width: 'minmax(160px, 1fr)' },
  { key: 'state', label: 'State', width: 132 },
  { key: 'reason', label: 'Reason', width: 200 },
  { key: 'batch', label: 'Batch', width: 72 },
  { key: 'attempts', label: 'Tries', width: 40, align: 'end' },
  { key: 'age', label: 'Age', width: 64 },
  { key: 'action', label: 'Actions', quiet: true, width: 96, action: true },
]

function nameAt(index: number): string {
  return names[index % names.length] ?? ''
}

function Table({ total }: { total: number }) {
  const [active, setActive] = useState<number | null>(2)
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set([1, 3]))
  const [open, setOpen] = useState(false)
  const toggle = (index: number) => {
    const next = new Set(selected)
    if (!next.delete(index)) next.add(index)
    setSelected(next)
  }
  return (
    <>
      <DataTable
        label="Clips"
        columns={columns}
        total={total}
        minWidth={900}
        activeIndex={active}
        onActive={setActive}
        onOpen={() => setOpen(true)}
        onToggle={toggle}
        isSelected={(index) => selected.has(index)}
        notice={<NewRowsNotice count={12} onShow={() => {}} />}
        row={(index) =>
          index % 9 === 8 ? null : {
            key: index,
            cells: [
              <Checkbox key="s" aria-label={`Select ${nameAt(index)}`} checked={selected.has(index)} onChange={() => toggle(index)} />,
              <div key="t" style={{ width: 64, height: 36, borderRadius: 4, background: 'var(--gr-sunken)' }} />,
              <div key="n"><MiddleCut text={`${index} ${nameAt(index)}`} /><div style={{ fontSize: 12, lineHeight: '16px', color: 'var(--gr-ink-3)' }}>1920 × 1080 · 12.4 s · 48.2 MB</div></div>,
              <StateChip key="c" state={clipStates[index % clipStates.length] as ClipState} />,
              'At most 720p; this is 1080p',
              <Mono key="b">b-{1200 + index}</Mono>,
              2,
              <Age key="a" since={cue.account.since - index * 90_000} />,
              <Button key="r" size="xs">Resubmit</Button>,
            ],
          }
        }
      />
      <SelectionBar count={selected.size} onClear={() => setSelected(new Set())} undo={{ words: '3 clips set aside', onUndo: () => {} }}>
        <Button>Resubmit</Button>
        <Button>Set aside</Button>
      </SelectionBar>
      {open && (
        <Drawer title={<MiddleCut text={nameAt(active ?? 0)} />} onClose={() => setOpen(false)} onPrevious={() => setActive((active ?? 1) - 1)} onNext={() => setActive((active ?? 0) + 1)} foot={<><Button variant="filled">Resubmit</Button><Button>Replace source</Button></>}>
          <Facts facts={[['Size', '48.2 MB'], ['Length', '12.4 s'], ['Path', <Mono key="p">/Volumes/raid/2026/anna/take_01_4k_camera-B.mov</Mono>]]} />
        </Drawer>
      )}
    </>
  )
}

function Parts() {
  const [tab, setTab] = useState('clips')
  const [card, setCard] = useState<'links' | 'base'>('links')
  return (
    <Screen>
      <PageHeader title="Gallery" actions={<><Button>Use an existing group</Button><Button variant="filled">Verify a person</Button></>}>
        Every component, <Mono>group-20260114-x8f2</Mono> <CopyButton value="x" what="group id" />
      </PageHeader>
      <Grid>
        <Span columns={8}>
          <Panel title="Needs you" aside={<a href="#/needs-you">All 7</a>} flush>
            <CauseRow role="you" icon={IconHandStop} title="142 held: 1080p, at most 720p" affects="Anna Lindqvist" buttons={<Button>Look</Button>} />
            <CauseRow role="solid" icon={IconHelpCircle} title="We cannot tell whether batch 1204 was accepted" affects="20 clips of Anna Lindqvist, 3 min ago" buttons={<Button>Decide</Button>} />
            <CauseRow role="failed" icon={IconWallet} title="12 not cleared, no reason given" affects="张伟" buttons={<Button>Resubmit 12 clips</Button>} />
          </Panel>
        </Span>
        <Span columns={4}>
          <Panel title="Now"><Figure value="1,596" label="to go, done about 16:40" /></Panel>
        </Span>
        <Span columns={12}>
          <Panel title="States">
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
              {clipStates.map((state) => <span key={state}><StateChip state={state} /><ClipFlags probable={state === 'failed'} missing={state === 'held'} duplicate={state === 'held'} /></span>)}
            </div>
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 12 }}>
              {batchStates.map((state) => <BatchChip key={state} state={state} />)}
            </div>
            <div style={{ display: 'flex', flexDirection: 'column', gap: 12, marginTop: 16 }}>
              <SegmentedBar counts={counts} height={12} />
              <CountsRow counts={counts} hrefFor={() => '/clips'} />
              <SegmentedBar counts={few} />
              <BatchCells cells={clipStates.map((state, clipId) => ({ clipId, state }))} />
            </div>
          </Panel>
        </Span>
        <Span columns={12}>
          <Panel title="People" flush>
            {['Anna Lindqvist', '张伟'].map((name) => (
              <ListRow key={name} href="/people/1"><span style={{ width: 200 }}>{name}</span><span style={{ flex: 1 }}><SegmentedBar counts={few} /></span><span>12 / 25</span><span>4 hr</span></ListRow>
            ))}
          </Panel>
        </Span>
        <Span columns={6}>
          <CauseCard role="you" icon={IconHandStop} title="142 held: 1080p, at most 720p" affects="Anna Lindqvist · since 12 min" buttons={<><Button variant="filled">Submit 142 anyway</Button><Button>Look at them</Button><Button>Set aside 142 clips</Button></>}>The limit is the strict preset of this account.</CauseCard>
        </Span>
        <Span columns={6}>
          <ErrorNote happened="The folder /Volumes/raid/anna could not be read." kept="What was found before is kept. Connect the volume and try again." action={{ label: 'Try again', onClick: () => {} }} />
        </Span>
        <Span columns={12}>
          <Panel>
            <Tabs label="Parts" value={tab} onChange={setTab} tabs={[{ key: 'clips', label: 'Clips', count: 1234 }, { key: 'batches', label: 'Batches', count: 62 }, { key: 'folders', label: 'Folders' }]} />
            <FieldRow label="Submissions a minute" help="What your contract says; 3 if you do not know."><NumberInput w={120} defaultValue={3} aria-label="Submissions a minute" /></FieldRow>
            <FieldRow label="Address" help="Where the review API is."><TextInput w={320} defaultValue="https://xcompute.us" aria-label="Address" error="What answers there is not the review API." /></FieldRow>
            <FieldRow label="Key"><PasswordInput w={320} defaultValue="secret" aria-label="Key" /></FieldRow>
            <FieldRow label="Appearance"><SegmentedControl data={['System', 'Light', 'Dark']} aria-label="Appearance" /><Select w={200} data={['English', '简体中文']} defaultValue="English" aria-label="Language" /></FieldRow>
            <FieldRow label="Notifications"><Switch label="When something needs me" defaultChecked /><Switch label="When a person is done" /><Checkbox label="Play a sound" defaultChecked /><Textarea w={320} aria-label="Note" placeholder="Consent note" /></FieldRow>
            <FieldRow label="Where can the reviewer fetch your clips?" wide>
              <RadioCards label="Publishing" side value={card} onChange={setCard} options={[{ value: 'links', title: 'Greenroom’s own links', help: 'Signed links that expire.' }, { value: 'base', title: 'A public folder', help: 'Your clips are on a web server already.' }]} />
            </FieldRow>
          </Panel>
        </Span>
        <Span columns={6}><Panel><EmptyState role="cleared" sentence="Nothing needs you. 310 in review; next answer about 14:20." /></Panel></Span>
        <Span columns={6}><Panel><EmptyState sentence="Nobody here yet." action={<Button variant="filled">Verify a person</Button>} /></Panel></Span>
        <Span columns={6}><Panel title="Loading"><LoadingBlocks count={3} /></Panel></Span>
        <Span columns={6}>
          <Panel title="Small things">
            <p><TimeAgo at={cue.account.since - 200_000} /> · <Countdown until={cue.account.since + 60_000} /> · <KeyHint keys={['mod', 'K']} /> <KeyHint keys={['up', 'down']} /></p>
            <CopyButton value="x" what="assets" label="Copy 12 assets" />
            <Menu><Menu.Target><ActionIcon aria-label="More"><IconDots size={18} /></ActionIcon></Menu.Target><Menu.Dropdown><Menu.Item>Rename</Menu.Item><Menu.Item>Pause</Menu.Item></Menu.Dropdown></Menu>
          </Panel>
        </Span>
      </Grid>
    </Screen>
  )
}

/** Every component in one place, to be looked at: `/gallery/#/?show=table|dialog|stopped|offline`. Development only. */
export function Gallery() {
  const show = new URLSearchParams(useSearch()).get('show')
  const seen = show === 'stopped' ? { ...cue, doing: 'stopped' as const, account: { ...cue.account, state: 'stopped' as const, stop: 'no-balance' as const } } : cue
  return (
    <Frame cue={seen} connection={show === 'offline' ? 'reconnecting' : 'open'} needYou={7} viewing={null} sandbox switching={false} onPause={() => {}} onResume={() => {}}>
      {show === 'table' ? <Screen fixed><PageHeader title="Clips" /><Table total={1_000_000} /></Screen> : <Parts />}
      <ConfirmDialog opened={show === 'dialog'} title="Resubmit 12 clips?" confirm="Resubmit 12 clips" onConfirm={() => {}} onClose={() => {}}>12 clips whose verdict is failed go into new batches. 3 of them are only probable matches.</ConfirmDialog>
    </Frame>
  )
}

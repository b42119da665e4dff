/**
 * Makes the demo clips in resources/clips with ffmpeg. Their outcome in the sandbox's `demo` scenario
 * follows from their names: `flaky…` fails once, `no-face…` always, `too-short…` breaks a limit.
 *
 *     node scripts/make-clips.ts
 *
 * The clips are committed, so that the demo runs where there is no ffmpeg.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'

interface DemoClip {
  name: string
  seconds: number
  size: [number, number]
  /** Two colours of the drifting backdrop. */
  backdrop: [string, string]
  /** Colour of the drawn person; null for an empty set. */
  person: string | null
  audio?: boolean
  /** Store the picture lying down with a note to turn it, as phones do. */
  turned?: boolean
}

const upright: [number, number] = [640, 960]
const wide: [number, number] = [1280, 720]

const clips: DemoClip[] = [
  { name: 'ada-close-up-01.mp4', seconds: 4, size: upright, backdrop: ['0x2b3a55', '0x7a4f6d'], person: '0xe8c9a8' },
  { name: 'ada-close-up-02.mp4', seconds: 5, size: upright, backdrop: ['0x17443b', '0x8aa66a'], person: '0xe8c9a8' },
  { name: 'ada-profile-left.mp4', seconds: 3, size: upright, backdrop: ['0x5b2333', '0xd17b49'], person: '0xd9b48f' },
  { name: 'ada-profile-right.mp4', seconds: 3, size: upright, backdrop: ['0x1d3557', '0x52a7c1'], person: '0xd9b48f' },
  { name: 'ada-laughing.mp4', seconds: 4, size: upright, backdrop: ['0x664d00', '0xd6a419'], person: '0xf0d5b8', audio: true },
  { name: 'ada-monologue.mp4', seconds: 6, size: wide, backdrop: ['0x20202c', '0x5a5a86'], person: '0xe8c9a8', audio: true },
  { name: 'ada-reading.mp4', seconds: 5, size: wide, backdrop: ['0x3f2b1d', '0x9c6b3f'], person: '0xe0bd98' },
  { name: 'ada-turning.mov', seconds: 4, size: upright, backdrop: ['0x0f4c5c', '0x6fb98f'], person: '0xe8c9a8' },
  { name: 'ada-street-night.mov', seconds: 5, size: wide, backdrop: ['0x101020', '0x3d2c5e'], person: '0xc9a587' },
  { name: 'ada-phone-upright.mp4', seconds: 3, size: upright, backdrop: ['0x274029', '0x5f9154'], person: '0xe8c9a8', turned: true },
  { name: 'flaky-ada-stairs.mp4', seconds: 4, size: upright, backdrop: ['0x4a4e69', '0x9a8c98'], person: '0xe8c9a8' },
  { name: 'flaky-ada-hallway.mp4', seconds: 3, size: wide, backdrop: ['0x6a040f', '0xb5544d'], person: '0xe0bd98' },
  { name: 'no-face-empty-set.mp4', seconds: 4, size: wide, backdrop: ['0x6c757d', '0xadb5bd'], person: null },
  { name: 'too-short-slate.mp4', seconds: 1, size: upright, backdrop: ['0x111111', '0xcccccc'], person: '0xe8c9a8' },
]

/** One still figure (head and shoulders) as an alpha mask, to be moved over the backdrop. */
function figure(colour: string, height: number): string {
  const side = Math.round(height * 0.8)
  const head = `lt(pow((X-W/2)/(W*0.17),2)+pow((Y-H*0.32)/(H*0.22),2),1)`
  const shoulders = `lt(pow((X-W/2)/(W*0.40),2)+pow((Y-H*1.02)/(H*0.42),2),1)`
  return `color=c=${colour}:s=${side}x${side}:d=1:r=1,format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='255*max(${head},${shoulders})'`
}

function make(clip: DemoClip, seed: number, dir: string): void {
  const [width, height] = clip.size
  const backdrop = `gradients=s=${width}x${height}:r=24:d=${clip.seconds}:c0=${clip.backdrop[0]}:c1=${clip.backdrop[1]}:speed=0.01:seed=${seed}`
  const inputs = ['-f', 'lavfi', '-i', backdrop]
  if (clip.person) inputs.push('-f', 'lavfi', '-i', figure(clip.person, height))
  if (clip.audio) inputs.push('-f', 'lavfi', '-i', `sine=f=${200 + seed * 20}:d=${clip.seconds}`)

  const moving = clip.person ? `[1]loop=-1:1[p];[0][p]overlay=x='(W-w)/2+W*0.06*sin(t*1.6+${seed})':y='H-h+6*sin(t*3)':shortest=1,` : '[0]'
  const label = `drawtext=text='${path.parse(clip.name).name}':x=24:y=24:fontsize=34:fontcolor=white:box=1:boxcolor=black@0.45:boxborderw=10`
  const counter = `drawtext=text='%{pts\\:hms}':x=24:y=h-58:fontsize=30:fontcolor=white`
  const lying = clip.turned ? ',transpose=1' : ''
  execFileSync('ffmpeg', [
    '-hide_banner', '-loglevel', 'error', '-y', ...inputs,
    '-filter_complex', `${moving}${label},${counter}${lying},format=yuv420p[v]`,
    '-map', '[v]', ...(clip.audio ? ['-map', `${clip.person ? 2 : 1}:a`, '-c:a', 'aac', '-b:a', '48k'] : []),
    '-t', String(clip.seconds), '-c:v', 'libx264', '-preset', 'veryslow', '-crf', '32',
    '-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-movflags', '+faststart',
    path.join(dir, clip.name),
  ], { stdio: 'inherit' })
  if (clip.turned) noteTurn(path.join(dir, clip.name))
}

/** ffmpeg only keeps a rotation note it is given while copying. */
function noteTurn(file: string): void {
  const drawn = `${file}.drawn.mp4`
  renameSync(file, drawn)
  execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', '-i', drawn, '-c', 'copy', '-metadata:s:v:0', 'rotate=90', '-movflags', '+faststart', file], { stdio: 'inherit' })
  rmSync(drawn)
}

const dir = path.resolve(import.meta.dirname, '../resources/clips')
mkdirSync(dir, { recursive: true })
for (const old of readdirSync(dir)) if (/\.(mp4|mov)$/.test(old)) rmSync(path.join(dir, old))
clips.forEach((clip, index) => make(clip, index + 1, dir))
for (const { name } of clips) console.log(`${name}  ${Math.round(statSync(path.join(dir, name)).size / 1024)} KiB`)

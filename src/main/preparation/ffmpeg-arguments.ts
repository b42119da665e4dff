import type { Encode } from '../domain/preparation-plan.ts'

const tonemap = 'zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv'

/**
 * What ffmpeg is told, one word an element (no shell comes near it).
 * @param source what is read, absolute; @param target what is written, absolute, whatever its name ends in
 * @param canTonemap whether this ffmpeg can; without it HDR keeps its numbers and looks flat
 */
export function ffmpegArguments(encode: Encode, source: string, target: string, canTonemap: boolean): string[] {
  const { part, video, audio } = encode
  // Seconds as ffmpeg reads them, exact to the microsecond.
  const seconds = (ms: number): string => (ms / 1000).toFixed(6)
  const lengthMs = part?.toMs != null ? part.toMs - part.fromMs : null
  return [
    '-hide_banner', '-nostdin', '-loglevel', 'error', '-xerror', '-nostats', '-progress', 'pipe:1', '-y',
    ...(part && part.fromMs > 0 ? ['-ss', seconds(part.fromMs)] : []),
    // "file:" keeps a colon in a name from being read as a protocol.
    '-i', `file:${source}`,
    ...(audio === 'silent' ? ['-f', 'lavfi', '-i', 'anullsrc=channel_layout=stereo:sample_rate=48000'] : []),
    ...(lengthMs !== null ? ['-t', seconds(lengthMs)] : []),
    '-map', '0:v:0', ...(audio === 'aac' ? ['-map', '0:a:0?'] : audio === 'silent' ? ['-map', '1:a:0', '-shortest'] : []), '-sn', '-dn', '-map_chapters', '-1',
    ...picture(encode, canTonemap),
    ...(video !== 'copy' && encode.fps === null ? ['-vsync', 'vfr'] : []),
    ...(audio === 'none' ? ['-an'] : ['-c:a', 'aac', '-b:a', '160k']),
    '-max_muxing_queue_size', '4096', '-movflags', '+faststart', '-f', 'mp4', `file:${target}`,
  ]
}

function picture(encode: Encode, canTonemap: boolean): string[] {
  if (encode.video === 'copy') return ['-c:v', 'copy']
  const { size, fps, maxVideoBps } = encode
  const filters = [
    ...(encode.tonemap && canTonemap ? [tonemap] : []),
    ...(fps === null ? [] : [`fps=${fps}`]),
    ...(size === null ? [] : [`scale=${size.width}:${size.height}:flags=lanczos`, ...(encode.squarePixels ? ['setsar=1'] : [])]),
    // What reviewers and players take: 8 bits, 4:2:0, whatever the camera wrote.
    'format=yuv420p',
  ]
  const cap = maxVideoBps === null ? [] : ['-maxrate', String(maxVideoBps), '-bufsize', String(maxVideoBps)]
  const coder = encode.video === 'h264'
    ? ['-c:v', 'libx264', '-preset', 'medium', '-crf', '18', '-profile:v', 'high']
    : ['-c:v', 'libx265', '-preset', 'medium', '-crf', '20', '-tag:v', 'hvc1', '-x265-params', 'log-level=error']
  return ['-vf', filters.join(','), ...coder, ...cap]
}

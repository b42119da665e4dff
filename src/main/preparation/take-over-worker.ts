/**
 * Worker thread entry: what needs no ffmpeg. Looks at a clip's container, and takes its packets over into
 * an MP4 as they are: cut at a keyframe, without sound, in another container. `taking-over.ts` starts it.
 */
import { stat } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'
import {
  ALL_FORMATS, EncodedAudioPacketSource, EncodedPacketSink, EncodedVideoPacketSource, FilePathSource, FilePathTarget, Input, Mp4OutputFormat, Output,
  type EncodedPacket, type InputAudioTrack, type InputVideoTrack,
} from 'mediabunny'
import type { Look, Part } from '../domain/preparation-plan.ts'

export type TakeOverRequest =
  | { id: number; what: 'look'; path: string; fromMs: number }
  | { id: number; what: 'copy'; path: string; target: string; part: Part | null; dropAudio: boolean }

export type TakeOverAnswer =
  | { id: number; what: 'look'; look: Look }
  | { id: number; what: 'progress'; fraction: number }
  | { id: number; what: 'done' }
  | { id: number; what: 'failed'; message: string; code: string | null }

/** A file of this size keeps its index at its front, which costs as much memory; larger ones at their end. */
const indexFirstBelow = 256 * 1024 * 1024
const progressEveryMs = 500

const say = (answer: TakeOverAnswer): void => parentPort?.postMessage(answer)

parentPort?.on('message', (request: TakeOverRequest) => {
  const work = opened(request.path, (input) => (request.what === 'look' ? look(request, input) : copy(request, input)))
  work.catch((error: unknown) => {
    say({ id: request.id, what: 'failed', message: error instanceof Error ? error.message : String(error), code: error instanceof Error && 'code' in error ? String(error.code) : null })
  })
})

async function opened(path: string, work: (input: Input) => Promise<void>): Promise<void> {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  try {
    await work(input)
  } finally {
    input.dispose()
  }
}

async function look(request: Extract<TakeOverRequest, { what: 'look' }>, input: Input): Promise<void> {
  const video = await input.getPrimaryVideoTrack()
  if (!video) throw new Error('There is no picture in it that could be read.')
  const audio = await input.getPrimaryAudioTrack()
  const sink = new EncodedPacketSink(video)
  const key = await sink.getKeyPacket(request.fromMs / 1000 + 0.0005, { verifyKeyPackets: true })
  const stats = await video.computePacketStats(60)
  const ratio = await video.getPixelAspectRatio()
  say({
    id: request.id, what: 'look',
    look: {
      keyMs: key ? Math.max(0, key.timestamp * 1000) : null,
      frameMs: stats.averagePacketRate > 0 ? 1000 / stats.averagePacketRate : 40,
      takesOver: (await takesOver(video)) && (audio === null || (await audioTakesOver(audio))),
      hdr: await video.hasHighDynamicRange(), squarePixels: ratio.num === ratio.den,
    },
  })
}

/** What every player of MP4 takes. */
async function takesOver(video: InputVideoTrack): Promise<boolean> {
  const codec = await video.getCodec()
  return (codec === 'avc' || codec === 'hevc') && (await video.getDecoderConfig()) !== null
}

async function audioTakesOver(audio: InputAudioTrack): Promise<boolean> {
  const codec = await audio.getCodec()
  return (codec === 'aac' || codec === 'mp3') && (await audio.getDecoderConfig()) !== null
}

async function copy(request: Extract<TakeOverRequest, { what: 'copy' }>, input: Input): Promise<void> {
  const video = await input.getPrimaryVideoTrack()
  const audio = request.dropAudio ? null : await input.getPrimaryAudioTrack()
  if (!video) throw new Error('There is no picture in it that could be read.')
  const codec = await video.getCodec()
  if (codec === null) throw new Error('Its picture is of a kind that is not known.')
  const { size } = await stat(request.path)
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: size < indexFirstBelow ? 'in-memory' : false }), target: new FilePathTarget(request.target) })
  const picture = new EncodedVideoPacketSource(codec)
  output.addVideoTrack(picture, { rotation: await video.getRotation() })
  const audioCodec = audio ? await audio.getCodec() : null
  const sound = audio && audioCodec ? new EncodedAudioPacketSource(audioCodec) : null
  if (sound) output.addAudioTrack(sound)
  await output.start()

  const sink = new EncodedPacketSink(video)
  const from = (request.part?.fromMs ?? 0) / 1000
  const first = request.part && from > 0 ? await sink.getKeyPacket(from + 0.0005, { verifyKeyPackets: true }) : await sink.getFirstPacket()
  if (!first) throw new Error('No frame could be found where the part begins.')
  const start = request.part && from > 0 ? first.timestamp : Math.min(0, first.timestamp)
  const end = request.part?.toMs != null ? request.part.toMs / 1000 : Infinity
  const whole = end === Infinity ? await video.computeDuration() : end
  const soundPackets = audio && sound ? packetsOf(audio, start, end) : null
  const soundConfig = audio ? await audio.getDecoderConfig() : null
  const pictureConfig = await video.getDecoderConfig()
  let waitingSound = (await soundPackets?.next())?.value ?? null
  let saidAt = performance.now()
  let firstSound = true
  let firstPicture = true
  const addSound = async (until: number): Promise<void> => {
    while (waitingSound && sound && waitingSound.timestamp <= until) {
      await sound.add(waitingSound.clone({ timestamp: Math.max(0, waitingSound.timestamp - start) }), firstSound && soundConfig ? { decoderConfig: soundConfig } : undefined)
      firstSound = false
      waitingSound = (await soundPackets?.next())?.value ?? null
    }
  }
  for await (const packet of sink.packets(first)) {
    // In decoding order: what is shown later comes first where frames lean on both sides, so the first packet
    // beyond the end ends a whole number of pictures.
    if (packet.timestamp >= end) break
    // Shown before the keyframe they follow, such pictures lean on what was cut away.
    if (packet.timestamp < first.timestamp) continue
    await picture.add(packet.clone({ timestamp: Math.max(0, packet.timestamp - start) }), firstPicture && pictureConfig ? { decoderConfig: pictureConfig } : undefined)
    firstPicture = false
    await addSound(packet.timestamp)
    if (performance.now() - saidAt > progressEveryMs) {
      saidAt = performance.now()
      say({ id: request.id, what: 'progress', fraction: Math.min(1, (packet.timestamp - start) / Math.max(0.001, whole - start)) })
    }
  }
  await addSound(end)
  await output.finalize()
  say({ id: request.id, what: 'done' })
}

async function* packetsOf(track: InputAudioTrack, start: number, end: number): AsyncGenerator<EncodedPacket, null> {
  const sink = new EncodedPacketSink(track)
  const first = (await sink.getPacket(start)) ?? (await sink.getFirstPacket())
  if (!first) return null
  for await (const packet of sink.packets(first)) {
    if (packet.timestamp >= end) break
    if (packet.timestamp >= start - 0.0005) yield packet
  }
  return null
}

import { copyFile, readdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { imageRecipe, type ImageRecipe } from '../../src/contract/models/preparation.ts'
import { orient } from '../helpers/images.ts'
import { emptyFolder, fileHash, footage, madeOf, run, workshop } from './support.ts'

const image = (settings: Partial<ImageRecipe>) => ({ image: imageRecipe.parse(settings) })

/** A photograph as ffmpeg draws it; `size` as ffmpeg writes it. */
async function drawn(name: string, size = '1200x800', ...more: string[]): Promise<string> {
  return footage(path.join(await emptyFolder(), name), '-f', 'lavfi', '-i', `testsrc2=s=${size}`, '-frames:v', '1', ...more)
}

/** The colour of one pixel, `rrggbb`. */
async function pixel(file: string, x: number, y: number): Promise<string> {
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-noautorotate', '-i', file, '-vf', `crop=2:2:${x}:${y},format=rgb24`, '-frames:v', '1', '-f', 'rawvideo', '-'], { encoding: 'buffer' })
  return (stdout as unknown as Buffer).subarray(0, 3).toString('hex')
}

test('an image that is too large is scaled, whatever its format, and its file stays as it is', async () => {
  const shop = await workshop()
  for (const [id, extension] of ['png', 'bmp', 'tiff', 'webp', 'jpg'].entries()) {
    const plain = await drawn(`plain.${extension}`)
    // To a reader of numbered pictures this is a row of files.
    const source = path.join(path.dirname(plain), `take 100%d.${extension}`)
    await rename(plain, source)
    const before = await fileHash(source)
    const made = madeOf(await shop.make(source, image({ mostSide: 600 }), { id }))
    expect(made).toMatchObject({ how: 'ffmpeg', media: { kind: 'image', container: extension === 'png' ? 'png' : 'jpeg', width: 600, height: 400, rotation: 0 } })
    expect(path.extname(made.path)).toBe(extension === 'png' ? '.png' : '.jpg')
    expect(await fileHash(source)).toBe(before)
  }
  expect((await readdir(shop.folder, { recursive: true })).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('an AVIF, which the service does not take, becomes a JPEG', async () => {
  const source = await drawn('shot.avif', '640x480', '-c:v', 'libaom-av1', '-still-picture', '1', '-cpu-used', '8')
  const shop = await workshop()
  expect(madeOf(await shop.make(source, image({ format: 'jpeg' }))).media).toMatchObject({ container: 'jpeg', width: 640, height: 480 })
})

test('a photograph that lies on its side comes out upright, whichever side that is', async () => {
  const shop = await workshop()
  for (const [orientation, size, red] of [[6, [300, 400], [280, 20]], [3, [400, 300], [380, 280]], [8, [300, 400], [20, 380]]] as const) {
    // Red at the top left of what lies in the file.
    const source = await footage(path.join(await emptyFolder(), 'lying.jpg'), '-f', 'lavfi', '-i', 'color=blue:s=800x600,drawbox=0:0:200:150:red:fill', '-frames:v', '1', '-q:v', '2')
    await orient(source, orientation)
    const made = madeOf(await shop.make(source, image({ mostSide: 400 }), { id: orientation }))
    expect(made.media).toMatchObject({ width: size[0], height: size[1], rotation: 0 })
    expect(await pixel(made.path, red[0], red[1])).toMatch(/^f[0-9a-f]0/)
  }
})

test('what shines through is white in a JPEG', async () => {
  const source = await footage(path.join(await emptyFolder(), 'clear.png'), '-f', 'lavfi', '-i', 'color=black@0.0:s=400x300,format=rgba', '-frames:v', '1')
  const shop = await workshop()
  expect(await pixel(madeOf(await shop.make(source, image({ format: 'jpeg' }))).path, 100, 100)).toBe('ffffff')
})

test('an image is made as good as its size allows, and fails with words where none does', async () => {
  const source = await footage(path.join(await emptyFolder(), 'noise.png'), '-f', 'lavfi', '-i', 'color=gray:s=600x400,noise=alls=100:allf=t', '-frames:v', '1')
  const shop = await workshop()
  const made = madeOf(await shop.make(source, image({ mostBytes: 200_000 })))
  expect(made.media.container).toBe('jpeg')
  expect(made.sizeBytes).toBeLessThanOrEqual(200_000)
  expect(made.sizeBytes).toBeGreaterThan(80_000)
  expect(await shop.make(source, image({ mostBytes: 20_000 }), { id: 2 })).toMatchObject({ kind: 'failed', message: expect.stringContaining('20,000 bytes') as string })
})

test('an image is read for what it is, and left alone where it fits or its recipe speaks of videos only', async () => {
  const shop = await workshop()
  const lying = path.join(await emptyFolder(), 'really-a-png.jpg')
  await copyFile(await drawn('drawn.png'), lying)
  expect(madeOf(await shop.make(lying, image({ mostSide: 300 }))).media).toMatchObject({ container: 'png', width: 300 })
  const source = await drawn('fits.jpg')
  expect(await shop.make(source, image({ mostSide: 6000 }))).toEqual({ kind: 'made', made: null })
  expect(await shop.make(source, { toMs: 1000, box: { width: 100, height: 100 } })).toEqual({ kind: 'made', made: null })
})

test('without ffmpeg an image waits for it', async () => {
  const shop = await workshop()
  expect(await shop.make(await drawn('large.jpg'), image({ mostSide: 300 }), { ffmpegPath: '/nowhere/ffmpeg' })).toMatchObject({ kind: 'no-ffmpeg' })
})

/**
 * Every icon from resources/icon.svg, drawn by Chromium: the application's in all three forms, and the tray's in
 * black for macOS (a template image) and in colour elsewhere, and the mark for Windows' taskbar. Run it after the drawing changes, and keep what it makes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { findChromium } from './find-chromium.ts'
import { icnsOf, icoOf } from './icon-containers.ts'

const resources = path.resolve(import.meta.dirname, '../resources')
const drawing = readFileSync(path.join(resources, 'icon.svg'), 'utf8')

/** The ring alone, for 16 pixels: heavier, without the plate. @param mark a dot that says that something needs a person. */
function trayDrawing(ink: string, lit: string, mark: string | null): string {
  const dot = mark === null ? '' : `<circle cx="13" cy="3" r="3" fill="${mark}"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke-linecap="round">
    <circle cx="8" cy="8" r="5.5" stroke="${ink}" stroke-opacity=".35" stroke-width="2.2"/><path d="M8 2.5a5.5 5.5 0 1 1-4.76 2.75" stroke="${lit}" stroke-width="2.2"/>${dot}</svg>`
}

/** Laid over the icon on Windows' taskbar, where it is 16 pixels: the tray's dot, grown. */
const markDrawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#f0b23c" stroke="#101413" stroke-opacity=".5"/></svg>'

async function png(page: Page, svg: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`)
  return page.screenshot({ omitBackground: true })
}

const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
try {
  const page = await browser.newPage()
  const sizes = new Map<number, Buffer>()
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) sizes.set(size, await png(page, drawing, size))
  const of = (size: number) => sizes.get(size) ?? Buffer.alloc(0)
  writeFileSync(path.join(resources, 'icon.png'), of(512))
  writeFileSync(path.join(resources, 'icon.ico'), icoOf([16, 24, 32, 48, 64, 128, 256].map((size) => ({ size, png: of(size) }))))
  writeFileSync(path.join(resources, 'icon.icns'), icnsOf([16, 32, 64, 128, 256, 512, 1024].map((size) => ({ size, png: of(size) }))))
  mkdirSync(path.join(resources, 'tray'), { recursive: true })
  for (const [scale, suffix] of [[1, ''], [2, '@2x']] as const) writeFileSync(path.join(resources, `tray/mark${suffix}.png`), await png(page, markDrawing, 16 * scale))
  for (const [state, mark] of [['quiet', false], ['needs-you', true]] as const) {
    for (const [scale, suffix] of [[1, ''], [2, '@2x']] as const) {
      writeFileSync(path.join(resources, `tray/${state}${suffix}.png`), await png(page, trayDrawing('#8a938e', '#3db078', mark ? '#f0b23c' : null), 16 * scale))
      writeFileSync(path.join(resources, `tray/${state}Template${suffix}.png`), await png(page, trayDrawing('#000', '#000', mark ? '#000' : null), 16 * scale))
    }
  }
} finally {
  await browser.close()
}

import path from 'node:path'

const types: Record<string, string | undefined> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

/** Only what a browser plays or shows; an SVG is a document with scripts and no clip. */
const clipTypes: Record<string, string | undefined> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.bmp': 'image/bmp',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.gif': 'image/gif',
  '.heic': 'image/heic',
  '.heif': 'image/heif',
}

const unknown = 'application/octet-stream'

export function typeOfScreenFile(file: string): string {
  const extension = path.extname(file).toLowerCase()
  return types[extension] ?? clipTypes[extension] ?? unknown
}

export function typeOfClip(file: string): string {
  return clipTypes[path.extname(file).toLowerCase()] ?? unknown
}

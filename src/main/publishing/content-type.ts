import { extensionOf } from '../domain/file-names.ts'

const types: Record<string, string> = {
  mp4: 'video/mp4', m4v: 'video/x-m4v', mov: 'video/quicktime', qt: 'video/quicktime', webm: 'video/webm', mkv: 'video/x-matroska', avi: 'video/x-msvideo',
  mts: 'video/mp2t', m2ts: 'video/mp2t', m2t: 'video/mp2t', ts: 'video/mp2t', mpg: 'video/mpeg', mpeg: 'video/mpeg', wmv: 'video/x-ms-wmv', flv: 'video/x-flv',
  '3gp': 'video/3gpp', '3g2': 'video/3gpp2', ogv: 'video/ogg', mxf: 'application/mxf',
  jpg: 'image/jpeg', jpeg: 'image/jpeg', jfif: 'image/jpeg', png: 'image/png', webp: 'image/webp', bmp: 'image/bmp', tif: 'image/tiff', tiff: 'image/tiff',
  gif: 'image/gif', heic: 'image/heic', heif: 'image/heif', avif: 'image/avif', txt: 'text/plain; charset=utf-8',
}

/** @returns the media type a file's name promises. */
export function contentTypeOf(name: string): string {
  return types[extensionOf(name)] ?? 'application/octet-stream'
}

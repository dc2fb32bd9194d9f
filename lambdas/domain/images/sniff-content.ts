import type { ImageFormat } from '../../contracts/image-policy';
import { latin1, startsWith } from './byte-access';

/** What bytes look like, from their first kilobyte. */
export type Content =
  | { readonly kind: 'image'; readonly format: ImageFormat }
  /** A raster format that we recognise and never decode. */
  | { readonly kind: 'other-image'; readonly label: string }
  | { readonly kind: 'not-image'; readonly label: string; readonly dangerous: boolean };

/** ISO base media brands (bytes 8..12 after "ftyp"): stills first, any other brand is a film. */
const STILL_BRANDS: Readonly<Record<string, string>> = {
  avif: 'AVIF',
  avis: 'AVIF',
  heic: 'HEIC',
  heix: 'HEIC',
  hevc: 'HEIC',
  mif1: 'HEIF',
  msf1: 'HEIF',
};

const OTHER_IMAGES: readonly (readonly [magic: string, label: string])[] = [
  ['GIF87a', 'GIF'],
  ['GIF89a', 'GIF'],
  ['BM', 'BMP'],
  ['II*\0', 'TIFF'],
  ['MM\0*', 'TIFF'],
  ['8BPS', 'Photoshop'],
  ['\0\0\x01\0', 'ICO'],
  ['\xff\x0a', 'JPEG XL'],
  ['\0\0\0\x0cJXL ', 'JPEG XL'],
  ['\0\0\0\x0cjP  ', 'JPEG 2000'],
];

/** Magic bytes of what must not hide behind an image. */
const ARCHIVES_AND_PROGRAMS: readonly (readonly [magic: string, label: string])[] = [
  ['PK\x03\x04', 'ZIP archive'],
  ['PK\x05\x06', 'ZIP archive'],
  ['%PDF-', 'PDF document'],
  ['\x1f\x8b\x08', 'gzip archive'],
  ['Rar!', 'RAR archive'],
  ["7z\xbc\xaf'\x1c", '7z archive'],
  ['MZ', 'Windows program'],
  ['\x7fELF', 'Linux program'],
  ['#!', 'script'],
];

const MARKUP: readonly (readonly [pattern: RegExp, label: string])[] = [
  [/<svg[\s>]/, 'SVG drawing'],
  [/<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]/, 'HTML page'],
  [/<script[\s>]/, 'HTML script'],
  [/<\?php/, 'PHP script'],
  [/<error>[\s\S]*<code>/, 'XML error message'],
  [/^\s*<\?xml/, 'XML document'],
];

/** Recognises content by its magic bytes; a file name has no say. */
export function sniffContent(bytes: Uint8Array): Content {
  if (startsWith(bytes, '\xff\xd8\xff')) return { kind: 'image', format: 'jpeg' };
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return { kind: 'image', format: 'png' };
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return { kind: 'image', format: 'webp' };
  if (startsWith(bytes, 'ftyp', 4)) {
    const still = STILL_BRANDS[latin1(bytes, 8, 4)];
    return still ? { kind: 'other-image', label: still } : { kind: 'not-image', label: 'video', dangerous: false };
  }
  const raster = OTHER_IMAGES.find(([magic]) => startsWith(bytes, magic));
  if (raster) return { kind: 'other-image', label: raster[1] };
  return { kind: 'not-image', ...describeNonImage(bytes) };
}

function describeNonImage(bytes: Uint8Array): { label: string; dangerous: boolean } {
  const binary = ARCHIVES_AND_PROGRAMS.find(([magic]) => startsWith(bytes, magic));
  if (binary) return { label: binary[1], dangerous: true };
  const text = latin1(bytes, 0, 1024).toLowerCase();
  const markup = MARKUP.find(([pattern]) => pattern.test(text));
  if (markup) return { label: markup[1], dangerous: true };
  if (/^[\t\n\r\x20-\x7e]*$/.test(text)) return { label: 'text', dangerous: false };
  return { label: 'unknown binary content', dangerous: false };
}

/**
 * What hides in the bytes after an image. ZIP readers look for a directory from the END of a file and HTML readers
 * for a tag anywhere, so the first and last 64 KiB (the longest ZIP comment) are searched, not only the start.
 */
export function sniffAppendix(bytes: Uint8Array): { label: string; dangerous: boolean } {
  const content = sniffContent(bytes);
  if (content.kind === 'image') return { label: `${content.format.toUpperCase()} image`, dangerous: false };
  if (content.kind === 'not-image' && content.dangerous) return content;
  const window = 65_536 + 22;
  const text = latin1(bytes, 0, window) + latin1(bytes, Math.max(window, bytes.length - window), window);
  if (text.includes('PK\x05\x06')) return { label: 'ZIP archive', dangerous: true };
  if (text.includes('%PDF-')) return { label: 'PDF document', dangerous: true };
  const markup = MARKUP.slice(0, 4).find(([pattern]) => pattern.test(text.toLowerCase()));
  if (markup) return { label: markup[1], dangerous: true };
  if (bytes.every(byte => byte === 0)) return { label: 'zero bytes', dangerous: false };
  return { label: content.label, dangerous: false };
}

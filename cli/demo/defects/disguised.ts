import { append } from './byte-surgery';
import type { DefectRecipe } from './defect';

const page = '<!doctype html><html><body><h1>404 Not Found</h1></body></html>';
const denied =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50"><rect width="50" height="50"/></svg>';
const document = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj trailer<</Root 1 0 R>>\n%%EOF';
/** An archive without entries: end-of-directory record only. */
const emptyZip = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');
const script = '<script>alert(document.domain)</script>';

/** Files that are something else, or something else as well. */
export const disguised: readonly DefectRecipe[] = [
  { name: 'png-content.jpg', title: 'PNG named .jpg', expected: 'EXTENSION_MISMATCH', make: ({ png }) => png },
  { name: 'jpeg-content.png', title: 'JPEG named .png', expected: 'EXTENSION_MISMATCH', make: ({ jpeg }) => jpeg },
  { name: 'webp-content.jpg', title: 'WebP named .jpg', expected: 'EXTENSION_MISMATCH', make: ({ webp }) => webp },
  {
    name: 'not-found-page.jpg',
    title: 'a "not found" page saved as a photo',
    expected: 'NOT_AN_IMAGE',
    make: () => Buffer.from(page),
  },
  {
    name: 'access-denied.jpg',
    title: 'an "access denied" answer saved as a photo',
    expected: 'NOT_AN_IMAGE',
    make: () => Buffer.from(denied),
  },
  { name: 'drawing.jpg', title: 'SVG drawing named .jpg', expected: 'NOT_AN_IMAGE', make: () => Buffer.from(drawing) },
  {
    name: 'document.jpg',
    title: 'PDF document named .jpg',
    expected: 'NOT_AN_IMAGE',
    make: () => Buffer.from(document),
  },
  { name: 'archive.png', title: 'ZIP archive named .png', expected: 'NOT_AN_IMAGE', make: () => emptyZip },
  {
    name: 'noise.jpg',
    title: 'random bytes named .jpg',
    expected: 'NOT_AN_IMAGE',
    make: (_, random) => Buffer.from(Array.from({ length: 5000 }, () => Math.floor(random() * 255))),
  },
  { name: 'picture.gif', title: 'a GIF', expected: 'FORMAT_NOT_ALLOWED', make: ({ gif }) => gif },
  { name: 'scan.tiff', title: 'a TIFF', expected: 'FORMAT_NOT_ALLOWED', make: ({ tiff }) => tiff },
  {
    name: 'zip-behind.jpg',
    title: 'JPEG with a ZIP archive behind it',
    expected: 'POLYGLOT',
    make: ({ jpeg }) => append(jpeg, emptyZip),
  },
  {
    name: 'zip-behind.webp',
    title: 'WebP with a ZIP archive behind it',
    expected: 'POLYGLOT',
    make: ({ webp }) => append(webp, emptyZip),
  },
  {
    name: 'script-behind.png',
    title: 'PNG with a script behind it',
    expected: 'POLYGLOT',
    make: ({ png }) => append(png, script),
  },
  {
    name: 'zeros-behind.jpg',
    title: 'JPEG padded with zeros',
    expected: 'TRAILING_BYTES',
    make: ({ jpeg }) => append(jpeg, Buffer.alloc(4096)),
  },
  {
    name: 'second-photo-behind.jpg',
    title: 'JPEG with a second one behind it',
    expected: 'TRAILING_BYTES',
    make: ({ jpeg, thumbnail }) => append(jpeg, thumbnail),
  },
];

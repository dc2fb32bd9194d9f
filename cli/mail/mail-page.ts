import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { KeptMail } from './kept-mails';

/** Base64 and image types only: nothing else may become part of a page. */
const isImage = ({ contentType, content }: KeptMail['images'][number]): boolean =>
  /^image\/[a-z+]+$/.test(contentType) && /^[A-Za-z0-9+/=]*$/.test(content);

/** The mail's HTML with its pictures in it, as one file that opens from disk. Null for a mail without HTML. */
export function mailPage({ html, images }: Pick<KeptMail, 'html' | 'images'>): string | null {
  if (html === null) return null;
  return images
    .filter(isImage)
    .reduce(
      (page, { id, contentType, content }) => page.replaceAll(`"cid:${id}"`, `"data:${contentType};base64,${content}"`),
      html,
    );
}

/** @returns where it lies, absolute */
export function writeMailPage(
  page: string,
  { number, kind, folder }: Pick<KeptMail, 'number' | 'kind'> & { folder: string },
): string {
  const mails = join(folder, 'mails');
  mkdirSync(mails, { recursive: true });
  const path = resolve(mails, `${String(number).padStart(3, '0')}-${kind ?? 'mail'}.html`);
  writeFileSync(path, page);
  return path;
}

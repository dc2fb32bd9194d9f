import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { PhotoSourceError } from '../photo-source-error';
import { FASHION_MNIST_SHA256, unpackVerified } from './fashion-mnist';

/** The data set's own bucket; its website end point has no TLS, which is why every file is checked by sha256. */
export const FASHION_MNIST_URL = 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/';

/** The largest packed file has 26,421,880 bytes. */
const MAX_PACKED_BYTES = 32 * 1024 * 1024;

export interface DownloadProps {
  /** Where the four files end up; made when missing. */
  readonly folder: string;
  readonly url?: string;
  /** Until the server's first answer. @default 5 s: a laptop without network must not wait */
  readonly connectSeconds?: number;
  /** For one whole file. @default 90 s, 26 MB at 2.3 Mbit/s */
  readonly transferSeconds?: number;
  readonly sha256?: Readonly<Record<string, string>>;
  /** Called as bytes arrive. */
  readonly onProgress?: (file: string, receivedBytes: number) => void;
}

/**
 * Brings the four files into the folder. Each is verified before it gets its name (rename on the same disk), so that
 * an interrupted or wrong download is never taken for the data set; files that are there and right are kept.
 * Returns how many files came over the network.
 * @throws PhotoSourceError when the server cannot be reached in time, answers an error or sends other content.
 */
export async function downloadFashionMnist(props: DownloadProps): Promise<number> {
  const sha256 = props.sha256 ?? FASHION_MNIST_SHA256;
  await mkdir(props.folder, { recursive: true });
  let downloaded = 0;
  for (const name of Object.keys(sha256)) {
    const target = join(props.folder, name);
    if (existsSync(target) && (await isVerified(target, sha256[name]))) continue;
    const url = new URL(name, props.url ?? FASHION_MNIST_URL).href;
    const packed = await fetchBytes(url, name, props);
    await unpackVerified(packed, url, sha256[name]);
    await writeAtomically(target, packed);
    downloaded++;
  }
  return downloaded;
}

async function isVerified(path: string, sha256: string | undefined): Promise<boolean> {
  return unpackVerified(await readFile(path), path, sha256).then(
    () => true,
    () => false,
  );
}

async function fetchBytes(url: string, name: string, props: DownloadProps): Promise<Uint8Array> {
  const { connectSeconds = 5, transferSeconds = 90 } = props;
  const controller = new AbortController();
  const after = (seconds: number, what: string) =>
    setTimeout(() => controller.abort(new Error(`${what} after ${seconds} s`)), seconds * 1000);
  const connecting = after(connectSeconds, 'no answer');
  const transferring = after(transferSeconds, 'not complete');
  try {
    const response = await fetch(url, { signal: controller.signal });
    clearTimeout(connecting);
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    return await collect(response.body, received => props.onProgress?.(name, received));
  } catch (cause) {
    throw new PhotoSourceError(
      `${url}: download must succeed, got ${innermostMessage(cause)}; check the network or pass --images`,
      {
        cause,
      },
    );
  } finally {
    clearTimeout(connecting);
    clearTimeout(transferring);
  }
}

/** `fetch failed` says nothing; its cause does. */
function innermostMessage(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  return error.cause === undefined ? error.message || error.name : innermostMessage(error.cause);
}

async function collect(body: AsyncIterable<Uint8Array>, onBytes: (received: number) => void): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let received = 0;
  for await (const part of body) {
    received += part.length;
    if (received > MAX_PACKED_BYTES) throw new Error(`more than ${MAX_PACKED_BYTES} bytes`);
    parts.push(part);
    onBytes(received);
  }
  return Buffer.concat(parts);
}

/** A reader sees the whole file or none; the data reach the disk before the name does. */
async function writeAtomically(target: string, bytes: Uint8Array): Promise<void> {
  const partial = `${target}.${randomUUID()}.partial`;
  try {
    const file = await open(partial, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

import fs from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { joinS3, parseS3Uri } from './s3-uri';
import type { ClientSettings } from './settings';

/** Objects in flight at a time; each is a file of its own. */
const IN_FLIGHT = 8;

/** Up to so many bytes a file is held in memory: a stream costs more than a picture. */
const HELD_BYTES = 1 << 20;

/** S3 as one role sees it. Errors are the SDK's: AccessDenied, NoSuchBucket, NoSuchKey, … */
export class S3Objects {
  private readonly client: S3Client;

  constructor(settings: ClientSettings) {
    this.client = new S3Client({ ...settings, forcePathStyle: true });
  }

  close(): void {
    this.client.destroy();
  }

  /** Whether the object is there. @throws the SDK's error when it may not be read */
  async exists(uri: string): Promise<boolean> {
    const { bucket: Bucket, key: Key } = parseS3Uri(uri);
    try {
      await this.client.send(new HeadObjectCommand({ Bucket, Key }));
      return true;
    } catch (error) {
      if ((error as Error).name === 'NotFound' || (error as Error).name === 'NoSuchKey') return false;
      throw error;
    }
  }

  /** Keys under a prefix; keys that end in / are folders of the console's and left out. */
  async list(uri: string): Promise<readonly string[]> {
    const { bucket: Bucket, key: Prefix } = parseS3Uri(uri);
    const keys: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.client }, { Bucket, Prefix })) {
      keys.push(...Contents.map(({ Key = '' }) => Key).filter(key => !key.endsWith('/')));
    }
    return keys;
  }

  async text(uri: string): Promise<string> {
    const { bucket: Bucket, key: Key } = parseS3Uri(uri);
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  }

  async bytes(uri: string): Promise<Uint8Array> {
    const { bucket: Bucket, key: Key } = parseS3Uri(uri);
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  }

  /** Writes an object to a file, unpacked when `gunzip`. */
  async download(uri: string, file: string, options: { readonly gunzip?: boolean } = {}): Promise<void> {
    const { bucket: Bucket, key: Key } = parseS3Uri(uri);
    const { Body, ContentLength = Number.POSITIVE_INFINITY } = await this.client.send(
      new GetObjectCommand({ Bucket, Key }),
    );
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (!options.gunzip && ContentLength <= HELD_BYTES) {
      await fs.promises.writeFile(file, (await Body?.transformToByteArray()) ?? '');
      return;
    }
    const body = Body as Readable;
    if (options.gunzip) await pipeline(body, createGunzip(), fs.createWriteStream(file));
    else await pipeline(body, fs.createWriteStream(file));
  }

  /** @param sizeBytes of a stream, which can't tell */
  async put(
    uri: string,
    body: NonNullable<PutObjectCommandInput['Body']>,
    { kmsKeyId, sizeBytes }: { readonly kmsKeyId?: string | undefined; readonly sizeBytes?: number } = {},
  ): Promise<void> {
    const { bucket: Bucket, key: Key } = parseS3Uri(uri);
    const known = sizeBytes === undefined ? {} : { ContentLength: sizeBytes };
    const encryption = kmsKeyId ? { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: kmsKeyId } : {};
    await this.client.send(new PutObjectCommand({ Bucket, Key, Body: body, ...known, ...encryption }));
  }

  async upload(file: string, uri: string, kmsKeyId?: string): Promise<void> {
    const { size: sizeBytes } = await fs.promises.stat(file);
    if (sizeBytes <= HELD_BYTES) return this.put(uri, await fs.promises.readFile(file), { kmsKeyId });
    await this.put(uri, fs.createReadStream(file), { kmsKeyId, sizeBytes });
  }

  /** Uploads every file below `folder`, by its relative path. Returns how many. */
  async uploadFolder(folder: string, uri: string, kmsKeyId?: string): Promise<number> {
    const files = fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => path.join(entry.parentPath, entry.name));
    await inFlight(files, file =>
      this.upload(file, joinS3(uri, path.relative(folder, file).split(path.sep).join('/')), kmsKeyId),
    );
    return files.length;
  }
}

/** Runs `work` over all items, a few at a time; the first error ends it. */
export async function inFlight<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, worker));
}

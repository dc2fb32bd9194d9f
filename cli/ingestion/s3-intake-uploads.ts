import { createReadStream, type PathLike } from 'node:fs';
import fs from 'node:fs/promises';
import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import type { IntakeUploads } from './intake-uploads';

/** Larger files are streamed: they are not retried, but never held in memory. */
const inMemoryBytes = 32 * 1024 * 1024;

/** Uploads with one PUT a file; S3 refuses files above 5 GiB, every workload far smaller ones. */
export class S3IntakeUploads implements IntakeUploads {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  async send(
    { location, key, contentType }: { readonly location: PathLike; readonly key: string; readonly contentType: string },
    abortSignal: AbortSignal,
  ): Promise<{ readonly versionId: string }> {
    const { size } = await fs.stat(location);
    const content: Pick<PutObjectCommandInput, 'Body' | 'ContentLength'> =
      size > inMemoryBytes
        ? { Body: createReadStream(location), ContentLength: size }
        : { Body: await fs.readFile(location) };
    const command = new PutObjectCommand({ Bucket: this.bucket, Key: key, ContentType: contentType, ...content });
    const { VersionId } = await this.client.send(command, { abortSignal });
    return { versionId: VersionId ?? 'null' };
  }
}

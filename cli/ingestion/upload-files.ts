import { mapInOrder } from './in-order';
import type { IntakeUploads } from './intake-uploads';
import type { PlannedUpload } from './upload-plan';

export interface SentFile {
  readonly path: string;
  readonly key: string;
  readonly versionId: string;
  readonly bytes: number;
}

export interface FailedFile {
  readonly path: string;
  readonly key: string;
  readonly error: string;
}

export interface UploadResult {
  readonly sent: readonly SentFile[];
  readonly failed: readonly FailedFile[];
  /** Files that were never tried, because the upload was interrupted. */
  readonly left: number;
}

export interface UploadOptions {
  /** Uploads under way at a time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly files: number; readonly bytes: number }) => void;
}

/** Sends each file once; one that fails does not stop the others. An abort ends the tries under way and returns. */
export async function uploadFiles(
  planned: readonly PlannedUpload[],
  uploads: IntakeUploads,
  { concurrency, signal, onProgress }: UploadOptions,
): Promise<UploadResult> {
  const sent: SentFile[] = [];
  const failed: FailedFile[] = [];
  let left = 0;
  let bytes = 0;
  const send = async ({ file, key, contentType }: PlannedUpload): Promise<void> => {
    if (signal.aborted) {
      left++;
      return;
    }
    try {
      const { versionId } = await uploads.send({ location: file.location, key, contentType }, signal);
      sent.push({ path: file.path, key, versionId, bytes: file.sizeBytes });
      bytes += file.sizeBytes;
      onProgress({ files: sent.length, bytes });
    } catch (error) {
      if (signal.aborted) left++;
      else failed.push({ path: file.path, key, error: error instanceof Error ? error.message : String(error) });
    }
  };
  for await (const _ of mapInOrder(planned, concurrency, send));
  return { sent, failed, left };
}

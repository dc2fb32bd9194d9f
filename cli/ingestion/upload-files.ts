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

type Attempt = { readonly sent: SentFile } | { readonly failed: FailedFile } | 'left';

/** Sends each file once; one that fails does not stop the others. An abort ends the tries under way and returns. */
export async function uploadFiles(
  planned: readonly PlannedUpload[],
  uploads: IntakeUploads,
  { concurrency, signal, onProgress }: UploadOptions,
): Promise<UploadResult> {
  const progress = { files: 0, bytes: 0 };
  const send = async ({ file, key, contentType }: PlannedUpload): Promise<Attempt> => {
    if (signal.aborted) return 'left';
    try {
      const { versionId } = await uploads.send({ location: file.location, key, contentType }, signal);
      progress.files++;
      progress.bytes += file.sizeBytes;
      onProgress({ ...progress });
      return { sent: { path: file.path, key, versionId, bytes: file.sizeBytes } };
    } catch (error) {
      if (signal.aborted) return 'left';
      return { failed: { path: file.path, key, error: error instanceof Error ? error.message : String(error) } };
    }
  };
  const attempts: Attempt[] = [];
  for await (const attempt of mapInOrder(planned, concurrency, send)) attempts.push(attempt);
  return {
    sent: attempts.flatMap(attempt => (typeof attempt === 'object' && 'sent' in attempt ? attempt.sent : [])),
    failed: attempts.flatMap(attempt => (typeof attempt === 'object' && 'failed' in attempt ? attempt.failed : [])),
    left: attempts.filter(attempt => attempt === 'left').length,
  };
}

import type { PathLike } from 'node:fs';

/** Sends files to the intake bucket. */
export interface IntakeUploads {
  /** @returns the version that the upload made. @throws when the file can't be read or the bucket refuses it */
  send(
    upload: { readonly location: PathLike; readonly key: string; readonly contentType: string },
    signal: AbortSignal,
  ): Promise<{ readonly versionId: string }>;
}

export interface S3Location {
  readonly bucket: string;
  /** Key or prefix; empty for the whole bucket. */
  readonly key: string;
}

/** @throws Error when the text is no s3:// URI */
export function parseS3Uri(uri: string): S3Location {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  if (!bucket) throw new Error(`S3 URI must be s3://<bucket>/<key>, got '${uri}'`);
  return { bucket, key };
}

/** Joins without doubling slashes: `s3://b/out/`, `job`, `model.tar.gz`. */
export const joinS3 = (uri: string, ...parts: readonly string[]): string =>
  [uri.replace(/\/+$/, ''), ...parts].join('/');

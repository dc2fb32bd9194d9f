/** `s3://bucket/key` in its parts. @throws Error for another text */
export function parseS3Uri(uri: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(uri) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  throw new Error(`S3 URI: it must be s3://<bucket>/<key>, got ${uri}; correct the caller`);
}

/** A file below the folder that a URI names, with or without its last slash. */
export const fileBelow = (folder: string, file: string): string => `${folder.replace(/\/+$/, '')}/${file}`;

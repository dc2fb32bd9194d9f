import { asyncPrefixOf } from '../../contracts/key-layout';
import { parseS3Uri } from '../s3-uri';

/** SageMaker's limit of a location. */
const longestUri = 1024;

/**
 * Where an asynchronous endpoint reads an image. The location travels as a header.
 * @throws Error for a key that no header can carry, or a longer one than SageMaker takes
 */
export function inputUri(bucket: string, key: string): string {
  const uri = `s3://${bucket}/${key}`;
  if (uri.length <= longestUri && /^[\x20-\x7e]+$/.test(uri)) return uri;
  throw new Error(
    `asynchronous endpoint: S3 URI must be at most ${longestUri} characters of printable ASCII, got ${uri}; run \`everloop classify --backfill --transform\``,
  );
}

/** Key in the predictions bucket of what an endpoint will write. @throws Error for a place that is not the workload's */
export function keyOfLocation(uri: string, { bucket, workload }: { bucket: string; workload: string }): string {
  const parsed = parseS3Uri(uri);
  const own = asyncPrefixOf(workload);
  if (parsed.bucket === bucket && parsed.key.startsWith(own)) return parsed.key;
  throw new Error(
    `asynchronous endpoint: its answers must lie below s3://${bucket}/${own}, got ${uri}; release it again`,
  );
}

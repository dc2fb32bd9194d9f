import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Shipment } from './shipment';

/** A shipment on its way; its bytes are not kept, since thousands would not fit. */
export interface Sent extends Omit<Shipment, 'bytes'> {
  readonly versionId: string;
}

export interface SendOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly signal: AbortSignal;
  readonly onSent: (sent: Sent) => void;
}

/** Uploads under way at a time: enough to keep one server process busy. */
const inFlight = 6;

/** Sends shipments as they are made. @throws the first error, or the signal's reason */
export async function sendShipments(
  shipments: AsyncIterable<Shipment>,
  options: SendOptions,
): Promise<readonly Sent[]> {
  const { s3, bucket, signal, onSent } = options;
  const source = shipments[Symbol.asyncIterator]();
  const sent: Sent[] = [];
  const worker = async () => {
    for (;;) {
      signal.throwIfAborted();
      const next = await source.next();
      if (next.done) return;
      const { bytes, ...shipment } = next.value;
      const { key, contentType } = shipment;
      const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType });
      const { VersionId = 'null' } = await s3.send(put, { abortSignal: signal });
      const done = { ...shipment, versionId: VersionId };
      sent.push(done);
      onSent(done);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return sent;
}

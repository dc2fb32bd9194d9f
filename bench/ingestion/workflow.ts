/**
 * Photos through the deployed workflow on the laptop cloud, IAM enforced: `npx tsx bench/ingestion/workflow.ts [count]`.
 * One object, PUT to curated: p50 aimed at 1.5 s. 1,000 photos: aimed at 60 s (3,000: 180 s), none lost.
 * Peers in the same run: the same PUTs into a bucket that nothing listens to, and one PUT followed by one HEAD.
 */

import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { RenderedPhoto } from '../../cli/demo/photos/render-photo';
import { findDeployment } from '../../cli/deployment/find-deployment';
import { residentBytes } from '../../local/cloud/processes';
import { readRecord } from '../../local/cloud/record';
import { countKeys, countUntil, makePhotos, putAll } from '../laptop-cloud/many-photos';
import { line, quantile, ScratchCloud, secondsOf } from '../laptop-cloud/scratch-cloud';

const SINGLE = 20;
const PATIENCE_SECONDS = 600;
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

interface Buckets {
  readonly s3: S3Client;
  readonly intake: string;
  readonly curated: string;
  readonly plain: string;
}

async function throughput(photos: readonly RenderedPhoto[], { s3, intake, curated, plain }: Buckets): Promise<void> {
  const alone = await secondsOf(() => putAll(photos, { s3, bucket: plain, prefix: 'photos/' }));
  const prefix = 'incoming/product-images/bench/';
  let arrived = 0;
  const taken = await secondsOf(async () => {
    await putAll(photos, { s3, bucket: intake, prefix });
    arrived = await countUntil(photos.length, () => countKeys(s3, curated, prefix));
  });
  const rate = (photos.length / taken).toFixed(1);
  line(`${photos.length} PUTs, nothing listening`, `${alone.toFixed(1)} s`, 'the peer');
  line(
    `${photos.length} photos to curated`,
    `${taken.toFixed(1)} s`,
    `${rate}/s, ${photos.length - arrived} lost; aim ${(photos.length * 0.06).toFixed(0)} s; ${(taken / alone).toFixed(1)} x the peer`,
  );
}

async function oneAtATime({ name, bytes }: RenderedPhoto, { s3, intake, curated, plain }: Buckets): Promise<void> {
  const measure = async (from: string, to: string, run: string): Promise<number[]> => {
    const times: number[] = [];
    for (let round = 0; round < SINGLE; round++) {
      const Key = `incoming/product-images/${run}/${round}-${name}`;
      times.push(
        await secondsOf(async () => {
          await s3.send(new PutObjectCommand({ Bucket: from, Key, Body: bytes }));
          const deadline = performance.now() + PATIENCE_SECONDS * 1000;
          while (!(await exists(s3, to, Key)) && performance.now() < deadline) await pause(10);
        }),
      );
    }
    return times;
  };
  const peer = await measure(plain, plain, 'peer');
  const own = await measure(intake, curated, 'single');
  const show = (times: readonly number[]) => `${(1000 * quantile(times, 0.5)).toFixed(0)} ms`;
  line('one object, PUT and HEAD, p50', show(peer), 'the peer');
  const ratio = (quantile(own, 0.5) / quantile(peer, 0.5)).toFixed(0);
  line(
    'one object, PUT to curated, p50',
    show(own),
    `p95 ${(1000 * quantile(own, 0.95)).toFixed(0)} ms; aim 1500 ms; ${ratio} x the peer`,
  );
}

async function exists(s3: S3Client, Bucket: string, Key: string): Promise<boolean> {
  return s3.send(new HeadObjectCommand({ Bucket, Key })).then(
    () => true,
    () => false,
  );
}

async function main(): Promise<void> {
  const cloud = new ScratchCloud();
  try {
    await cloud.run('up');
    await cloud.run('deploy');
    const photos = await makePhotos(Number(process.argv[2] ?? 1000));
    const total = photos.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const s3 = new S3Client(cloud.settings);
    const deployment = await findDeployment('local', new CloudFormationClient(cloud.settings));
    await s3.send(new CreateBucketCommand({ Bucket: 'bench-plain' }));
    const buckets = { s3, intake: deployment.IntakeBucket, curated: deployment.CuratedBucket, plain: 'bench-plain' };
    process.stdout.write(`${photos.length} photos, ${(total / photos.length / 1024).toFixed(0)} KB each on average\n`);
    await oneAtATime(photos[0] as RenderedPhoto, buckets);
    await throughput(photos, buckets);
    const record = readRecord(cloud.paths);
    const megabytes = (pid = 0) => `${Math.round(residentBytes(pid) / 2 ** 20)} MB`;
    line('memory of emulator, local service', megabytes(record?.emulator.pid), megabytes(record?.service.pid));
  } finally {
    await cloud.remove();
  }
}

void main();

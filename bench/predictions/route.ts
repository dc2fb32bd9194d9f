/**
 * Photos through a deployed endpoint into the folders of their classes, on the laptop cloud with IAM enforced:
 * `npx tsx bench/predictions/route.ts [count]`. 300 curated photos classified, copied and recorded: aimed at 30 s.
 * The model is a stand-in that answers at once, so that what is measured is the routing.
 * Peer in the same run: the same photos validated, intake to curated, without an endpoint.
 */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { RenderedPhoto } from '../../cli/demo/photos/render-photo';
import { renderPhotos } from '../../cli/demo/photos/render-photos';
import { generatedPhotos } from '../../cli/demo/photos/source/generated-photos';
import { findDeployment } from '../../cli/deployment/find-deployment';
import { endpointName } from '../../lambdas/contracts/resource-names';
import { clientEnvironment } from '../../local/cloud/environment';
import { line, ScratchCloud, secondsOf } from '../laptop-cloud/scratch-cloud';

const IN_FLIGHT = 8;
const PATIENCE_SECONDS = 300;
const workload = 'product-images';
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

async function countKeys(s3: S3Client, Bucket: string, Prefix: string): Promise<number> {
  let count = 0;
  let token: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken: token }));
    count += page.KeyCount ?? 0;
    token = page.NextContinuationToken;
  } while (token);
  return count;
}

async function until(wanted: number, count: () => Promise<number>): Promise<void> {
  const deadline = performance.now() + PATIENCE_SECONDS * 1000;
  for (let seen = 0; seen < wanted; seen = await count()) {
    if (performance.now() > deadline) throw new Error(`bench: ${wanted} objects must be there, got ${seen}`);
    await pause(300);
  }
}

async function putAll(photos: readonly RenderedPhoto[], s3: S3Client, Bucket: string, folder: string): Promise<void> {
  const queue = photos.entries();
  const worker = async () => {
    for (const [index, { name, bytes: Body }] of queue) {
      const Key = `incoming/${workload}/${folder}/${index}-${name}`;
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

async function main(): Promise<void> {
  const cloud = new ScratchCloud();
  try {
    await cloud.run('up');
    await cloud.run('deploy');
    const { endpoint } = cloud.settings;
    Object.assign(process.env, clientEnvironment(cloud.paths, endpoint), { EVERLOOP_TEST_ENDPOINT: endpoint });
    const { ClassifierEndpoint } = await import('../../test/support/classifier-endpoint');
    const photos: RenderedPhoto[] = [];
    const count = Number(process.argv[2] ?? 300);
    for await (const photo of renderPhotos({ source: generatedPhotos(), count, seed: 7 })) photos.push(photo);
    const s3 = new S3Client(cloud.settings);
    const own = await findDeployment('local', new CloudFormationClient(cloud.settings));
    const validated = await secondsOf(async () => {
      await putAll(photos, s3, own.IntakeBucket, 'waiting');
      await until(count, () => countKeys(s3, own.CuratedBucket, `incoming/${workload}/waiting/`));
    });
    line(`${count} photos to curated, no endpoint`, `${validated.toFixed(1)} s`, 'the peer');
    const name = endpointName({ project: 'Everloop', environment: 'local', workload, stage: 'production' });
    const records = () => countKeys(s3, own.PredictionsBucket, `_records/${workload}/`);
    const model = new ClassifierEndpoint(name, own.ModelsBucket);
    await model.create();
    await until(count, records);
    const again = await secondsOf(async () => {
      await cloud.run('classify', '--backfill', 'waiting/', '--again', '--quiet');
      await until(2 * count, records);
    });
    const rate = (count / again).toFixed(1);
    line(`${count} curated photos to folders`, `${again.toFixed(1)} s`, `${rate}/s; aim ${(count / 10).toFixed(0)} s`);
    const whole = await secondsOf(async () => {
      await putAll(photos, s3, own.IntakeBucket, 'whole');
      await until(3 * count, records);
    });
    line(
      `${count} photos, PUT to folder of class`,
      `${whole.toFixed(1)} s`,
      `${(whole / validated).toFixed(1)} x the peer`,
    );
  } finally {
    await cloud.remove();
  }
}

void main();

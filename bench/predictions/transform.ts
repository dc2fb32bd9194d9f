/**
 * Curated photos by a transform job into the folders of their classes, on the laptop cloud with IAM enforced:
 * `npx tsx bench/predictions/transform.ts [count]`. The model is a stand-in that answers at once.
 * Peer in the same run: the same photos through an endpoint, by `everloop classify --backfill` without `--transform`.
 */
import { loadavg } from 'node:os';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { findDeployment } from '../../cli/deployment/find-deployment';
import { S3ObjectStore } from '../../lambdas/adapters/aws/s3-object-store';
import { endpointName } from '../../lambdas/contracts/resource-names';
import { countKeys, makePhotos, putAll, until } from '../laptop-cloud/many-photos';
import { line, ScratchCloud, secondsOf } from '../laptop-cloud/scratch-cloud';

const workload = 'product-images';

async function main(): Promise<void> {
  const cloud = new ScratchCloud();
  try {
    await cloud.deployed();
    const { ClassifierEndpoint } = await import('../../test/support/classifier-endpoint');
    const { registerTiny } = await import('../../test/support/tiny-version');
    const count = Number(process.argv[2] ?? 300);
    const photos = await makePhotos(count);
    const s3 = new S3Client(cloud.settings);
    const own = await findDeployment('local', new CloudFormationClient(cloud.settings));
    await putAll(photos, { s3, bucket: own.IntakeBucket, prefix: `incoming/${workload}/bulk/` });
    await until(count, () => countKeys(s3, own.CuratedBucket, `_features/${workload}/`));
    await registerTiny({ objects: new S3ObjectStore(s3), bucket: own.ModelsBucket });
    const records = () => countKeys(s3, own.PredictionsBucket, `_records/${workload}/`);
    await cloud.run('classify', '--backfill', 'bulk/', '--transform', '--wait', '--quiet');
    await until(count, records);
    let handedOver = 0;
    const whole = await secondsOf(async () => {
      handedOver = await secondsOf(async () => {
        await cloud.run('classify', '--backfill', 'bulk/', '--again', '--transform', '--wait', '--quiet');
      });
      await until(2 * count, records);
    });
    const [load = 0] = loadavg();
    line(`${count} photos asked by a transform job`, `${handedOver.toFixed(1)} s`, 'plan, model, job, hand over');
    line(`… and in folders, with records`, `${whole.toFixed(1)} s`, `${(count / whole).toFixed(1)}/s; load ${load}`);
    const name = endpointName({ project: 'Everloop', environment: 'local', workload, stage: 'production' });
    const model = new ClassifierEndpoint(name, own.ModelsBucket);
    await model.create();
    const byQueue = await secondsOf(async () => {
      await cloud.run('classify', '--backfill', 'bulk/', '--again', '--quiet');
      await until(3 * count, records);
    });
    line(`${count} photos by queue and endpoint`, `${byQueue.toFixed(1)} s`, 'the peer');
  } finally {
    await cloud.remove();
  }
}

void main();

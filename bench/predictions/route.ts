/**
 * Photos through a deployed endpoint into the folders of their classes, on the laptop cloud with IAM enforced:
 * `npx tsx bench/predictions/route.ts [count]`. 300 curated photos classified, copied and recorded: aimed at 30 s.
 * The model is a stand-in that answers at once, so that what is measured is the routing.
 * Peer in the same run: the same photos validated, intake to curated, without an endpoint.
 */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { findDeployment } from '../../cli/deployment/find-deployment';
import { endpointName } from '../../lambdas/contracts/resource-names';
import { countKeys, makePhotos, putAll, until } from '../laptop-cloud/many-photos';
import { line, ScratchCloud, secondsOf } from '../laptop-cloud/scratch-cloud';

const workload = 'product-images';

async function main(): Promise<void> {
  const cloud = new ScratchCloud();
  try {
    await cloud.deployed();
    const { ClassifierEndpoint } = await import('../../test/support/classifier-endpoint');
    const count = Number(process.argv[2] ?? 300);
    const photos = await makePhotos(count);
    const s3 = new S3Client(cloud.settings);
    const own = await findDeployment('local', new CloudFormationClient(cloud.settings));
    const validated = await secondsOf(async () => {
      await putAll(photos, { s3, bucket: own.IntakeBucket, prefix: `incoming/${workload}/waiting/` });
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
      await putAll(photos, { s3, bucket: own.IntakeBucket, prefix: `incoming/${workload}/whole/` });
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

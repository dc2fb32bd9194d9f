import path from 'node:path';
import { DescribeEndpointCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointAsyncCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { runCdk } from '../../cli/deployment/run-cdk';
import type { ReleaseReport } from '../../cli/release/release-report';
import { parseS3Uri } from '../../lambdas/domain/s3-uri';
import { readIdentity } from '../../lambdas/domain/serving/identity';
import { clientEnvironment } from '../../local/cloud/environment';
import { eventually } from '../support/deployed-everloop';
import { FastModels } from '../support/fast-models';
import { ReleaseCloud } from '../support/release-cloud';

jest.setTimeout(300_000);

const workload = 'product-images';
const EndpointName = `everloop-local-${workload}-production`;

let world: ReleaseCloud;
let models: FastModels;
beforeAll(async () => {
  world = await ReleaseCloud.untrained();
  await deployAsync(world);
  await world.hurry({ bakeSeconds: 4, goldenImages: 10 });
  await FastModels.drawGolden(world);
  models = await FastModels.create(world);
}, 600_000);
afterAll(() => world?.cloud.remove());

/** As a changed configuration would deploy. */
async function deployAsync({ cloud }: ReleaseCloud): Promise<void> {
  await runCdk({
    root: cloud.paths.root,
    parameters: [
      ...['deploy', '--all', '--require-approval', 'never', '--progress', 'events', '--method', 'direct'],
      ...['--app', 'node --require tsx/cjs test/support/async-app.ts'],
      ...['--output', path.join(cloud.folder, 'cdk.out'), '-c', 'environment=local', '-c', 'nag=false'],
    ],
    environment: {
      ...process.env,
      ...clientEnvironment(cloud.paths, cloud.record.endpoint),
      AWS_PROFILE: undefined,
      CDK_VALIDATION: 'false',
    },
    signal: new AbortController().signal,
  });
}

const status = () => world.json<ReleaseReport>('release', workload);

it('a release goes to an asynchronous production, is verified there, and files name its version', async () => {
  const version = await models.register({ approval: 'PendingManualApproval' });
  await world.decide(version, 'Approved');
  await eventually('a release that waits for a decision', async () =>
    (await status()).underWay?.waitsForDecision ? true : null,
  );
  await world.run('release', workload, 'approve', '--why', 'looks good', '--wait');
  expect((await status()).serving.production).toBe(version);
  const { AsyncInferenceConfig } = await world.sageMaker.send(new DescribeEndpointCommand({ EndpointName }));
  expect(AsyncInferenceConfig?.ClientConfig?.MaxConcurrentInvocationsPerInstance).toBe(2);
  const InputLocation = `s3://${world.deployment.CuratedBucket}/golden/${workload}/bags/0.png`;
  const request = new InvokeEndpointAsyncCommand({ EndpointName, InputLocation, ContentType: 'image/png' });
  const { OutputLocation = '' } = await new SageMakerRuntimeClient(world.settings).send(request);
  expect(OutputLocation).toContain(`s3://${world.deployment.PredictionsBucket}/_async/${workload}/answers/`);
  const file = await eventually('the answer', () => world.objects.get(parseS3Uri(OutputLocation)));
  const { predictions, attributes } = JSON.parse(new TextDecoder().decode(file.bytes));
  expect(predictions).toEqual([{ label: 'bags', score: 1 }]);
  expect(readIdentity(attributes).modelPackage).toBe(world.arnOf(version));
});

it('an update is probed as it bakes: a good one stays, a wrong one goes back', async () => {
  await world.openNoReleases();
  const good = await models.register();
  expect(await world.deploy(good, 'production')).toMatchObject({ status: 'SUCCEEDED' });
  const wrong = await models.register({ fault: 'wrong-labels' });
  const { status: ended, cause } = await world.deploy(wrong, 'production');
  expect(ended).toBe('FAILED');
  expect(cause).toMatch(/it was rolled back.*-golden|accuracy on 10 golden images must be/);
  expect((await status()).serving.production).toBe(good);
});

import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateModelPackageCommand, DeleteModelPackageCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { watchedPlan } from '../../cli/drift/watched-plan';
import { breachMetrics, metricNamespace } from '../../lambdas/contracts/metrics';
import type { MonitorMessage } from '../../lambdas/contracts/monitoring';
import { retrainAlarmName } from '../../lambdas/contracts/retraining';
import type { WindowReport } from '../../lambdas/domain/drift/monitor/window-report';
import { mapInFlight } from '../../lambdas/domain/in-flight';
import { listAll } from '../../lambdas/handlers/training/read-all';
import { type DeployedEverloop, deployedEverloop, eventually } from '../support/deployed-everloop';
import { everloop } from '../support/laptop-cloud';
import { dark, evaluationOf, featureLines, labelOf, lineKey, shots, usual } from '../support/monitor-world';

jest.setTimeout(240_000);

const workload = 'product-images';
const windowMs = watchedPlan(workload, 'local').policy.windowSeconds * 1000;
const perWindow = 150;
const cloudWatch = new CloudWatchClient();
const sageMaker = new SageMakerClient();
const sqs = new SQSClient();
const id = `${Date.now()}`.padStart(64, '0');

/** Keys of lines. */
const written: string[] = [];

let world: DeployedEverloop;
let arn: string;
beforeAll(async () => {
  world = await deployedEverloop();
  // What the monitor finds must not train anything here.
  await cli('hold', workload, '--why', 'monitors are tested');
  arn = await register();
}, 240_000);

/** Other tests count predictions on the same cloud, and retrain when an alarm is raised. */
afterAll(async () => {
  const { objects, deployment } = world;
  const bucket = deployment.PredictionsBucket;
  const judged = await objects.list(bucket, `_monitoring/${workload}/`);
  const keys = [...written, ...judged.keys.map(({ key }) => key)];
  await mapInFlight(keys, 32, key => objects.remove({ bucket, key }));
  await eventually('every alarm calm', calm);
  await sageMaker.send(new DeleteModelPackageCommand({ ModelPackageName: arn }));
  await cli('release-hold', workload, '--why', 'monitors were tested');
});

/** What was published lately may still be judged, so that setting the state by hand does not last: says that all is well. */
async function calm(): Promise<true | null> {
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
  const gauges: readonly (string | undefined)[] = Object.values(breachMetrics);
  const raised = MetricAlarms.filter(({ MetricName }) => gauges.includes(MetricName));
  const MetricData = raised.map(({ MetricName, Dimensions }) => {
    return { MetricName, Dimensions, Value: 0, Timestamp: new Date(), StorageResolution: 1 };
  });
  if (MetricData.length === 0) return true;
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: metricNamespace, MetricData }));
  return null;
}

const cli = (...words: string[]) =>
  everloop([...words, '--json', '--quiet'], { EVERLOOP_STATE: process.env['EVERLOOP_TEST_STATE'] ?? '' });

/** A version that was made of usual pictures; nobody approves it, so that nothing releases it. */
async function register(): Promise<string> {
  const { objects, deployment } = world;
  const { ModelsBucket: bucket, ContainerImage: Image } = deployment;
  const evaluation = `training/${workload}/drift-${id}/evaluation.json`;
  const put = (key: string, text: string) =>
    objects.put({ bucket, key }, { bytes: Buffer.from(text), contentType: 'application/json' });
  await put(`datasets/${workload}/${id}.ndjson`, featureLines(usual, 3));
  await put(evaluation, evaluationOf(workload));
  const S3Uri = `s3://${bucket}/${evaluation}`;
  const { ModelPackageArn = '' } = await sageMaker.send(
    new CreateModelPackageCommand({
      ModelPackageGroupName: `everloop-local-${workload}`,
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: {
        Containers: [{ Image, ModelDataUrl: `s3://${bucket}/training/${workload}/drift-${id}/model.tar.gz` }],
        SupportedContentTypes: ['image/jpeg'],
        SupportedResponseMIMETypes: ['application/json'],
      },
      ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri } } },
      CustomerMetadataProperties: { datasetManifestId: id, artifactSha256: id },
    }),
  );
  return ModelPackageArn;
}

/** Predictions of dark pictures in the window before `end`, and labels that say that most footwear was bags. */
async function traffic(end: number, version: number): Promise<void> {
  const { objects, deployment } = world;
  const bucket = deployment.PredictionsBucket;
  const lines = shots({ minute: 0, count: perWindow, scene: dark, seed: end, version }).flatMap((shot, row) => {
    const at = new Date(end - windowMs + (row * windowMs) / (perWindow + 1)).toISOString();
    const record = { ...shot, workload, arrivedAt: at, predictedAt: at };
    const actual = record.label === 'footwear' && row % 4 !== 0 ? 'bags' : (record.label ?? '');
    const label = labelOf(record, { joinedAt: new Date().toISOString(), actual });
    return [
      [lineKey('records', record, at), record],
      [lineKey('labels', label, label.joinedAt), label],
    ] as const;
  });
  written.push(...lines.map(([key]) => key));
  await mapInFlight(lines, 32, ([key, line]) =>
    objects.put({ bucket, key }, { bytes: Buffer.from(JSON.stringify(line)), contentType: 'application/x-ndjson' }),
  );
}

const look = (at: number) =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl: world.deployment.MonitorQueueUrl,
      MessageBody: JSON.stringify({ kind: 'due', workload, at: new Date(at).toISOString() } satisfies MonitorMessage),
    }),
  );

/** When two windows have just ended in which nobody else predicted anything: other tests do, on the same cloud. */
async function endOfFreeWindows(): Promise<number | null> {
  const end = Math.floor(Date.now() / windowMs) * windowMs;
  const place = { objects: world.objects, bucket: world.deployment.PredictionsBucket };
  const records = await listAll(place, `_records/${workload}/`);
  return records.some(({ lastModified }) => lastModified.getTime() >= end - 2 * windowMs) ? null : end;
}

const stateOf = async (AlarmName: string) =>
  (await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }))).MetricAlarms?.[0]?.StateValue;

it('two windows of dark pictures whose bags are missed raise the alarm that retrains; the same is shown by hand', async () => {
  const end = await eventually('two windows without predictions', endOfFreeWindows);
  const version = Number(arn.split('/').at(-1));
  await traffic(end - windowMs, version);
  await traffic(end, version);
  await look(end - windowMs + 5_000);
  await look(end + 5_000);
  const alarm = retrainAlarmName({ project: 'Everloop', environment: 'local', workload }, 'recall-bags');
  await eventually(`${alarm} in ALARM`, async () => ((await stateOf(alarm)) === 'ALARM' ? true : null));
  const window = `${new Date(end - windowMs).toISOString()}/${new Date(end).toISOString()}`;
  const { code, stdout } = await cli('monitor', workload, '--window', window);
  expect(code).toBe(1);
  const report = JSON.parse(stdout) as WindowReport;
  expect(report).toMatchObject({ version, predictions: perWindow, performance: { labels: perWindow } });
  expect(report.outcomes).toMatchObject({ 'data-drift': 'breach', 'recall/bags': 'breach', 'prediction-mix': 'ok' });
});

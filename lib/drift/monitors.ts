import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { datasetPrefix, predictionPrefixes, recordPrefixes } from '../../lambdas/contracts/key-layout';
import { metricNamespace } from '../../lambdas/contracts/metrics';
import { baselinePrefix, monitoringPrefix } from '../../lambdas/contracts/monitoring';
import { trainingPrefixOf } from '../../lambdas/contracts/training-layout';
import type { WatchedWorkload } from '../config/drift-plans-of';
import { EventQueue } from '../functions/event-queue';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import type { Registry } from '../registry/registry';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';
import { MonitorSchedules } from './monitor-schedules';

export interface MonitorsProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly registry: Registry;
  readonly watched: readonly WatchedWorkload[];
}

/** Lambda's longest: a first look at a window of 50,000 predictions and a data set of 200,000 rows takes minutes. */
const timeoutSeconds = 900;

/** Windows of predictions are judged as they end, and again when labels of them come. */
export class Monitors extends Construct {
  readonly function: FeatureFunction;
  readonly queue: EventQueue;

  constructor(scope: Construct, id: string, props: MonitorsProps) {
    super(scope, id);
    const { settings, key, registry, watched } = props;
    this.function = new FeatureFunction(this, 'Function', {
      settings,
      key,
      name: 'drift/watch-workload',
      description: 'Judges windows of predictions: drift, quality, performance',
      // 200,000 rows of a baseline as text and as columns, or 50,000 predictions.
      memoryMiB: 2048,
      timeoutSeconds,
    });
    this.grantReading(props);
    this.grantWriting(props);
    for (const group of registry.groups.filter(({ name }) => watched.some(one => name.endsWith(`-${one.id}`)))) {
      group.grantListVersions(this.function);
    }
    allowKeyUseThrough(['s3'], this.function, key);
    this.queue = new EventQueue(this, 'Queue', {
      key,
      consumer: this.function,
      timeoutSeconds,
      retrySeconds: timeoutSeconds + 60,
      // Three quarters of an hour: what fails as often needs a person.
      maxTries: 3,
      maxConcurrency: 2,
    });
    new MonitorSchedules(this, 'Schedules', { key, queue: this.queue, watched });
  }

  private grantReading({ buckets: { predictions, models, quarantine }, watched }: MonitorsProps): void {
    const actions = ['s3:GetObject'];
    const { records, labels } = predictionPrefixes;
    const lines = watched.flatMap(({ id }) => [`${records}${id}/`, `${labels}${id}/`]);
    allowObjects(this.function, { actions, bucket: predictions, prefixes: lines });
    const made = watched.flatMap(({ id }) => [`${datasetPrefix}${id}/`, trainingPrefixOf(id)]);
    allowObjects(this.function, { actions, bucket: models, prefixes: made });
    const rejected = watched.map(({ id }) => `${recordPrefixes.reasons}${id}/`);
    allowObjects(this.function, { actions, bucket: quarantine, prefixes: rejected });
    this.function.tell('quarantineBucket', quarantine.bucketName);
    // Without it what is not there is forbidden.
    this.function.allow(
      ['s3:ListBucket'],
      [predictions, models, quarantine].map(({ bucketArn }) => bucketArn),
    );
  }

  private grantWriting({ buckets: { predictions, models }, watched }: MonitorsProps): void {
    this.function.tell('predictionsBucket', predictions.bucketName);
    this.function.tell('modelsBucket', models.bucketName);
    const actions = ['s3:GetObject', 's3:PutObject'];
    const below = (prefix: string) => watched.map(({ id }) => `${prefix}${id}/`);
    allowObjects(this.function, { actions, bucket: predictions, prefixes: below(monitoringPrefix) });
    allowObjects(this.function, { actions, bucket: models, prefixes: below(baselinePrefix) });
    // CloudWatch has no narrower resource; the namespace bounds it.
    this.function.allow(['cloudwatch:PutMetricData'], ['*'], {
      StringEquals: { 'cloudwatch:namespace': metricNamespace },
    });
  }
}

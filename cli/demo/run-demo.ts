import { join } from 'node:path';
import config from '../../everloop.config';
import { cloudPaths } from '../../local/cloud/paths';
import { type Connection, connect } from '../deployment/connect';
import { deploySteps } from '../deployment/deploy';
import { ledgerOf, objectStoreOf } from '../deployment/stores';
import { type DeployTarget, targetOf } from '../deployment/target';
import { waitForOutcomes, wallClock } from '../ingestion/wait-for-outcomes';
import type { Step } from '../output/steps';
import { type DemoFigures, type Fated, figuresOf } from './demo-run';
import { makeShipments } from './make-shipments';
import { choosePhotoSource, fashionMnistCache } from './photos/source/choose-photo-source';
import { type Sent, sendShipments } from './send-shipments';

export interface DemoOptions {
  readonly photos: number;
  readonly seed: number;
  /** Folder with one sub-folder a class, instead of Fashion-MNIST. */
  readonly images?: string;
  readonly signal: AbortSignal;
}

export interface DemoResult {
  readonly figures: DemoFigures;
  readonly objects: readonly Fated[];
  /** Which photos were used, and why. */
  readonly photoSource: string;
  readonly connection: Connection;
  /** When the first upload began. */
  readonly startedAt: Date;
}

/** After so long without an outcome an object counts as lost; retries of a message take `retrySeconds` each. */
const patienceMs = 240_000;

/** The demo as steps, and where its result will be once they have run. */
export function demoSteps(options: DemoOptions): {
  readonly steps: readonly Step[];
  readonly result: () => DemoResult;
} {
  const paths = cloudPaths();
  const { signal } = options;
  const run = `demo-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  const state: {
    target?: DeployTarget;
    connection?: Connection;
    photoSource?: string;
    sent?: readonly Sent[];
    result?: DemoResult;
  } = {};
  let startedMs = 0;

  const steps: Step[] = [
    {
      title: 'Laptop cloud',
      run: async report => {
        state.target = await targetOf({ environment: 'local', signal, startWhenDown: report });
      },
    },
    ...laterSteps(['CDK bootstrap', 'Deploy the stacks'], () => deploySteps(need(state.target))),
    {
      title: `Send ${options.photos} photos, spoilt files and a table`,
      run: async report => {
        const connection = await connect({ environment: 'local' });
        const { classes } = config.workloads['product-images'];
        const cacheFolder = fashionMnistCache(paths.folder);
        const choice = await choosePhotoSource({
          classes,
          cacheFolder,
          ...(options.images && { images: options.images }),
        });
        report(choice.reason);
        startedMs = Date.now();
        let count = 0;
        const shipments = makeShipments({ source: choice.source, count: options.photos, seed: options.seed, run });
        const { S3Client } = require('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
        const s3 = new S3Client(connection.settings);
        const bucket = connection.deployment.IntakeBucket;
        const onSent = () => report(`${++count} objects sent`);
        state.sent = await sendShipments(shipments, { s3, bucket, signal, onSent });
        Object.assign(state, { connection, photoSource: choice.reason });
      },
    },
    {
      title: 'Validate',
      run: async report => {
        const connection = need(state.connection);
        const { objects } = await waitForOutcomes(need(state.sent), {
          bucket: connection.deployment.IntakeBucket,
          ledger: ledgerOf(connection),
          objects: objectStoreOf(connection),
          timeoutMs: patienceMs,
          signal,
          clock: wallClock,
          onProgress: (done, total) => report(`${done} of ${total} have their verdict`),
        });
        const figures = figuresOf(objects, (Date.now() - startedMs) / 1000);
        const startedAt = new Date(startedMs);
        state.result = { figures, objects, connection, startedAt, photoSource: need(state.photoSource) };
      },
    },
  ];
  return { steps, result: () => need(state.result) };
}

/** Steps that can be made only once the steps before them have run. */
function laterSteps(titles: readonly string[], make: () => readonly Step[]): Step[] {
  return titles.map((title, index) => ({ title, run: async report => make()[index]?.run(report) }));
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('demo: an earlier step must have run, got none; report this as a bug');
  return value;
}

/** Where the demo leaves its reports. */
export const reportFolder = (): string => join(cloudPaths().folder, 'reports');

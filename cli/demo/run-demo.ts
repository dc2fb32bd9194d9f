import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import config from '../../everloop.config';
import { imagePolicySchema } from '../../lambdas/contracts/image-policy';
import { cloudPaths } from '../../local/cloud/paths';
import { type Connection, connect } from '../deployment/connect';
import { deploySteps } from '../deployment/deploy';
import { objectStoreOf } from '../deployment/stores';
import { type DeployTarget, targetOf } from '../deployment/target';
import { configuredContracts } from '../ingestion/contracts';
import { laterSteps, type Step } from '../output/steps';
import { deliver, runName, verdictsOf } from './deliver';
import { type DemoFigures, type Fated, figuresOf } from './demo-run';
import type { DriftKind } from './loop/drift-kinds';
import { DriftLoop } from './loop/drift-loop';
import { forgetEarlierRuns } from './loop/forget-earlier-runs';
import { makeShipments } from './make-shipments';
import type { PhotoSource, Split } from './photos/photo';
import { choosePhotoSource, fashionMnistCache, type PhotoSourceChoice } from './photos/source/choose-photo-source';
import type { ReleasedModel } from './release/collect-release';
import { DemoRelease } from './release/release-model';
import type { Sent } from './send-shipments';
import type { Circumstances } from './shipment';
import { partOf } from './training/hold-out';
import { DemoTraining, type TrainedModel } from './training/train-model';

export interface DemoOptions {
  readonly photos: number;
  readonly seed: number;
  /** Folder with one sub-folder a class, instead of Fashion-MNIST. */
  readonly images?: string;
  /** Photos of the golden set. */
  readonly golden: number;
  /** Photos that are sent without a class once a model serves. */
  readonly traffic: number;
  /** Drifts that are shown, in this order; none ends the demo in production. */
  readonly drifts: readonly DriftKind[];
  readonly signal: AbortSignal;
}

export interface DemoResult {
  readonly figures: DemoFigures;
  readonly objects: readonly Fated[];
  /** Which photos were used, and why. */
  readonly photoSource: string;
  readonly isFashionMnist: boolean;
  /** Absent when no training was asked for, or none came to an end. */
  readonly model?: TrainedModel;
  /** Absent when nothing was released, or the release came to no end. */
  readonly release?: ReleasedModel;
  /** Absent when no drift was shown; it has those that were repaired. */
  readonly loop?: Pick<DriftLoop, 'closed' | 'world'>;
  readonly connection: Connection;
  /** When the first upload began. */
  readonly startedAt: Date;
}

export interface Demo {
  /** Until every photo has its verdict. */
  readonly ingestion: readonly Step[];
  /** Until a version waits for a decision. */
  readonly training: readonly Step[];
  /** Once a version waits: until it has put photos into the folders of their classes. */
  readonly release: () => readonly Step[];
  /** Once a version serves: until what drifted was repaired. */
  readonly loop: () => readonly Step[];
  /** Once the first steps have run; with what the others have made so far. */
  readonly result: () => DemoResult;
}

/** The demo as steps, and where its result will be once they have run. */
export function makeDemo(options: DemoOptions): Demo {
  const demo = new DemoRun(options);
  const training = new DemoTraining({
    goldenPhotos: options.golden,
    goldenTitle: photosOf(options, options.golden),
    connection: () => demo.result.connection,
    goldenSource: () => demo.source('test'),
    signal: options.signal,
  });
  const ingestion: Step[] = [
    // First, since a wrong folder should be told before minutes of work.
    { title: 'Photos', run: report => demo.choosePhotos(report) },
    { title: 'Laptop cloud', run: report => demo.startCloud(report) },
    ...laterSteps(['CDK bootstrap', 'Deploy the stacks'], () => deploySteps(demo.target)),
    { title: `Send ${photosOf(options, options.photos)}, spoilt files and a table`, run: report => demo.send(report) },
    { title: 'Validate', run: report => demo.waitForVerdicts(report) },
  ];
  let release: DemoRelease | undefined;
  const releaseSteps = () => {
    release = new DemoRelease({
      version: need(training.model).figures.version,
      connection: demo.result.connection,
      source: () => demo.source('traffic'),
      ownPhotos: options.images !== undefined,
      count: options.traffic,
      seed: options.seed,
      signal: options.signal,
    });
    return release.steps();
  };
  let loop: DriftLoop | undefined;
  const loopSteps = () => {
    const { drifts: kinds, signal } = options;
    const usual = need(release?.model).photos;
    const source = () => demo.source('loop');
    loop = new DriftLoop({ connection: demo.result.connection, source, usual, kinds, signal });
    return loop.steps();
  };
  const result = () => ({
    ...demo.result,
    ...(training.model && { model: training.model }),
    ...(release?.model && { release: release.model }),
    ...(loop && { loop }),
  });
  const trainingSteps = [
    training.goldenStep(),
    ...(options.drifts.length > 0 ? [demo.forgetStep()] : []),
    ...training.steps(),
  ];
  return { ingestion, training: trainingSteps, release: releaseSteps, loop: loopSteps, result };
}

/** Nobody knows yet how many a user's folder has. */
const photosOf = ({ images }: DemoOptions, count: number): string =>
  images === undefined ? `${count} photos` : `up to ${count} of your photos`;

type Report = (progress: string) => void;

/** What the steps know of each other. */
class DemoRun {
  private readonly run = runName('demo');
  private photos?: PhotoSourceChoice;
  private found?: DeployTarget;
  private connection?: Connection;
  private startedAt = new Date();
  private sent?: readonly Sent[];
  private ended?: DemoResult;

  constructor(private readonly options: DemoOptions) {}

  get target(): DeployTarget {
    return need(this.found);
  }

  get result(): DemoResult {
    return need(this.ended);
  }

  async choosePhotos(report: Report): Promise<void> {
    this.photos = await this.choose('train');
    report(this.photos.reason);
  }

  /** Photos of the same kind, none of which is sent to train on. */
  async source(split: Exclude<Split, 'train'>): Promise<PhotoSource> {
    return (await this.choose(split)).source;
  }

  private async choose(split: Split): Promise<PhotoSourceChoice> {
    const { images } = this.options;
    const { classes } = config.workloads['product-images'];
    const cacheFolder = fashionMnistCache(cloudPaths().folder);
    const choice = await choosePhotoSource({ classes, cacheFolder, split, ...(images && { images }) });
    // A user's photos come without a test set.
    return images === undefined ? choice : { ...choice, source: partOf(choice.source, split) };
  }

  async startCloud(report: Report): Promise<void> {
    const { signal } = this.options;
    this.found = await targetOf({ environment: 'local', signal, startWhenDown: report });
  }

  async send(report: Report): Promise<void> {
    const { photos: count, seed, signal } = this.options;
    this.connection = await connect({ environment: 'local' });
    this.startedAt = new Date();
    const { source } = need(this.photos);
    const shipments = makeShipments({ source, count, seed, circumstances: this.circumstances(report) });
    this.sent = await deliver(shipments, 'objects', { connection: this.connection, signal, report });
  }

  async waitForVerdicts(report: Report): Promise<void> {
    const connection = need(this.connection);
    const objects = await verdictsOf(need(this.sent), { connection, signal: this.options.signal, report });
    const { startedAt } = this;
    const figures = figuresOf(objects, (Date.now() - startedAt.getTime()) / 1000);
    const { source, reason: photoSource } = need(this.photos);
    const isFashionMnist = source.name === 'fashion-mnist';
    this.ended = { figures, objects, connection, startedAt, photoSource, isFashionMnist };
  }

  /** Before anything is trained. */
  forgetStep(): Step {
    let forgotten = 0;
    return {
      title: 'Examples that earlier runs of the demo labelled leave the data',
      run: async () => {
        const { connection } = this.result;
        const { classes } = config.workloads['product-images'];
        const curated = { objects: objectStoreOf(connection), bucket: connection.deployment.CuratedBucket };
        forgotten = await forgetEarlierRuns({ ...curated, workload: 'product-images', classes });
      },
      outcome: () => (forgotten === 0 ? 'none' : `${forgotten} of them`),
    };
  }

  private circumstances(report: Report): Circumstances {
    const contract = configuredContracts()['product-images'];
    const { classes, policy } = contract?.kind === 'images' ? contract : { classes: [], policy: undefined };
    const defaults = imagePolicySchema.parse({});
    // Whether positions are stripped decides no verdict.
    const defaultPolicy = isDeepStrictEqual({ ...policy, gps: defaults.gps }, defaults);
    if (!defaultPolicy) report('limits differ from the defaults: spoilt files may have any verdict');
    return { run: this.run, classes, ownPhotos: this.options.images !== undefined, defaultPolicy };
  }
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('demo: an earlier step must have run, got none; report this as a bug');
  return value;
}

/** Where the demo leaves its reports. */
export const reportFolder = (): string => join(cloudPaths().folder, 'reports');

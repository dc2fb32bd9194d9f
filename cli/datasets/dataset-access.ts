import config from '../../everloop.config';
import type { DatasetManifest } from '../../lambdas/contracts/dataset-manifest';
import type { ContainerTraining } from '../../lambdas/contracts/training-plan';
import { DatasetStore } from '../../lambdas/handlers/training/dataset-store';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import { plansOf, type TrainingPlans } from '../../lib/config/plans-of';
import { connect } from '../deployment/connect';
import { objectStoreOf } from '../deployment/stores';
import type { TargetOptions } from '../deployment/target-options';
import { WorkFoundProblems, WrongUse } from '../errors';

export interface DatasetOptions extends TargetOptions {
  readonly workload?: string;
}

/** A workload that is trained, and the buckets where its data sets come from and lie. */
export interface DatasetAccess {
  readonly environmentName: string;
  readonly workload: string;
  readonly plan: ContainerTraining;
  readonly objects: ObjectStore;
  readonly buckets: { readonly models: string; readonly curated: string };
  readonly store: DatasetStore;
}

export async function openDatasets(options: DatasetOptions): Promise<DatasetAccess> {
  const chosen = chooseTrained(plansOf(config), options.workload);
  const connection = await connect(options);
  const objects = objectStoreOf(connection);
  const buckets = { models: connection.deployment.ModelsBucket, curated: connection.deployment.CuratedBucket };
  const store = new DatasetStore(objects, buckets);
  return { ...chosen, environmentName: connection.environmentName, objects, buckets, store };
}

/**
 * The workload that was asked for, else the only one that is trained.
 * @throws WrongUse for a workload that does not exist or that nothing trains, or when several are trained
 */
export function chooseTrained(plans: TrainingPlans, asked?: string): { workload: string; plan: ContainerTraining } {
  const trained = Object.entries(plans).flatMap(([workload, plan]) =>
    plan.kind === 'container' ? [{ workload, plan }] : [],
  );
  const names = trained.map(({ workload }) => workload).join(', ');
  const asksForNone = asked !== undefined && Object.hasOwn(plans, asked) && plans[asked]?.kind === 'none';
  const [only] = asked === undefined ? trained : trained.filter(({ workload }) => workload === asked);
  if (only && (asked !== undefined || trained.length === 1)) return only;
  const got = asked === undefined ? 'none' : asksForNone ? `${asked}, which nothing trains yet` : asked;
  throw new WrongUse(`everloop dataset: --workload must be one of ${names}, got ${got}; check the spelling`);
}

const shortestId = 4;

/**
 * A data set by the beginning of its id, or the newest by `latest`.
 * @throws WrongUse for a text that no id begins with; WorkFoundProblems when there is none, or several begin with it
 */
export async function requireDataset({ store, workload }: DatasetAccess, asked: string): Promise<DatasetManifest> {
  const isLatest = asked === 'latest';
  if (!isLatest && !(/^[0-9a-f]{1,64}$/.test(asked) && asked.length >= shortestId)) {
    throw new WrongUse(
      `everloop dataset: id must be latest or at least ${shortestId} of the id's hexadecimal digits, got ${JSON.stringify(asked)}; see \`everloop dataset list\``,
    );
  }
  const stored = await store.list(workload);
  const found = isLatest ? stored.slice(0, 1) : stored.filter(({ id }) => id.startsWith(asked));
  const [only] = found;
  const manifest = only && found.length === 1 ? await store.read(workload, only.id) : null;
  if (manifest) return manifest;
  const got = found.length === 0 ? 'none' : `${found.length} of them`;
  throw new WorkFoundProblems(
    `everloop dataset: ${asked} must be one data set of ${workload}, got ${got}; see \`everloop dataset list\`, or build one by \`everloop dataset build\``,
  );
}

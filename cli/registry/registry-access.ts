import type { ModelVersion } from '../../lambdas/domain/registry/model-version';
import type { ModelRegistry } from '../../lambdas/ports/model-registry';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import type { TrainedWorkload } from '../../lib/config/trained-workloads';
import { type Connection, connect } from '../deployment/connect';
import { modelRegistryOf, objectStoreOf } from '../deployment/stores';
import type { TargetOptions } from '../deployment/target-options';
import { WorkFoundProblems } from '../errors';
import { requireTrained } from '../training/require-trained';

/** Versions of one workload, and the bucket where their evaluations and cards lie. */
export interface RegistryAccess {
  /** The command, for messages. */
  readonly where: string;
  readonly workload: string;
  readonly registry: ModelRegistry;
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly modelsBucket: string;
}

export interface OpenRegistry extends RegistryAccess {
  readonly connection: Connection;
  readonly trained: TrainedWorkload;
}

/** @throws WrongUse for a workload that is not trained; what `connect` throws */
export async function openRegistry(workload: string, where: string, options: TargetOptions): Promise<OpenRegistry> {
  const trained = requireTrained(workload, where);
  const connection = await connect(options);
  return {
    where,
    workload,
    trained,
    connection,
    registry: modelRegistryOf(connection),
    objects: objectStoreOf(connection),
    modelsBucket: connection.deployment.ModelsBucket,
  };
}

/** @throws WorkFoundProblems when there is no such version */
export async function requireVersion(
  { registry, workload, where }: Pick<RegistryAccess, 'registry' | 'workload' | 'where'>,
  version: number,
): Promise<ModelVersion> {
  const found = await registry.find(workload, version);
  if (found) return found;
  throw new WorkFoundProblems(
    `${where}: version must be one of ${workload}, got ${version}; see \`everloop models ${workload}\``,
  );
}

import type { ModelVersion } from '../../domain/registry/model-version';
import type { ModelRegistry } from '../../ports/model-registry';

/**
 * The champion of a workload: its newest approved version, null when there is none.
 * @param except a version that is not to be counted
 */
export async function newestApproved(
  workload: string,
  registry: Pick<ModelRegistry, 'versions'>,
  except?: number,
): Promise<ModelVersion | null> {
  for await (const version of registry.versions(workload, 'Approved')) {
    if (version.version !== except) return version;
  }
  return null;
}

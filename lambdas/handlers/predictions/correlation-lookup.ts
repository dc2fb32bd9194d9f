import { versionMetadata } from '../../contracts/gate-call';
import type { Journal } from '../../ports/journal';
import type { ModelRegistry } from '../../ports/model-registry';

/**
 * Asks the registry once a version: it tells of which loop the model is. Without an answer a prediction counts all the
 * same, and the next one asks again.
 */
export function createCorrelationLookup(registry: Pick<ModelRegistry, 'describe'>, journal: Journal) {
  const known = new Map<string, Promise<string | null>>();
  const look = async (arn: string): Promise<string | null> => {
    try {
      const version = await registry.describe(arn);
      if (!version) known.delete(arn);
      return version?.metadata[versionMetadata.correlationId] ?? null;
    } catch (error) {
      known.delete(arn);
      journal.problem('version could not be described', { arn, cause: String(error).slice(0, 300) });
      return null;
    }
  };
  return (arn: string): Promise<string | null> => {
    const found = known.get(arn) ?? look(arn);
    known.set(arn, found);
    return found;
  };
}

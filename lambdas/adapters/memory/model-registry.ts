import type { ModelVersion } from '../../domain/registry/model-version';
import type { ModelRegistry } from '../../ports/model-registry';

export class MemoryModelRegistry implements ModelRegistry {
  readonly versions = new Map<string, ModelVersion>();

  async describe(arn: string): Promise<ModelVersion | null> {
    return this.versions.get(arn) ?? null;
  }
}

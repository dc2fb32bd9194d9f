import type { ModelVersion } from '../../domain/registry/model-version';
import type { ModelVersions } from '../../ports/model-versions';

export class MemoryModelVersions implements ModelVersions {
  readonly versions = new Map<string, ModelVersion>();

  async describe(arn: string): Promise<ModelVersion | null> {
    return this.versions.get(arn) ?? null;
  }
}

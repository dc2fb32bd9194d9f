import type { Approval, ModelVersion } from '../../domain/registry/model-version';
import type { ModelRegistry } from '../../ports/model-registry';

/** Versions in memory, by workload. */
export class MemoryModelRegistry implements ModelRegistry {
  private readonly known: { readonly workload: string; version: ModelVersion }[] = [];

  register(workload: string, version: ModelVersion): void {
    this.known.push({ workload, version });
  }

  async describe(arn: string): Promise<ModelVersion | null> {
    return this.find(arn)?.version ?? null;
  }

  async *versions(workload: string, approval?: Approval): AsyncIterable<ModelVersion> {
    const own = this.known.filter(
      known => known.workload === workload && (approval === undefined || known.version.approval === approval),
    );
    yield* own.map(({ version }) => version).sort((one, other) => other.version - one.version);
  }

  async decide(arn: string, decision: { readonly approval: Approval; readonly why: string }): Promise<void> {
    const known = this.find(arn);
    if (!known) throw new Error(`registry: version must exist, got ${arn}; list them`);
    known.version = { ...known.version, ...decision };
  }

  private find(arn: string) {
    return this.known.find(({ version }) => version.arn === arn);
  }
}

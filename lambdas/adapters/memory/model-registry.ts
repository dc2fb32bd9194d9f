import { type Decision, decisionMetadata } from '../../domain/registry/decision';
import type { Approval, ModelVersion } from '../../domain/registry/model-version';
import type { ModelRegistry } from '../../ports/model-registry';

/** Versions in memory, by workload. */
export class MemoryModelRegistry implements ModelRegistry {
  readonly decisions: (Decision & { readonly arn: string })[] = [];
  private readonly known: { readonly workload: string; version: ModelVersion }[] = [];

  register(workload: string, version: ModelVersion): void {
    this.known.push({ workload, version });
  }

  async describe(arn: string): Promise<ModelVersion | null> {
    return this.withArn(arn)?.version ?? null;
  }

  async *versions(workload: string, approval?: Approval): AsyncIterable<ModelVersion> {
    const own = this.known.filter(
      known => known.workload === workload && (approval === undefined || known.version.approval === approval),
    );
    yield* own.map(({ version }) => version).sort((one, other) => other.version - one.version);
  }

  async find(workload: string, version: number): Promise<ModelVersion | null> {
    return this.known.find(known => known.workload === workload && known.version.version === version)?.version ?? null;
  }

  async decide(arn: string, decision: Decision): Promise<void> {
    const known = this.withArn(arn);
    if (!known) throw new Error(`registry: version must exist, got ${arn}; list them`);
    const { approval, why, by } = decision;
    const metadata = { ...known.version.metadata, ...decisionMetadata(decision) };
    known.version = { ...known.version, approval, why, decidedBy: by, metadata };
    this.decisions.push({ arn, ...decision });
  }

  private withArn(arn: string) {
    return this.known.find(({ version }) => version.arn === arn);
  }
}

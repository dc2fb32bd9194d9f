import type { ModelRegistry } from '../../ports/model-registry';

/** Artifacts that were registered, in memory. */
export class MemoryModelRegistry implements ModelRegistry {
  private readonly known = new Set<string>();

  register(workload: string, artifactSha256: string): void {
    this.known.add(`${workload}/${artifactSha256}`);
  }

  async hasArtifact(workload: string, artifactSha256: string): Promise<boolean> {
    return this.known.has(`${workload}/${artifactSha256}`);
  }
}

/** Versions of models; what the gate asks of them. */
export interface ModelRegistry {
  /** Whether a version of the workload has this artifact, by the sha256 in its metadata. */
  hasArtifact(workload: string, artifactSha256: string): Promise<boolean>;
}

/** A buildspec, version 0.2, as far as it is followed (CodeBuild user guide, "Build specification reference"). */
export interface Buildspec {
  readonly shell: 'sh' | 'bash';
  readonly variables: Readonly<Record<string, string>>;
  /** Name -> parameter of Systems Manager. */
  readonly parameterStore: Readonly<Record<string, string>>;
  /** Name -> `secret-id:json-key:version-stage:version-id`. */
  readonly secretsManager: Readonly<Record<string, string>>;
  readonly exportedVariables: readonly string[];
  readonly phases: Readonly<Partial<Record<PhaseName, Phase>>>;
  readonly artifacts?: ArtifactSpec;
  /** By identifier. */
  readonly secondaryArtifacts: Readonly<Record<string, ArtifactSpec>>;
  /** What is said in it and not followed here. */
  readonly ignored: readonly string[];
}

export const PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;
export type PhaseName = (typeof PHASES)[number];

export interface Phase {
  readonly commands: readonly string[];
  /** Run after the commands, whether they failed or not. */
  readonly finally: readonly string[];
  /** What a failed command does to the build. */
  readonly onFailure: 'ABORT' | 'CONTINUE';
}

export interface ArtifactSpec {
  /** Patterns; relative to the base folder. */
  readonly files: readonly string[];
  readonly excludePaths: readonly string[];
  readonly baseDirectory?: string;
  readonly discardPaths: boolean;
  readonly name?: string;
}

/** A buildspec that can't be followed. */
export class InvalidBuildspec extends Error {
  override readonly name = 'InvalidBuildspec';
}

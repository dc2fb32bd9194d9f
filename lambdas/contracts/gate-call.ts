import * as z from 'zod/mini';

/** Names of the pipeline's steps: functions, the command line and tests meet them. */
export const trainingSteps = {
  prepare: 'Prepare',
  train: 'Train',
  evaluate: 'Evaluate',
  gate: 'Gate',
  track: 'Track',
  passed: 'Passed',
  register: 'Register',
  declined: 'Declined',
  refused: 'Refused',
} as const;

/** What the gate step gives its function; all texts, since a step's arguments are resolved as texts. */
export const gateCallSchema = z.object({
  workload: z.string(),
  /** Shown to people. */
  title: z.string(),
  image: z.string(),
  /** JSON of what the configuration sets; the container's defaults are in the artifact. */
  hyperParameters: z.string(),
  datasetManifestId: z.string(),
  correlationId: z.string(),
  commit: z.string(),
  championVersion: z.string(),
  /** JSON of `GatePolicy`. */
  policy: z.string(),
  /** JSON of `GateOverrides`. */
  overrides: z.string(),
  /** Folder of evaluation.json, constraints.json and kpi-baselines.json. */
  evaluationUri: z.string(),
  /** Folder of what the prepare step wrote: train/, validation/, golden/, drift/, report/. */
  preparedUri: z.string(),
  /** The candidate's model.tar.gz. */
  modelUri: z.string(),
  trainingJob: z.string(),
  executionId: z.string(),
});

/** What `hyperParameters` holds. */
export const hyperParametersSchema = z.record(z.string(), z.string());

export type GateCall = z.infer<typeof gateCallSchema>;

/**
 * `register`: passed, and new. `known`: passed, and an equal artifact is registered already. `refused`: the execution
 * ends as Failed with the reasons.
 */
export const gateVerdicts = ['register', 'known', 'refused'] as const;
export type GateVerdict = (typeof gateVerdicts)[number];

/** What the function answers; SageMaker takes 1,024 characters each. */
export interface GateAnswer {
  readonly verdict: GateVerdict;
  /** Codes and messages of the findings, cut; all of them are in the card. */
  readonly reasons: string;
  /** Of the model.tar.gz. */
  readonly artifactSha256: string;
  /** Of its files, however they are packed. */
  readonly contentSha256: string;
  /** The model card as JSON; the same with `.md` for people. */
  readonly cardUri: string;
  /** Of the primary metric, for lists of versions. */
  readonly score: string;
}

export const gateAnswers = [
  'verdict',
  'reasons',
  'artifactSha256',
  'contentSha256',
  'cardUri',
  'score',
] as const satisfies readonly (keyof GateAnswer)[];

/** models: `training/<workload>/artifacts/<sha256>.json`; the execution that registers this model. */
export const artifactClaimSchema = z.object({ executionId: z.string() });

/** CustomerMetadataProperties of a version. */
export const versionMetadata = {
  correlationId: 'correlationId',
  datasetManifestId: 'datasetManifestId',
  artifactSha256: 'artifactSha256',
  contentSha256: 'contentSha256',
  commit: 'commit',
  championVersion: 'championVersion',
  card: 'card',
  score: 'score',
  trainingJob: 'trainingJob',
  /** `Approved by <who>`: set with a decision, not at registration. */
  decision: 'decision',
} as const;

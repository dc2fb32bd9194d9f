import * as z from 'zod/mini';
import { loopName, type NameParts } from './resource-names';
import { stages as endpointStages, hostingKinds } from './serving-settings';

/** Name of a workload's release pipeline. */
export const releaseName = (parts: NameParts): string => `${loopName(parts)}-release`;

/** Stages of a release pipeline, in their order. */
export const releaseStages = {
  source: 'Source',
  preProduction: 'Pre-production',
  test: 'Test',
  approval: 'Approval',
  production: 'Production',
  verify: 'Verify',
} as const;

/** Actions that somebody outside the pipeline names. */
export const releaseActions = { source: 'Release', decide: 'Decide' } as const;

/** Characters that CodePipeline keeps of a decision: who and why. */
export const longestDecision = 512;

/** Variables of an execution: who opens a release sets them. */
export const releaseVariables = {
  modelPackageArn: 'modelPackageArn',
  version: 'version',
  correlationId: 'correlationId',
} as const;

/** models: `releases/<workload>/<version>/release.zip`, what a release pipeline starts from. */
export const releasePrefix = 'releases/';
export const releaseKey = (workload: string, version: number | string): string =>
  `${releasePrefix}${workload}/${version}/release.zip`;

/** What a pipeline's action gives its function, as UserParameters; CodePipeline takes 1,000 characters. */
export const releaseJobSchema = z.object({
  workload: z.string(),
  stage: z.enum(endpointStages),
  modelPackageArn: z.string(),
  correlationId: z.string(),
  executionId: z.string(),
  /** What answers at the stage: an asynchronous endpoint is asked in another way. */
  hosting: z._default(z.enum(hostingKinds), 'provisioned'),
  classes: z.array(z.string()),
  test: z.object({ goldenImages: z.int(), minAccuracy: z.optional(z.number()), maxLatencyMs: z.int() }),
  /** Figures of the stage Test, as text. */
  tested: z.optional(z.string()),
});

export type ReleaseJob = z.infer<typeof releaseJobSchema>;

/** The event that a function gets of CodePipeline; only the fields used. */
export const pipelineJobSchema = z.object({
  'CodePipeline.job': z.object({
    id: z.string(),
    data: z.object({
      actionConfiguration: z.object({ configuration: z.object({ UserParameters: z.string() }) }),
    }),
  }),
});

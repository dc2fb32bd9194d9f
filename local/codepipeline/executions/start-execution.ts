import { createHash, randomUUID } from 'node:crypto';
import { conflict, PipelineError, validationError } from '../errors';
import { modeOf, type Pipeline } from '../pipelines/declaration';
import type { World } from '../world';
import type { Execution, RevisionOverride, StartRequest, Trigger } from './execution';
import type { Executions } from './executions';

/** Executions of one pipeline that may be under way (quotas: 50 in QUEUED and PARALLEL mode). */
const MOST_OPEN = 50;

export interface Started {
  readonly execution: Execution;
  /** Its token was used before: it runs, or has run, already. */
  readonly repeated: boolean;
}

export interface StartParts {
  readonly world: World;
  readonly executions: Executions;
  readonly pipeline: Pipeline;
}

/**
 * Records a new execution, which waits for the first stage.
 * @throws PipelineError for unknown and missing variables, overrides that the source doesn't allow, a token that was used
 * with another request, and too many executions
 */
export function startExecution(parts: StartParts, request: StartRequest, trigger: Trigger): Started {
  const { world, executions, pipeline } = parts;
  const { declaration } = pipeline;
  const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  const token = request.clientRequestToken;
  const known = token && executions.of(declaration.name).find(one => one.token === token);
  if (known && known.requestHash !== requestHash) {
    throw conflict(`clientRequestToken ${token} was used with another request for pipeline ${declaration.name}.`);
  }
  if (known) return { execution: known, repeated: true };
  checkOverrides(pipeline, request.sourceRevisions ?? []);
  const variables = variablesOf(pipeline, request.variables ?? []);
  refuseTooMany(pipeline, executions);
  const now = world.clock.read();
  const execution = executions.add({
    pipelineName: declaration.name,
    pipelineVersion: declaration.version,
    pipelineExecutionId: randomUUID(),
    status: 'InProgress',
    ...{ startTime: now, lastUpdateTime: now, attempt: 1, variables, trigger },
    executionMode: modeOf(declaration),
    executionType: 'STANDARD',
    overrides: request.sourceRevisions ?? [],
    ...(token !== undefined && { token, requestHash }),
    ...{ artifacts: {}, revisions: [], outputs: {}, stages: {} },
    place: { stage: declaration.stages[0]?.name ?? '', waiting: true },
  });
  return { execution, repeated: false };
}

function refuseTooMany({ declaration }: Pipeline, executions: Executions): void {
  if (modeOf(declaration) === 'SUPERSEDED' || executions.open(declaration.name).length < MOST_OPEN) return;
  throw new PipelineError(
    'ConcurrentPipelineExecutionsLimitExceededException',
    `The pipeline ${declaration.name} has reached the limit of ${MOST_OPEN} concurrent executions`,
  );
}

function variablesOf({ declaration }: Pipeline, given: NonNullable<StartRequest['variables']>): Execution['variables'] {
  const declared = declaration.variables ?? [];
  const strange = given.find(({ name }) => !declared.some(one => one.name === name));
  if (strange) {
    const names = declared.map(({ name }) => name).join(', ') || 'none';
    throw validationError(`Variable ${strange.name} must be one that pipeline ${declaration.name} declares (${names})`);
  }
  return declared.map(({ name, defaultValue }) => {
    const resolvedValue = given.find(one => one.name === name)?.value ?? defaultValue;
    if (resolvedValue !== undefined) return { name, resolvedValue };
    throw validationError(`Variable ${name} of pipeline ${declaration.name} must have a value: it has no default`);
  });
}

/** Revision types that each source takes. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  S3: ['S3_OBJECT_VERSION_ID', 'S3_OBJECT_KEY'],
  CodeCommit: ['COMMIT_ID'],
  CodeStarSourceConnection: ['COMMIT_ID'],
  ECR: ['IMAGE_DIGEST'],
};

function checkOverrides({ declaration }: Pipeline, overrides: readonly RevisionOverride[]): void {
  const sources = declaration.stages[0]?.actions ?? [];
  for (const { actionName, revisionType } of overrides) {
    const source = sources.find(({ name }) => name === actionName);
    if (!source)
      throw validationError(`Source revision override: ${actionName} must be a source action of the pipeline`);
    const { provider } = source.actionTypeId;
    if (!TAKEN[provider]?.includes(revisionType)) {
      throw validationError(
        `Source revision override: ${revisionType} must fit the provider of ${actionName}, ${provider}`,
      );
    }
    const mayOverride = source.configuration?.['AllowOverrideForS3ObjectKey'] === 'true';
    if (revisionType === 'S3_OBJECT_KEY' && !mayOverride) {
      throw validationError(
        `Source revision override: AllowOverrideForS3ObjectKey of ${actionName} must be true to override its object key`,
      );
    }
  }
}

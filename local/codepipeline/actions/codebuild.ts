import { jsonCall } from '../../sagemaker/cloud/json-call';
import { pause } from '../../sagemaker/pipelines/engine/pause';
import { storeOf } from '../artifacts/artifact-store';
import type { Artifact } from '../executions/execution';
import { ActionFailed, calling } from './action-failed';
import type { ActionKind, ActionOutcome, ActionWork } from './action-kind';

const SHORTEST_MS = 200;
const LONGEST_MS = 1_000;

/** Runs a build of a project on the action's artifacts, and takes its exported variables. */
export const codeBuild: ActionKind = {
  inputs: [0, 5],
  outputs: [0, 5],
  required: ['ProjectName'],
  optional: ['PrimarySource', 'EnvironmentVariables', 'BatchEnabled', 'CombineArtifacts', 'BuildspecOverride'],
  timeoutMinutes: 8 * 60,
  hasOwnTimeout: true,
  async run(work) {
    const started = work.record.externalExecutionId;
    const outputs = started === undefined ? newOutputs(work) : work.record.outputArtifacts;
    const id = started ?? (await start(work, outputs));
    return outcome(await end(work, id), outputs);
  },
};

interface Build {
  readonly id: string;
  readonly buildStatus: string;
  readonly phases: readonly { phaseStatus?: string; contexts?: readonly { statusCode?: string; message?: string }[] }[];
  readonly artifacts: { readonly location: string };
  readonly secondaryArtifacts: readonly { readonly artifactIdentifier?: string }[];
  readonly exportedEnvironmentVariables: readonly { readonly name: string; readonly value: string }[];
  readonly logs?: { readonly deepLink?: string; readonly cloudWatchLogsArn?: string };
}

const newOutputs = (work: ActionWork): readonly Artifact[] =>
  (work.action.outputArtifacts ?? []).map(({ name }) => work.output(name));

async function call(work: ActionWork, operation: string, request: Readonly<Record<string, unknown>>) {
  const target = `CodeBuild_20161006.${operation}`;
  return calling(`codebuild:${operation}`, async () =>
    jsonCall(await work.role.settings(), { service: 'codebuild', target, request }),
  );
}

/** The token makes a start that is repeated after a restart find the build that was started. */
async function start(work: ActionWork, outputs: readonly Artifact[]): Promise<string> {
  work.keep({ outputArtifacts: outputs });
  const answer = await call(work, 'StartBuild', startRequest(work, outputs));
  const { id, logs } = answer['build'] as Build;
  work.keep({
    externalExecutionId: id,
    ...(logs?.deepLink && { externalExecutionUrl: logs.deepLink }),
    ...(logs?.cloudWatchLogsArn && { logStreamArn: logs.cloudWatchLogsArn }),
  });
  return id;
}

const where = ({ bucket, key }: Artifact) => `${bucket}/${key}`;

function startRequest(work: ActionWork, outputs: readonly Artifact[]): Readonly<Record<string, unknown>> {
  const { ProjectName, EnvironmentVariables, BuildspecOverride, PrimarySource, BatchEnabled } = work.configuration;
  if (BatchEnabled === 'true')
    throw new ActionFailed('ConfigurationError', 'laptop cloud: BatchEnabled must be false.');
  const inputs = work.record.inputArtifacts;
  const primary = inputs.find(({ name }) => name === PrimarySource) ?? inputs[0];
  const others = inputs.filter(one => one !== primary);
  const { encryptionKey } = storeOf(work.pipeline.declaration, work.world.scope.region);
  const [only] = outputs;
  const isSingle = outputs.length === 1;
  return {
    projectName: ProjectName,
    sourceTypeOverride: primary ? 'S3' : 'NO_SOURCE',
    ...(primary && { sourceLocationOverride: where(primary) }),
    secondarySourcesOverride: others.map(one => ({ type: 'S3', location: where(one), sourceIdentifier: one.name })),
    artifactsOverride: isSingle && only ? packed(only) : { type: 'NO_ARTIFACTS' },
    secondaryArtifactsOverride: isSingle ? [] : outputs.map(one => ({ ...packed(one), artifactIdentifier: one.name })),
    ...(encryptionKey && { encryptionKeyOverride: encryptionKey.id }),
    ...(EnvironmentVariables && { environmentVariablesOverride: variablesOf(EnvironmentVariables) }),
    ...(BuildspecOverride && { buildspecOverride: BuildspecOverride }),
    ...(work.action.timeoutInMinutes && { timeoutInMinutesOverride: work.action.timeoutInMinutes }),
    idempotencyToken: work.record.actionExecutionId,
  };
}

const packed = ({ bucket: location, key: name }: Artifact) => ({ type: 'S3', location, name, packaging: 'ZIP' });

/** Configuration holds a JSON list `[{name, value, type}]`. */
function variablesOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ActionFailed('ConfigurationError', `EnvironmentVariables must be JSON, got ${(error as Error).message}`);
  }
}

async function end(work: ActionWork, id: string): Promise<Build> {
  for (let wait = SHORTEST_MS; ; wait = Math.min(wait * 1.5, LONGEST_MS)) {
    const { builds } = (await call(work, 'BatchGetBuilds', { ids: [id] })) as { builds?: readonly Build[] };
    const build = builds?.[0];
    if (!build) throw new ActionFailed('JobFailed', `Build ${id} is gone.`, id);
    if (build.buildStatus !== 'IN_PROGRESS') return build;
    await pause(wait, work.ending);
    if (work.ending.aborted) throw new ActionFailed('ActionTimeout', `Build ${id} still runs.`, id);
  }
}

function outcome(build: Build, outputs: readonly Artifact[]): ActionOutcome {
  const { id, buildStatus, phases, exportedEnvironmentVariables } = build;
  if (buildStatus !== 'SUCCEEDED') {
    const contexts = phases.filter(one => one.phaseStatus !== 'SUCCEEDED').flatMap(one => one.contexts ?? []);
    const why = contexts.flatMap(({ message }) => message || [])[0];
    throw new ActionFailed('JobFailed', `Build terminated with state: ${buildStatus}${why ? `. ${why}` : ''}`, id);
  }
  const names = build.secondaryArtifacts.map(({ artifactIdentifier }) => artifactIdentifier);
  const missing = outputs.find(({ name }) => build.artifacts.location === '' && !names.includes(name));
  if (missing)
    throw new ActionFailed(
      'JobFailed',
      `Build ${id} uploaded no artifact ${missing.name}: its buildspec must name it.`,
      id,
    );
  return {
    artifacts: outputs,
    externalExecutionId: id,
    variables: Object.fromEntries(exportedEnvironmentVariables.map(({ name, value }) => [name, value])),
  };
}

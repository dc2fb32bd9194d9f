import { randomUUID } from 'node:crypto';
import type { World } from '../../codepipeline/world';
import { invalidInput } from '../errors';
import type { Build, Project, Source, StartBuildRequest } from './build';
import type { Builds } from './builds';

export interface StartBuildParts {
  readonly world: World;
  readonly builds: Builds;
  readonly project: Project;
}

export interface StartedBuild {
  readonly build: Build;
  /** Its token was used before: it runs, or has run, already. */
  readonly repeated: boolean;
}

/**
 * Records a new build of a project, with what the request says otherwise.
 * @throws BuildError InvalidInputException for a source that can't be fetched here
 */
export function startBuild(parts: StartBuildParts, request: StartBuildRequest, initiator: string): StartedBuild {
  const { world, builds, project } = parts;
  const { idempotencyToken: token } = request;
  const all = [...builds.records.values()].filter(({ projectName }) => projectName === project.name);
  const known = token === undefined ? undefined : all.find(one => one.token === token);
  if (known) return { build: known, repeated: true };
  const source = sourceOf(project, request);
  const uuid = randomUUID();
  const { account, region } = world.scope;
  const now = world.clock.read();
  const artifacts = request.artifactsOverride ?? project.artifacts;
  const build = builds.add({
    id: `${project.name}:${uuid}`,
    arn: `arn:aws:codebuild:${region}:${account}:build/${project.name}:${uuid}`,
    buildNumber: all.length + 1,
    startTime: now,
    ...{ currentPhase: 'SUBMITTED', buildStatus: 'IN_PROGRESS', buildComplete: false },
    projectName: project.name,
    phases: [{ phaseType: 'SUBMITTED', startTime: now }],
    ...versions(project, request),
    source,
    secondarySources: request.secondarySourcesOverride ?? project.secondarySources ?? [],
    artifacts: { location: '' },
    secondaryArtifacts: [],
    targets: [artifacts, ...(request.secondaryArtifactsOverride ?? project.secondaryArtifacts ?? [])],
    environment: environmentOf(project, request),
    serviceRole: request.serviceRoleOverride ?? project.serviceRole,
    ...logsOf(parts, request, uuid),
    timeoutInMinutes: request.timeoutInMinutesOverride ?? project.timeoutInMinutes,
    queuedTimeoutInMinutes: project.queuedTimeoutInMinutes,
    initiator,
    ...keyOf(project, request),
    exportedEnvironmentVariables: [],
    ...(token !== undefined && { token }),
  });
  return { build, repeated: false };
}

function versions({ sourceVersion }: Project, request: StartBuildRequest): Partial<Build> {
  const version = request.sourceVersion ?? sourceVersion;
  return version === undefined ? {} : { sourceVersion: version, resolvedSourceVersion: version };
}

function sourceOf({ name, source }: Project, request: StartBuildRequest): Source {
  const { sourceTypeOverride, sourceLocationOverride: location, buildspecOverride: buildspec } = request;
  const type = sourceTypeOverride ?? source.type;
  if (type === 'CODEPIPELINE') {
    throw invalidInput(`Project ${name} has the source CODEPIPELINE: only a pipeline can start its builds`);
  }
  return {
    ...source,
    type,
    ...(location !== undefined && { location }),
    ...(buildspec !== undefined && { buildspec }),
  };
}

function environmentOf({ environment }: Project, request: StartBuildRequest): Build['environment'] {
  const { environmentVariablesOverride: given = [], imageOverride: image } = request;
  const kept = (environment.environmentVariables ?? []).filter(({ name }) => !given.some(one => one.name === name));
  return { ...environment, ...(image !== undefined && { image }), environmentVariables: [...kept, ...given] };
}

/** Only a key that somebody named is used; the default is the bucket's own encryption. */
function keyOf({ encryptionKey }: Project, request: StartBuildRequest): Pick<Build, 'encryptionKey' | 'kmsKeyId'> {
  const key = request.encryptionKeyOverride ?? encryptionKey;
  return { encryptionKey: key, ...(!/(^|:)alias\/aws\/s3$/.test(key) && { kmsKeyId: key }) };
}

function logsOf({ world, project }: StartBuildParts, request: StartBuildRequest, uuid: string) {
  const config = (request.logsConfigOverride ?? project.logsConfig)?.cloudWatchLogs ?? { status: 'ENABLED' };
  if (config.status !== 'ENABLED') return { logs: { cloudWatchLogs: config } };
  const group = config.groupName ?? `/aws/codebuild/${project.name}`;
  const stream = config.streamName ? `${config.streamName}/${uuid}` : uuid;
  const { account, region } = world.scope;
  return {
    logTarget: { group, stream },
    logs: {
      groupName: group,
      streamName: stream,
      deepLink: `https://console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${encodeURIComponent(group)}/log-events/${encodeURIComponent(stream)}`,
      cloudWatchLogsArn: `arn:aws:logs:${region}:${account}:log-group:${group}:log-stream:${stream}`,
      cloudWatchLogs: config,
    },
  };
}

import type { StateChange } from '../../sagemaker/cloud/events';
import type { Build, PhaseRecord } from './build';

/** Events of CodeBuild (user guide, "Build notifications input format reference"). */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sep 1, 2017 4:12:29 PM`, in UTC. */
export function eventTime(seconds: number): string {
  const at = new Date(seconds * 1000);
  const hour = at.getUTCHours();
  const [minutes, rest] = [at.getUTCMinutes(), at.getUTCSeconds()].map(value => String(value).padStart(2, '0'));
  const clock = `${hour % 12 || 12}:${minutes}:${rest} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()}, ${at.getUTCFullYear()} ${clock}`;
}

const phaseDetail = ({
  phaseType,
  phaseStatus,
  startTime,
  endTime,
  durationInSeconds,
  contexts = [],
}: PhaseRecord) => ({
  'phase-type': phaseType,
  'phase-context': contexts.map(({ statusCode, message }) => `${statusCode}: ${message}`),
  'start-time': eventTime(startTime),
  ...(endTime !== undefined && { 'end-time': eventTime(endTime) }),
  ...(durationInSeconds !== undefined && { 'duration-in-seconds': durationInSeconds }),
  ...(phaseStatus !== undefined && { 'phase-status': phaseStatus }),
});

function about(build: Build): object {
  const { environment, source, logTarget } = build;
  return {
    'project-name': build.projectName,
    'build-id': build.arn,
    'additional-information': {
      artifact: { location: build.artifacts.location },
      environment: {
        image: environment.image,
        'privileged-mode': environment.privilegedMode ?? false,
        'compute-type': environment.computeType,
        type: environment.type,
        'environment-variables': environment.environmentVariables ?? [],
      },
      'timeout-in-minutes': build.timeoutInMinutes,
      'build-complete': build.buildComplete,
      'build-number': build.buildNumber,
      initiator: build.initiator,
      'build-start-time': eventTime(build.startTime),
      source: { ...(source.location !== undefined && { location: source.location }), type: source.type },
      ...(logTarget && { logs: { 'group-name': logTarget.group, 'stream-name': logTarget.stream } }),
      phases: build.phases.map(phaseDetail),
    },
    version: '1',
  };
}

export const buildEvent = (build: Build, at: number): StateChange => ({
  detailType: 'CodeBuild Build State Change',
  arn: build.arn,
  at,
  detail: {
    ...about(build),
    'build-status': build.buildStatus,
    'current-phase': build.currentPhase,
    'current-phase-context': '[]',
  },
});

export const phaseEvent = (build: Build, phase: PhaseRecord): StateChange => ({
  detailType: 'CodeBuild Build Phase Change',
  arn: build.arn,
  at: phase.endTime ?? phase.startTime,
  detail: {
    ...about(build),
    'completed-phase': phase.phaseType,
    'completed-phase-status': phase.phaseStatus,
    'completed-phase-start': eventTime(phase.startTime),
    'completed-phase-end': eventTime(phase.endTime ?? phase.startTime),
    'completed-phase-duration-seconds': phase.durationInSeconds ?? 0,
    'completed-phase-context': `[${(phase.contexts ?? []).map(one => `${one.statusCode}: ${one.message}`).join(', ')}]`,
  },
});

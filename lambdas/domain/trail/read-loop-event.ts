import * as z from 'zod/mini';
import { trainingSteps } from '../../contracts/gate-call';
import { loopEventTypes, pipelineJobPrefix } from '../../contracts/loop-events';
import { releaseStages } from '../../contracts/release';
import { workloadOfName } from '../../contracts/resource-names';
import { trainingPrefix } from '../../contracts/training-layout';
import { workloadOfRelease } from '../release/execution-ended';
import { momentOf } from './moment';
import type { TrailEvent } from './trail-event';

/** What to look up elsewhere, since the event does not say which loop it belongs to. */
export type Lookup = { readonly of: 'execution' | 'version' | 'verdict'; readonly arn: string };

export interface LoopEvent {
  readonly event: TrailEvent;
  readonly lookup?: Lookup;
}

/** Fields of any event; details are read by detail type. */
const envelope = z.object({
  id: z.string(),
  time: z.string(),
  'detail-type': z.string(),
  detail: z.record(z.string(), z.unknown()),
});

type Detail = Readonly<Record<string, unknown>>;
type Read = Omit<TrailEvent, 'id' | 'time'> & { readonly at: unknown };
type Reader = (detail: Detail, environment: string) => { readonly read: Read; readonly lookup?: Lookup } | undefined;

const readers: Readonly<Record<string, Reader>> = {
  [loopEventTypes.execution]: readExecution,
  [loopEventTypes.step]: readStep,
  [loopEventTypes.trainingJob]: readTrainingJob,
  [loopEventTypes.version]: readVersion,
  [loopEventTypes.releaseStage]: readReleaseStage,
  [loopEventTypes.releaseAction]: readReleaseDecision,
};

/**
 * A record of an EventBridge event. The event's own times are used where it has them: EventBridge's are whole seconds.
 * @returns undefined for events that belong to no workload of this environment
 * @throws z.core.$ZodError when it is no event
 */
export function readLoopEvent(event: unknown, environment: string): LoopEvent | undefined {
  const { id, time, 'detail-type': detailType, detail } = envelope.parse(event);
  const found = readers[detailType]?.(detail, environment);
  if (!found) return undefined;
  const { at, ...rest } = found.read;
  const moment = momentOf(at) ?? momentOf(time) ?? time;
  return { event: { ...rest, id, time: moment }, ...(found.lookup && { lookup: found.lookup }) };
}

const text = (detail: Detail, key: string): string => (typeof detail[key] === 'string' ? detail[key] : '');
const optional = <Key extends string>(key: Key, value: string | undefined) =>
  (value ? { [key]: value } : {}) as { readonly [K in Key]?: string };

/** Name of a resource and the last part of an ARN: `arn:…:pipeline/<name>/execution/<id>`. */
const nameOf = (arn: string): string => arn.split(':').at(5)?.split('/')[1] ?? '';
const lastPart = (arn: string): string => arn.split('/').at(-1) ?? '';

function ofPipeline(detail: Detail, environment: string) {
  const arn = text(detail, 'pipelineExecutionArn');
  const workload = workloadOfName(nameOf(text(detail, 'pipelineArn')), environment);
  return workload === undefined || arn === '' ? undefined : { arn, workload, executionId: lastPart(arn) };
}

/** Which of an event's own times its status is about; neither when it is on its way to an end. */
function edgeOf(status: string): 'Start' | 'End' | '' {
  if (/^(Starting|Executing)$/.test(status)) return 'Start';
  return /^(Succeeded|Failed|Stopped|Completed)$/.test(status) ? 'End' : '';
}

function readExecution(detail: Detail, environment: string) {
  const found = ofPipeline(detail, environment);
  if (!found) return undefined;
  const { arn, workload, executionId } = found;
  const status = text(detail, 'currentPipelineExecutionStatus');
  const read = {
    workload,
    executionId,
    kind: 'execution' as const,
    subject: 'pipeline',
    status,
    at: detail[`execution${edgeOf(status)}Time`],
    ...optional('startedAt', momentOf(detail['executionStartTime'])),
  };
  return { read, lookup: { of: 'execution' as const, arn } };
}

function readStep(detail: Detail, environment: string) {
  const found = ofPipeline(detail, environment);
  if (!found) return undefined;
  const { arn, workload, executionId } = found;
  const status = text(detail, 'currentStepStatus');
  const read = {
    workload,
    executionId,
    kind: 'step' as const,
    subject: text(detail, 'stepName'),
    status,
    at: detail[`step${edgeOf(status)}Time`],
    ...optional('startedAt', momentOf(detail['stepStartTime'])),
    ...optional('why', text(detail, 'failureReason')),
  };
  const hasVerdict = read.subject === trainingSteps.gate && status === 'Succeeded';
  return { read, ...(hasVerdict && { lookup: { of: 'verdict' as const, arn } }) };
}

/** The name of a pipeline's job says which execution it belongs to, where it writes says which workload. */
function readTrainingJob(detail: Detail) {
  const name = text(detail, 'TrainingJobName');
  const executionId = new RegExp(`^${pipelineJobPrefix}([a-z0-9]+)-`).exec(name)?.[1];
  const output = (detail['OutputDataConfig'] as Detail | undefined)?.['S3OutputPath'];
  const workload = new RegExp(`^s3://[^/]+/${trainingPrefix}([^/]+)/`).exec(`${output}/`)?.[1];
  if (!executionId || !workload) return undefined;
  const read = {
    workload,
    executionId,
    kind: 'job' as const,
    subject: name,
    status: text(detail, 'SecondaryStatus') || text(detail, 'TrainingJobStatus'),
    at: detail['LastModifiedTime'],
    ...optional('startedAt', momentOf(detail['CreationTime'])),
    ...optional('why', text(detail, 'FailureReason')),
  };
  return { read };
}

function ofRelease(detail: Detail, environment: string) {
  const workload = workloadOfRelease(text(detail, 'pipeline'), environment);
  const executionId = text(detail, 'execution-id');
  return workload === undefined || executionId === '' ? undefined : { workload, executionId };
}

/** `SUCCEEDED` -> `Succeeded`, as SageMaker's own are written. */
const asStatus = (state: string): string => state.charAt(0) + state.slice(1).toLowerCase();

/** CodePipeline's events have no time of their own but the start: the time of their delivery is theirs. */
function readReleaseStage(detail: Detail, environment: string) {
  const found = ofRelease(detail, environment);
  const subject = text(detail, 'stage');
  // The source is a file that we wrote; AWS also reads it once when the pipeline is made, for nobody's release.
  if (!found || subject === releaseStages.source) return undefined;
  const read = {
    ...found,
    kind: 'stage' as const,
    subject,
    status: asStatus(text(detail, 'state')),
    at: undefined,
    ...optional('startedAt', momentOf(detail['start-time'])),
  };
  return { read };
}

function readReleaseDecision(detail: Detail, environment: string) {
  const found = ofRelease(detail, environment);
  if (!found) return undefined;
  const result = detail['execution-result'] as Detail | undefined;
  const read = {
    ...found,
    kind: 'decision' as const,
    subject: text(detail, 'stage'),
    status: text(detail, 'state') === 'SUCCEEDED' ? 'Approved' : 'Rejected',
    at: undefined,
    ...optional('startedAt', momentOf(detail['start-time'])),
    ...optional('why', result && text(result, 'external-execution-summary')),
  };
  return { read };
}

function readVersion(detail: Detail, environment: string) {
  const workload = workloadOfName(text(detail, 'ModelPackageGroupName'), environment);
  if (workload === undefined) return undefined;
  const arn = text(detail, 'ModelPackageArn');
  const read = {
    workload,
    kind: 'version' as const,
    subject: lastPart(arn),
    status: text(detail, 'ModelApprovalStatus'),
    at: detail['LastModifiedTime'] ?? detail['CreationTime'],
    ...optional('startedAt', momentOf(detail['CreationTime'])),
    ...optional('why', text(detail, 'ApprovalDescription')),
  };
  return { read, lookup: { of: 'version' as const, arn } };
}

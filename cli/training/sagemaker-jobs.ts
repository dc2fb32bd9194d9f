import {
  DescribeHyperParameterTuningJobCommand,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  ListHyperParameterTuningJobsCommand,
  ListProcessingJobsCommand,
  ListTrainingJobsCommand,
  ListTransformJobsCommand,
  paginateListTrainingJobsForHyperParameterTuningJob,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { type Job, type JobKind, type Jobs, jobKinds } from './jobs';

/** What the four Describe calls have in common. */
interface Described {
  /** As it was given: a name in other capitals finds the job too, its log streams it does not. */
  readonly name: string | undefined;
  readonly status: string | undefined;
  readonly createdAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** When it last became what it is, as far as SageMaker tells. */
  readonly changedAt: Date | undefined;
  readonly reason: string | undefined;
}

const namePattern = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

/** Jobs of an account or of the laptop cloud. */
export class SageMakerJobs implements Jobs {
  private readonly looks: Readonly<Record<JobKind, (name: string) => Promise<Described>>> = {
    training: name => this.training(name),
    processing: name => this.processing(name),
    transform: name => this.transform(name),
    tuning: name => this.tuning(name),
  };

  /** Names that begin with a pipeline execution's; there are few of them. */
  private readonly lists: Readonly<Record<JobKind, (prefix: string) => Promise<string[]>>> = {
    training: async NameContains => {
      const page = await this.client.send(new ListTrainingJobsCommand({ NameContains, MaxResults: 100 }));
      return (page.TrainingJobSummaries ?? []).map(({ TrainingJobName = '' }) => TrainingJobName);
    },
    processing: async NameContains => {
      const page = await this.client.send(new ListProcessingJobsCommand({ NameContains, MaxResults: 100 }));
      return (page.ProcessingJobSummaries ?? []).map(({ ProcessingJobName = '' }) => ProcessingJobName);
    },
    transform: async NameContains => {
      const page = await this.client.send(new ListTransformJobsCommand({ NameContains, MaxResults: 100 }));
      return (page.TransformJobSummaries ?? []).map(({ TransformJobName = '' }) => TransformJobName);
    },
    tuning: async NameContains => {
      const page = await this.client.send(new ListHyperParameterTuningJobsCommand({ NameContains, MaxResults: 100 }));
      const found = page.HyperParameterTuningJobSummaries ?? [];
      return found.map(({ HyperParameterTuningJobName = '' }) => HyperParameterTuningJobName);
    },
  };

  constructor(private readonly client: SageMakerClient) {}

  async find(name: string): Promise<Job | null> {
    if (!namePattern.test(name)) return null;
    for (const kind of jobKinds) {
      const job = await this.look(kind, name);
      if (job) return job;
    }
    // Steps name their jobs by ARN, and ARNs are in lower case.
    const [, pipeline] = /^(pipelines-[a-z0-9]+-)/i.exec(name) ?? [];
    return pipeline === undefined ? null : this.ofPipeline(pipeline.toLowerCase(), name.toLowerCase());
  }

  async writersOf({ kind, name }: Job): Promise<readonly string[]> {
    if (kind !== 'tuning') return [name];
    const names: string[] = [];
    const request = { HyperParameterTuningJobName: name };
    for await (const page of paginateListTrainingJobsForHyperParameterTuningJob({ client: this.client }, request)) {
      names.push(...(page.TrainingJobSummaries ?? []).flatMap(({ TrainingJobName }) => TrainingJobName ?? []));
    }
    return names;
  }

  private async ofPipeline(prefix: string, lowerCaseName: string): Promise<Job | null> {
    for (const kind of jobKinds) {
      const names = await this.lists[kind](prefix).catch(unlessRefused);
      const found = names.find(name => name.toLowerCase() === lowerCaseName);
      if (found !== undefined) return this.look(kind, found);
    }
    return null;
  }

  private async look(kind: JobKind, name: string): Promise<Job | null> {
    try {
      const found = await this.looks[kind](name);
      const { status = '', createdAt = new Date(0), reason } = found;
      const endedAt = found.endedAt ?? endOf(status, found.changedAt);
      return {
        name: found.name ?? name,
        kind,
        status,
        createdAt,
        ...(endedAt && { endedAt }),
        ...(reason && { reason }),
      };
    } catch (error) {
      if (isMissing(error) || isRefused(error)) return null;
      throw error;
    }
  }

  private async training(TrainingJobName: string): Promise<Described> {
    const job = await this.client.send(new DescribeTrainingJobCommand({ TrainingJobName }));
    const { TrainingJobStatus: status, CreationTime: createdAt, TrainingEndTime: endedAt, FailureReason: reason } = job;
    return {
      name: job.TrainingJobName,
      status,
      createdAt,
      endedAt,
      changedAt: job.LastModifiedTime,
      reason,
    };
  }

  private async processing(ProcessingJobName: string): Promise<Described> {
    const job = await this.client.send(new DescribeProcessingJobCommand({ ProcessingJobName }));
    const { ProcessingJobStatus: status, CreationTime: createdAt, ProcessingEndTime: endedAt } = job;
    const reason = job.FailureReason ?? job.ExitMessage;
    return {
      name: job.ProcessingJobName,
      status,
      createdAt,
      endedAt,
      changedAt: job.LastModifiedTime,
      reason,
    };
  }

  private async transform(TransformJobName: string): Promise<Described> {
    const job = await this.client.send(new DescribeTransformJobCommand({ TransformJobName }));
    const { TransformJobStatus: status, CreationTime: createdAt, TransformEndTime: endedAt } = job;
    return {
      name: job.TransformJobName,
      status,
      createdAt,
      endedAt,
      changedAt: createdAt,
      reason: job.FailureReason,
    };
  }

  private async tuning(HyperParameterTuningJobName: string): Promise<Described> {
    const job = await this.client.send(new DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName }));
    const { HyperParameterTuningJobStatus: status, CreationTime: createdAt } = job;
    const { HyperParameterTuningEndTime: endedAt, FailureReason: reason } = job;
    return {
      name: job.HyperParameterTuningJobName,
      status,
      createdAt,
      endedAt,
      changedAt: job.LastModifiedTime,
      reason,
    };
  }
}

/** A job that never started has no end of its own. */
const endOf = (status: string, changedAt: Date | undefined): Date | undefined =>
  /^(Completed|Failed|Stopped)$/.test(status) ? changedAt : undefined;

/** Three kinds answer ValidationException for a job that does not exist, and say so in the message only. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name.startsWith('ResourceNotFound') ||
    (error.name === 'ValidationException' && /not found|could not find|does not exist/i.test(error.message)));

/** Who may read logs only, or asks a cloud without this kind of job, sees none of this kind. */
const isRefused = (error: unknown): boolean =>
  error instanceof Error && /^(AccessDenied|UnknownOperation)/.test(error.name);

function unlessRefused(error: unknown): string[] {
  if (isRefused(error)) return [];
  throw error;
}

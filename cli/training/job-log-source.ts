import {
  type CloudWatchLogsClient,
  GetLogEventsCommand,
  paginateDescribeLogStreams,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent } from '../ingestion/log-line';
import type { LogPage, LogSource } from '../ingestion/log-source';
import { type Job, type Jobs, logGroupOf } from './jobs';

/** What a job's containers wrote, merged by time: the streams `<job>/…` of the log group of its kind. */
export class JobLogSource implements LogSource {
  constructor(
    private readonly client: CloudWatchLogsClient,
    private readonly job: Job,
    private readonly jobs: Pick<Jobs, 'writersOf'>,
  ) {}

  /** One page: streams have tokens of their own, and a job's lines fit into memory. */
  async read({ fromMs }: { readonly fromMs: number }, signal: AbortSignal): Promise<LogPage> {
    const events: LogEvent[] = [];
    for (const writer of await this.jobs.writersOf(this.job)) {
      for (const stream of await this.streams(writer)) events.push(...(await this.events(stream, fromMs, signal)));
    }
    return { events: events.sort((one, other) => one.timestampMs - other.timestampMs) };
  }

  /** None before the first line was written. */
  private async streams(writer: string): Promise<string[]> {
    const request = { logGroupName: logGroupOf(this.job), logStreamNamePrefix: `${writer}/` };
    const names: string[] = [];
    try {
      for await (const page of paginateDescribeLogStreams({ client: this.client }, request)) {
        names.push(...(page.logStreams ?? []).flatMap(({ logStreamName }) => logStreamName ?? []));
      }
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    }
    return names;
  }

  private async events(stream: string, startTime: number, abortSignal: AbortSignal): Promise<LogEvent[]> {
    const found: LogEvent[] = [];
    const where = { logGroupName: logGroupOf(this.job), logStreamName: stream, startTime, startFromHead: true };
    let nextToken: string | undefined;
    for (;;) {
      const command = new GetLogEventsCommand({ ...where, ...(nextToken !== undefined && { nextToken }) });
      const { events = [], nextForwardToken } = await this.client.send(command, { abortSignal });
      found.push(
        ...events.map(({ timestamp = 0, message = '' }) => ({
          timestampMs: timestamp,
          stream,
          message: message.replace(/\n$/, ''),
        })),
      );
      // At the end of a stream the same token comes back.
      if (nextForwardToken === undefined || nextForwardToken === nextToken) return found;
      nextToken = nextForwardToken;
    }
  }
}

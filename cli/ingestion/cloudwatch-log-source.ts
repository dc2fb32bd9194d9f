import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { WrongUse } from '../errors';
import type { LogPage, LogSource } from './log-source';

/** One log group, all its streams merged by time. */
export class CloudWatchLogSource implements LogSource {
  constructor(
    private readonly client: CloudWatchLogsClient,
    private readonly logGroupName: string,
  ) {}

  async read(
    { fromMs, next }: { readonly fromMs: number; readonly next?: string | undefined },
    abortSignal: AbortSignal,
  ): Promise<LogPage> {
    const { logGroupName } = this;
    const command = new FilterLogEventsCommand({
      logGroupName,
      startTime: fromMs,
      ...(next !== undefined && { nextToken: next }),
    });
    try {
      const { events = [], nextToken } = await this.client.send(command, { abortSignal });
      return {
        events: events.map(({ timestamp = 0, logStreamName = '', message = '', eventId: id }) => ({
          timestampMs: timestamp,
          stream: logStreamName,
          message: message.replace(/\n$/, ''),
          id,
        })),
        next: nextToken,
      };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
      throw new WrongUse(
        `everloop logs: ${logGroupName} must be a job or a log group, got none of that name; see \`everloop logs --help\``,
        error,
      );
    }
  }
}

import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { ClientSettings } from './settings';

/** Limits of PutLogEvents: 10,000 events and 1 MiB a batch; a line above 256 KiB is cut. */
const MOST_EVENTS = 5_000;
const MOST_BYTES = 1_000_000;
const LONGEST_LINE = 250_000;
const FLUSH_MS = 500;
/** A job that prints faster than its lines can be sent must not fill our memory. */
const MOST_UNSENT_BYTES = 32_000_000;

interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface LogTarget {
  readonly group: string;
  readonly stream: string;
}

/**
 * Writes a job's lines to CloudWatch Logs with the job's role, twice a second. A role without the Logs actions leaves
 * no logs and fails no job, as in AWS: `onRefused` hears of it once.
 */
export class LogStream {
  private readonly client: CloudWatchLogsClient;
  private waiting: LogEvent[] = [];
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void>;
  private refused = false;
  private unsentBytes = 0;
  private leftOut = 0;

  constructor(
    settings: ClientSettings,
    private readonly target: LogTarget,
    private readonly onRefused: (reason: string) => void,
  ) {
    this.client = new CloudWatchLogsClient(settings);
    this.sending = this.guarded(() => this.open());
  }

  write(line: string): void {
    if (this.refused || line === '') return;
    if (this.unsentBytes > MOST_UNSENT_BYTES) {
      this.leftOut += 1;
      return;
    }
    this.tellLeftOut();
    this.keep(line.slice(0, LONGEST_LINE));
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  private tellLeftOut(): void {
    if (this.leftOut === 0) return;
    this.keep(`[laptop cloud] ${this.leftOut} lines were left out: the job printed faster than they could be kept`);
    this.leftOut = 0;
  }

  private keep(message: string): void {
    const event = { timestamp: Date.now(), message };
    this.unsentBytes += sizeOf(event);
    this.waiting.push(event);
  }

  /** Sends what is left and ends. */
  async close(): Promise<void> {
    this.tellLeftOut();
    this.flush();
    await this.sending;
    this.client.destroy();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const events = this.waiting;
    this.waiting = [];
    this.sending = this.sending.then(() => this.guarded(() => this.send(events)));
  }

  /** Makes the group only when it is missing: a role may lack logs:CreateLogGroup once it exists. */
  private async open(): Promise<void> {
    const { group: logGroupName, stream: logStreamName } = this.target;
    const stream = new CreateLogStreamCommand({ logGroupName, logStreamName });
    try {
      await this.client.send(stream).catch(unlessItExists);
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
      await this.client.send(new CreateLogGroupCommand({ logGroupName })).catch(unlessItExists);
      await this.client.send(stream).catch(unlessItExists);
    }
  }

  private async send(events: readonly LogEvent[]): Promise<void> {
    const { group: logGroupName, stream: logStreamName } = this.target;
    for (const logEvents of batches(events)) {
      await this.client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
      for (const event of logEvents) this.unsentBytes -= sizeOf(event);
    }
  }

  private async guarded(work: () => Promise<void>): Promise<void> {
    if (this.refused) return;
    try {
      await work();
    } catch (error) {
      this.refused = true;
      this.onRefused((error as Error).message);
    }
  }
}

function unlessItExists(error: Error): void {
  if (error.name !== 'ResourceAlreadyExistsException') throw error;
}

/** As PutLogEvents counts it. */
const sizeOf = ({ message }: LogEvent): number => Buffer.byteLength(message) + 26;

function batches(events: readonly LogEvent[]): LogEvent[][] {
  const made: LogEvent[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const event of events) {
    const size = sizeOf(event);
    if (bytes + size > MOST_BYTES || (made.at(-1)?.length ?? 0) >= MOST_EVENTS) {
      made.push([]);
      bytes = 0;
    }
    made.at(-1)?.push(event);
    bytes += size;
  }
  return made;
}

import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { CommandContext } from '../context';
import type { Connection } from '../deployment/connect';
import { printLogEvent } from '../ingestion/print-log-event';
import { printable } from '../ingestion/printable';
import { wallClock } from '../ingestion/wait-for-outcomes';
import type { Output } from '../output/output';
import { JobLogSource } from './job-log-source';
import { readJobLog } from './job-logs';
import { hasEnded, type Job, type Jobs } from './jobs';

export interface PrintedJob {
  readonly job: Job;
  readonly jobs: Jobs;
  readonly connection: Connection;
  readonly since?: Date | undefined;
  readonly follow: boolean;
  readonly errors?: boolean | undefined;
}

/** What the container says in every line: its command, its job, and seconds that the time of the line shows too. */
const inEveryLine = new Set(['command', 'job', 'seconds']);

/** Prints what a job wrote, and at its end what became of it. */
export async function printJobLog(
  { job, jobs, connection, since, follow, errors }: PrintedJob,
  { output, signal }: CommandContext,
): Promise<void> {
  const source = new JobLogSource(new CloudWatchLogsClient(connection.settings), job, jobs);
  const { sleep, nowMs } = wallClock;
  const lines = readJobLog(job, { source, jobs }, { fromMs: since?.getTime(), follow, signal, sleep, nowMs });
  for (;;) {
    const { done, value } = await lines.next();
    if (done) return printEnd(value ?? job, output);
    printLogEvent(value, { errors, hidden: inEveryLine }, output);
  }
}

function printEnd(job: Job, output: Output): void {
  const { name, kind, status, endedAt, reason } = job;
  if (!hasEnded(job)) {
    output.note(`The job is ${status}; add --follow to go on with what it writes.`);
    return;
  }
  const ended = { job: name, kind, status, endedAt: endedAt?.toISOString() ?? null, reason: reason ?? null };
  const { red, yellow, green } = output.colours;
  const paint = status === 'Failed' ? red : status === 'Stopped' ? yellow : green;
  const said = reason === undefined ? '' : `: ${printable(reason)}`;
  output.line(ended, () => `${paint(status)} ${name}${said}`);
}

import { setMaxListeners } from 'node:events';
import type { CommandContext } from '../context';
import { type Connection, connect } from '../deployment/connect';
import { ledgerOf, objectStoreOf } from '../deployment/stores';
import type { TargetOptions } from '../deployment/target-options';
import { formatBytes } from '../output/quantities';
import { configuredContracts } from './contracts';
import { describeSkips } from './describe-skips';
import { explainStall } from './explain-stall';
import { countOutcomes, type OutcomeCounts } from './outcome-counts';
import { type FailedFile, type SentFile, type UploadResult, uploadFiles } from './upload-files';
import { planUpload, type UploadPlan } from './upload-plan';
import { type Fate, waitForOutcomes, wallClock } from './wait-for-outcomes';
import { requireFiles, walkFiles } from './walk-files';

/** The options of `everloop upload`. */
export interface UploadOptionsGiven {
  readonly workload?: string;
  readonly class?: string;
  readonly byFolder?: boolean;
  readonly prefix?: string;
  readonly concurrency: number;
  readonly wait?: boolean;
  readonly timeout: number;
}

/** What `everloop upload --json` prints. */
export interface UploadReport {
  readonly environment: string;
  readonly bucket: string;
  readonly sent: number;
  readonly failed: readonly (Omit<FailedFile, 'key'> & { readonly key?: string })[];
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  /** Never tried, because of Ctrl-C. */
  readonly left: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly filesPerSecond: number;
  /** With --wait. */
  readonly outcomes?: OutcomeCounts;
  readonly files: readonly (SentFile & { readonly outcome?: Fate; readonly reasonCodes?: readonly string[] })[];
}

/**
 * Plans, connects, sends and waits. Returns after an interruption too, with what was sent until then.
 * @throws WrongUse before anything is sent; BrokenEnvironment when there is nowhere to send to
 */
export async function runUpload(
  paths: readonly string[],
  given: UploadOptionsGiven & TargetOptions,
  context: CommandContext,
): Promise<UploadReport> {
  const found = requireFiles(await walkFiles(paths), paths);
  const plan = planUpload(found.files, layoutOf(given), configuredContracts());
  const skipped = [...found.skipped, ...plan.skipped];
  for (const line of describeSkips(skipped)) context.output.note(line);
  if (plan.looksLabelled) {
    context.output.note('Sub-folders are named by classes: --by-folder would send them as labelled examples.');
  }
  const connection = await connect(given);
  const started = performance.now();
  const result = await send(plan, given.concurrency, { connection, context });
  const seconds = (performance.now() - started) / 1000;
  const files =
    given.wait && !context.signal.aborted
      ? await wait(result.sent, given.timeout * 1000, { connection, context })
      : undefined;
  return {
    environment: connection.environmentName,
    bucket: connection.deployment.IntakeBucket,
    sent: result.sent.length,
    failed: [...plan.refused, ...result.failed],
    skipped,
    left: result.left,
    bytes: result.sent.reduce((sum, { bytes }) => sum + bytes, 0),
    seconds,
    filesPerSecond: Math.round(result.sent.length / Math.max(seconds, 0.001)),
    ...(files && { outcomes: countOutcomes(files) }),
    files: files ?? result.sent,
  };
}

const layoutOf = (given: UploadOptionsGiven) => ({
  workload: given.workload,
  prefix: given.prefix,
  labels: given.class
    ? ({ kind: 'class', class: given.class } as const)
    : given.byFolder
      ? ({ kind: 'by-folder' } as const)
      : undefined,
});

interface Surroundings {
  readonly connection: Connection;
  readonly context: CommandContext;
}

async function send(
  { uploads: planned }: UploadPlan,
  concurrency: number,
  { connection, context }: Surroundings,
): Promise<UploadResult> {
  const { S3Client } = require('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
  const { S3IntakeUploads } = require('./s3-intake-uploads') as typeof import('./s3-intake-uploads');
  const uploads = new S3IntakeUploads(new S3Client(connection.settings), connection.deployment.IntakeBucket);
  setMaxListeners(0, context.signal); // one a request under way, as many as --concurrency says
  const total = planned.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  let result: UploadResult = { sent: [], failed: [], left: planned.length };
  const run = async (report: (progress: string) => void) => {
    const started = performance.now();
    const onProgress = ({ files, bytes }: { files: number; bytes: number }) => {
      const rate = (files / ((performance.now() - started) / 1000)).toFixed(0);
      report(`${files} of ${planned.length} files, ${formatBytes(bytes)} of ${formatBytes(total)}, ${rate} files/s`);
    };
    result = await uploadFiles(planned, uploads, { concurrency, signal: context.signal, onProgress });
  };
  await context.output.steps([{ title: `Sending ${planned.length} files`, run }], context.signal);
  return result;
}

async function wait(sent: readonly SentFile[], timeoutMs: number, { connection, context }: Surroundings) {
  let files: Awaited<ReturnType<typeof waitForOutcomes<SentFile>>>['objects'] = [];
  const run = async (report: (progress: string) => void) => {
    const { objects } = await waitForOutcomes(sent, {
      bucket: connection.deployment.IntakeBucket,
      ledger: ledgerOf(connection),
      objects: objectStoreOf(connection),
      timeoutMs,
      signal: context.signal,
      clock: wallClock,
      onProgress: (done, total) => report(`${done} of ${total}`),
      onStalled: () => report(explainStall(connection)),
    });
    files = objects;
  };
  try {
    await context.output.steps([{ title: 'Waiting for the verdicts', run }], context.signal);
    return files;
  } catch (error) {
    if (context.signal.aborted) return undefined; // what was sent is worth knowing
    throw error;
  }
}

import { setMaxListeners } from 'node:events';
import { createSharpDecoder } from '../../lambdas/adapters/sharp-decoder';
import type { ImportKind } from '../../lambdas/domain/datasets/dataset-keys';
import { createImageValidator } from '../../lambdas/domain/images/validate-image';
import type { CommandContext } from '../context';
import { WrongUse } from '../errors';
import { configuredContracts } from '../ingestion/contracts';
import { describeSkips } from '../ingestion/describe-skips';
import { requireFiles, walkFiles } from '../ingestion/walk-files';
import { type DatasetAccess, type DatasetOptions, openDatasets } from './dataset-access';
import {
  earlierGolden,
  type ImportTarget,
  type JudgedPictures,
  judgePictures,
  recordImport,
  sendPictures,
} from './import-pictures';
import type { ImagesContract, RejectedPicture } from './judge-import';
import { planImport } from './plan-import';

/** The options of `everloop dataset import`. */
export interface ImportOptions extends DatasetOptions {
  readonly golden?: boolean;
  readonly replace?: boolean;
  readonly concurrency: number;
}

/** What `everloop dataset import --json` prints. */
export interface ImportReport {
  readonly environment: string;
  readonly workload: string;
  readonly kind: ImportKind;
  readonly bucket: string;
  /** The import's file: one JSON line per picture. */
  readonly record: string;
  readonly accepted: number;
  readonly rejected: readonly RejectedPicture[];
  readonly perClass: Readonly<Record<string, number>>;
  readonly sent: number;
  /** Were there already. */
  readonly known: number;
  readonly seconds: { readonly judging: number; readonly sending: number };
}

/**
 * Judges all pictures of a folder, sends those that are new, and records them. Repeating it after an interruption sends
 * the rest: pictures are stored under their content's hash.
 * @throws WrongUse before anything is sent; WorkFoundProblems when no picture passes or the golden set would change
 */
export async function runImport(folder: string, given: ImportOptions, context: CommandContext): Promise<ImportReport> {
  if (given.replace && !given.golden) {
    throw new WrongUse(
      'everloop dataset import: --replace must come with --golden, got it alone; other imports add up',
    );
  }
  const found = requireFiles(await walkFiles([folder]), [folder]);
  const access = await openDatasets(given);
  const plan = planImport(found.files, access.plan.classes);
  for (const line of describeSkips([...found.skipped, ...plan.skipped])) context.output.note(line);
  setMaxListeners(0, context.signal);
  const contract = contractOf(access);
  const judged = await timed(context, `Judging ${plan.files.length} pictures`, progress =>
    judgePictures(
      plan.files,
      { contract, validateImage: createImageValidator({ decode: createSharpDecoder() }) },
      progress,
    ),
  );
  return store(judged.value, { access, given, context, contract, judgingSeconds: judged.seconds });
}

interface Storing {
  readonly access: DatasetAccess;
  readonly given: ImportOptions;
  readonly context: CommandContext;
  readonly contract: ImagesContract;
  readonly judgingSeconds: number;
}

async function store({ accepted, rejected }: JudgedPictures, storing: Storing): Promise<ImportReport> {
  const { access, given, context, contract } = storing;
  const { objects, buckets, workload, environmentName: environment } = access;
  const kind = given.golden ? 'golden' : 'labelled';
  const target: ImportTarget = { objects, curated: buckets.curated, workload, kind };
  if (accepted.length === 0)
    return { ...emptyReport(target, environment), rejected, seconds: { judging: storing.judgingSeconds, sending: 0 } };
  const replaced = await earlierGolden(target, accepted, given.replace ? 'replace' : 'keep');
  const { concurrency } = given;
  const sending = await timed(context, `Sending to ${target.curated}`, progress =>
    sendPictures(accepted, target, { ...progress, contract, concurrency }),
  );
  const record = await recordImport(accepted, target, { day: new Date().toISOString().slice(0, 10), replaced });
  const perClass: Record<string, number> = {};
  for (const { source } of accepted) perClass[source.label] = (perClass[source.label] ?? 0) + 1;
  return {
    ...emptyReport(target, environment),
    record,
    accepted: accepted.length,
    rejected,
    perClass,
    ...sending.value,
    seconds: { judging: storing.judgingSeconds, sending: sending.seconds },
  };
}

const emptyReport = ({ workload, kind, curated }: ImportTarget, environment: string) => ({
  environment,
  workload,
  kind,
  bucket: curated,
  record: '',
  accepted: 0,
  perClass: {},
  sent: 0,
  known: 0,
});

function contractOf({ workload }: DatasetAccess): ImagesContract {
  const contract = configuredContracts()[workload];
  if (contract?.kind === 'images') return contract;
  throw new WrongUse(
    `everloop dataset import: the workload must take images, got ${workload}, which takes rows; send rows by \`everloop upload\``,
  );
}

type Work<T> = (progress: { readonly signal: AbortSignal; readonly onProgress: (done: number) => void }) => Promise<T>;

async function timed<T>({ output, signal }: CommandContext, title: string, work: Work<T>) {
  const started = performance.now();
  let value: T | undefined;
  const run = async (report: (progress: string) => void) => {
    const onProgress = (done: number) => report(`${done} pictures, ${rate(done, started)}/s`);
    value = await work({ signal, onProgress });
  };
  await output.steps([{ title, run }], signal);
  return { value: value as T, seconds: Math.round(performance.now() - started) / 1000 };
}

const rate = (done: number, started: number): string => (done / ((performance.now() - started) / 1000)).toFixed(0);

import type { IngestionContract, IngestionContracts } from '../../lambdas/contracts/ingestion-contract';
import type { ImageValidator } from '../../lambdas/domain/images/validate-image';
import { workloadChooser } from './choose-workload';
import { mapInOrder } from './in-order';
import { createFileValidator, type FileToValidate, type FileVerdict, unreadableFile } from './validate-file';
import { requireFiles, type SkippedEntry, walkFiles } from './walk-files';

/** Hides libvips's 0.65 ms a pipeline and the disk behind each other; the decoder bounds its own memory. */
const filesInFlight = 8;

export interface ValidatePathsProps {
  readonly paths: readonly string[];
  readonly contracts: IngestionContracts;
  /** Chosen by each file's extension when absent. */
  readonly workload?: string | undefined;
  readonly validateImage: ImageValidator;
  readonly signal: AbortSignal;
  readonly onVerdict: (verdict: FileVerdict) => void;
}

/**
 * Judges every file below the paths, in order, and tells each verdict as soon as it and those before it are known.
 * @returns what was skipped on the way and not judged
 * @throws WrongUse for a path or workload that does not exist; the signal's reason when it aborts
 */
export async function validatePaths(props: ValidatePathsProps): Promise<readonly SkippedEntry[]> {
  const { paths, contracts, workload, validateImage, signal, onVerdict } = props;
  const choose = workloadChooser(contracts, workload);
  const { files, skipped } = requireFiles(await walkFiles(paths), paths);
  const planned = files.map(file => ({ file, contract: contracts[choose(file.path)] as IngestionContract }));
  const validate = createFileValidator(validateImage);
  const work = async ({ file, contract }: { file: FileToValidate; contract: IngestionContract }) => {
    signal.throwIfAborted();
    return validate(file, contract);
  };
  for await (const verdict of mapInOrder(planned, filesInFlight, work)) onVerdict(verdict);
  const unreadable = skipped.filter(({ why }) => why === 'unreadable');
  for (const entry of unreadable) onVerdict(unreadableEntry(entry));
  return skipped.filter(({ why }) => why !== 'unreadable');
}

const unreadableEntry = ({ path, cause = 'no answer' }: SkippedEntry): FileVerdict => ({
  path,
  verdict: 'reject',
  reasons: [unreadableFile(cause)],
  format: null,
  width: null,
  height: null,
  bytes: 0,
  sha256: null,
  milliseconds: 0,
});

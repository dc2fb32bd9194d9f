import { createHash } from 'node:crypto';
import { createReadStream, type PathLike } from 'node:fs';
import fs from 'node:fs/promises';
import type { IngestionContract } from '../../lambdas/contracts/ingestion-contract';
import type { Reason } from '../../lambdas/contracts/reasons';
import { checkSize } from '../../lambdas/domain/images/check-size';
import type { ImageValidator } from '../../lambdas/domain/images/validate-image';
import { checkRowsSize, validateRows } from '../../lambdas/domain/rows/validate-rows';

/** What was measured stands in the message; records of the deployed workflow carry it apart as well. */
export type PlainReason = Pick<Reason, 'code' | 'message' | 'remedy'>;

/** One line of `everloop validate --json`. */
export interface FileVerdict {
  readonly path: string;
  /** Of the file: a CSV file is accepted while few enough of its rows are rejected. */
  readonly verdict: 'accept' | 'reject';
  /** Of the file; for CSV also one per rejected row, and warnings. */
  readonly reasons: readonly PlainReason[];
  /** What the content is; null when it is nothing that the workload takes. */
  readonly format: string | null;
  /** Pixels as stored; null for rows, and when the header could not be read. */
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number;
  /** 64 hex digits; null only for a file that could not be read. */
  readonly sha256: string | null;
  readonly milliseconds: number;
}

/** The reason that only files on disk can have; docs/cli.md lists it. */
export const unreadableFile = (cause: string): Reason => ({
  code: 'UNREADABLE_FILE',
  message: `file: content must be readable, got: ${cause}`,
  remedy: 'Check the permissions, and that the file and the disk are still there.',
});

export interface FileToValidate {
  readonly path: string;
  readonly location: PathLike;
  readonly sizeBytes: number;
}

type Judged = Omit<FileVerdict, 'path' | 'milliseconds'>;

/** Judges files on disk as the deployed functions judge objects; a file that can't be read is rejected. */
export function createFileValidator(validateImage: ImageValidator) {
  return async (file: FileToValidate, contract: IngestionContract): Promise<FileVerdict> => {
    const started = performance.now();
    const judged = await judge(file, contract, validateImage);
    const milliseconds = Math.round((performance.now() - started) * 10) / 10;
    const reasons = judged.reasons.map(({ code, message, remedy }) => ({ code, message, remedy }));
    return { path: file.path, ...judged, reasons, milliseconds };
  };
}

async function judge(
  file: FileToValidate,
  contract: IngestionContract,
  validateImage: ImageValidator,
): Promise<Judged> {
  const read = await readContent(file, contract);
  if (read.kind === 'refused') return read.judged;
  const input = { name: file.path, bytes: read.bytes };
  if (contract.kind === 'rows') return judgeRows(input, contract);
  const { verdict, reasons, format, width, height, bytes, sha256 } = await validateImage(input, contract.policy);
  return { verdict, reasons, format, width, height, bytes, sha256 };
}

type Content =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly judged: Judged };

/** A file above the workload's limit is hashed and never held in memory: it may be larger than that. */
async function readContent({ sizeBytes, location }: FileToValidate, contract: IngestionContract): Promise<Content> {
  const { kind, policy } = contract;
  const tooLarge = kind === 'images' ? checkSize(sizeBytes, policy) : checkRowsSize(sizeBytes, policy);
  try {
    if (!tooLarge || sizeBytes === 0) return { kind: 'bytes', bytes: await fs.readFile(location) };
    const sha256 = await sha256Of(location);
    return { kind: 'refused', judged: { ...rejected(tooLarge), bytes: sizeBytes, sha256 } };
  } catch (error) {
    const { message: cause } = error as NodeJS.ErrnoException;
    return { kind: 'refused', judged: { ...rejected(unreadableFile(cause)), bytes: sizeBytes, sha256: null } };
  }
}

function judgeRows(
  input: { readonly name: string; readonly bytes: Uint8Array },
  { policy }: Extract<IngestionContract, { kind: 'rows' }>,
): Judged {
  const { verdict, reasons, warnings, rejected: rows, columns, bytes, sha256 } = validateRows(input, policy);
  const format = columns.length > 0 ? 'csv' : null;
  return { verdict, reasons: [...reasons, ...rows, ...warnings], format, width: null, height: null, bytes, sha256 };
}

const rejected = (reason: Reason) =>
  ({ verdict: 'reject', reasons: [reason], format: null, width: null, height: null }) as const;

async function sha256Of(location: PathLike): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(location)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

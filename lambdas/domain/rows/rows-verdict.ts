import type { Reason } from '../../contracts/reasons';
import type { RowReasonCode } from '../../contracts/row-reasons';
import type { ColumnProfile } from './column-profile';

/** One row that does not go on, with the first reason found: quoting, field count, cells from left to right, repeats, order. */
export interface RejectedRow extends Reason {
  readonly code: RowReasonCode;
  /** Line of the file the row starts on; the file's first line is 1, whatever it holds. */
  readonly line: number;
  readonly column?: string;
  /** The row as it was sent, without its line end. */
  readonly raw: string;
}

export interface RowsVerdict {
  readonly name: string;
  /** Of the file: at `reject` nothing of it goes on. */
  readonly verdict: 'accept' | 'reject';
  /** Why the file is rejected; empty at `accept`. */
  readonly reasons: readonly Reason[];
  /** What a person should know of a file that goes on, e.g. gaps in time. */
  readonly warnings: readonly Reason[];
  /** `rows = acceptedRows + rejectedRows`; blank lines are no rows. Reading stops at the row that is one too many. */
  readonly rows: number;
  /** Rows without fault; they go on only if the file does. */
  readonly acceptedRows: number;
  readonly rejectedRows: number;
  /** The header and the rows without fault, byte for byte and in order; may be a view of the input. Empty at `reject`. */
  readonly accepted: Uint8Array;
  /** In file order, at most `maxRejectedRows`; only a rejected file can have more. */
  readonly rejected: readonly RejectedRow[];
  readonly countByCode: Readonly<Partial<Record<RowReasonCode, number>>>;
  /** Of the rows without fault, in the order of the header. */
  readonly columns: readonly ColumnProfile[];
  /** Of the input, lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

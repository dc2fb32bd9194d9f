/**
 * Decides on a CSV file and on each of its rows. Pure; reads the bytes once, without turning them into strings; needs
 * up to 90 bytes a row for repeats and gaps besides what it returns.
 */
import { createHash } from 'node:crypto';
import type { Reason } from '../../contracts/reasons';
import type { RowPolicy } from '../../contracts/row-policy';
import { type RowReasonCode, rowReason } from '../../contracts/row-reasons';
import { fileFault, textStart } from './file-checks';
import { type Header, readHeader } from './header';
import { KeptBytes } from './kept-bytes';
import { RecordScanner } from './record-scanner';
import { rejectedRow } from './rejected-row';
import { RowJudge } from './row-judge';
import type { RejectedRow, RowsVerdict } from './rows-verdict';

export { checkRowsSize } from './file-checks';

export interface RowsInput {
  /** Shown in the verdict only. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Never throws, whatever the bytes. */
export function validateRows(input: RowsInput, policy: RowPolicy): RowsVerdict {
  const { bytes } = input;
  const digest = createHash('sha256').update(bytes).digest();
  const identity = { name: input.name, sha256: digest.toString('hex'), bytes: bytes.length };
  const fault = fileFault(bytes, policy);
  if (fault !== null) return { ...identity, ...nothingRead, reasons: [fault] };
  const header = readHeader(bytes, textStart(bytes), policy);
  if (header.kind === 'faults') return { ...identity, ...nothingRead, reasons: header.reasons };
  return { ...identity, ...new RowsReading({ bytes, header, policy, digest }).verdict() };
}

type Findings = Omit<RowsVerdict, 'name' | 'sha256' | 'bytes'>;

const nothingRead: Omit<Findings, 'reasons'> = {
  verdict: 'reject',
  warnings: [],
  rows: 0,
  acceptedRows: 0,
  rejectedRows: 0,
  accepted: new Uint8Array(),
  rejected: [],
  countByCode: {},
  columns: [],
};

interface Source {
  readonly bytes: Uint8Array;
  readonly header: Header;
  readonly policy: RowPolicy;
  readonly digest: Uint8Array;
}

class RowsReading {
  private rows = 0;
  private rejectedRows = 0;
  private readonly rejected: RejectedRow[] = [];
  private readonly countByCode: Partial<Record<RowReasonCode, number>> = {};
  private readonly kept: KeptBytes;
  private readonly judge: RowJudge;

  constructor(private readonly source: Source) {
    const { bytes, header, policy, digest } = source;
    this.kept = new KeptBytes(bytes);
    // A byte-order mark goes on with the header: the output is as readable as the input was.
    this.kept.add(header.start === textStart(bytes) ? 0 : header.start, header.stop);
    this.judge = new RowJudge(bytes, header.columns, { policy, seed: digest });
  }

  verdict(): Findings {
    this.readAll();
    const reasons = this.fileReasons();
    const reject = reasons.length > 0;
    return {
      verdict: reject ? 'reject' : 'accept',
      reasons,
      warnings: this.judge.gaps.warnings(this.source.policy),
      rows: this.rows,
      acceptedRows: this.rows - this.rejectedRows,
      rejectedRows: this.rejectedRows,
      accepted: reject ? new Uint8Array() : this.kept.join(),
      rejected: this.rejected,
      countByCode: this.countByCode,
      columns: this.judge.profiles(),
    };
  }

  private readAll(): void {
    const { bytes, header, policy } = this.source;
    const { length: width } = header.columns;
    const scanner = new RecordScanner(bytes, policy.delimiter.charCodeAt(0), width);
    scanner.seek(header.stop, header.nextLine);
    while (this.rows <= policy.maxRows && scanner.next()) {
      if (width > 1 && scanner.blank) continue;
      this.readRow(scanner);
    }
  }

  private readRow(row: RecordScanner): void {
    this.rows++;
    const fault = this.judge.judge(row);
    if (fault === undefined) {
      this.kept.add(row.start, row.stop);
      return;
    }
    // Two stray quotes can swallow all lines between them: only the first line is given up.
    if (fault.code === 'FIELD_COUNT' && row.spansLines) row.shrinkToFirstLine();
    this.rejectedRows++;
    this.countByCode[fault.code] = (this.countByCode[fault.code] ?? 0) + 1;
    if (this.rejected.length === this.source.policy.maxRejectedRows) return;
    const { bytes, header, policy } = this.source;
    this.rejected.push(rejectedRow(row, fault, { bytes, columns: header.columns, policy }));
  }

  private fileReasons(): Reason[] {
    const { maxRows } = this.source.policy;
    if (this.rows === 0) return [rowReason('NO_ROWS', 'file: must have rows below its header, got none')];
    if (this.rows <= maxRows) return this.badRowReasons();
    return [rowReason('TOO_MANY_ROWS', `file: rows must be at most ${maxRows}, got more`, { maxRows })];
  }

  private badRowReasons(): Reason[] {
    const { rows, rejectedRows } = this;
    const { maxRejectedRows, maxRejectedShare } = this.source.policy;
    const share = rejectedRows / rows;
    if (share <= maxRejectedShare && rejectedRows <= maxRejectedRows && rejectedRows < rows) return [];
    const limit = `${maxRejectedShare * 100} % of the rows and ${maxRejectedRows}`;
    const message = `file: rejected rows must be at most ${limit}, got ${rejectedRows} of ${rows}`;
    return [rowReason('TOO_MANY_BAD_ROWS', message, { rows, rejectedRows, maxRejectedShare, maxRejectedRows })];
  }
}

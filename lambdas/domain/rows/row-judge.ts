/** Decides on one row at a time; what it keeps of earlier rows is their keys and the latest time. */
import type { RowColumn, RowPolicy } from '../../contracts/row-policy';
import type { RowReasonCode } from '../../contracts/row-reasons';
import { type Cell, type CellCheck, cellCheck } from './cell-check';
import { type ColumnProfile, ProfileBuilder } from './column-profile';
import { RecordScanner } from './record-scanner';
import { RowHash } from './row-hash';
import { SeenRows } from './seen-rows';
import { TimeGaps } from './time-gaps';

/** Why a row is rejected, and where. */
export interface RowFault {
  readonly code: RowReasonCode;
  /** Index of the field at fault. */
  readonly field?: number;
  /** Line of the earlier row that this one repeats or must follow. */
  readonly earlierLine?: number;
}

interface Judged {
  readonly check: CellCheck;
  readonly profile: ProfileBuilder;
  readonly required: boolean;
}

export class RowJudge {
  readonly gaps = new TimeGaps();
  private readonly fields: readonly (Judged | undefined)[];
  private readonly values: Float64Array;
  private readonly present: Uint8Array;
  private readonly cell: { -readonly [Key in keyof Cell]: Cell[Key] };
  private readonly missingTokens: readonly Uint8Array[];
  private readonly seen: SeenRows | undefined;
  private readonly timeField: number;
  private latestTime = -Infinity;
  private latestLine = 0;

  /**
   * @param columns the column of each field of the file, undefined where the policy knows none
   * @param seed digest of the file, see RowHash
   */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly columns: readonly (RowColumn | undefined)[],
    private readonly rules: { readonly policy: RowPolicy; readonly seed: Uint8Array },
  ) {
    const { policy, seed } = rules;
    this.fields = columns.map(
      column =>
        column && {
          check: cellCheck(column, policy, seed),
          profile: new ProfileBuilder(column),
          required: column.required,
        },
    );
    this.values = new Float64Array(columns.length);
    this.present = new Uint8Array(columns.length);
    this.cell = { bytes, start: 0, stop: 0, escaped: false };
    this.missingTokens = policy.missingTokens.map(token => Buffer.from(token));
    this.seen = policy.duplicates === 'reject' ? this.seenRows() : undefined;
    this.timeField = columns.findIndex(column => column !== undefined && column.name === policy.timeColumn);
  }

  /** The fault of the row, or undefined; then the row counts as accepted from here on. */
  judge(row: RecordScanner): RowFault | undefined {
    if (row.fault !== undefined) return { code: row.fault };
    if (row.fieldCount !== this.columns.length) return { code: 'FIELD_COUNT' };
    const fault = this.cellFault(row) ?? this.repetition(row) ?? this.disorder(row);
    if (fault === undefined) this.accept(row);
    return fault;
  }

  profiles(): ColumnProfile[] {
    return this.fields.flatMap(field => field?.profile.profile() ?? []);
  }

  private cellFault(row: RecordScanner): RowFault | undefined {
    const { cell, fields } = this;
    for (let field = 0; field < fields.length; field++) {
      const judged = fields[field];
      if (judged === undefined) continue;
      cell.start = row.starts[field]!;
      cell.stop = row.stops[field]!;
      cell.escaped = row.escaped[field] === 1;
      const missing = this.isMissing();
      this.present[field] = missing ? 0 : 1;
      if (missing) {
        if (judged.required) return { code: 'MISSING_VALUE', field };
        continue;
      }
      const code = judged.check.check(cell);
      if (code !== undefined) return { code, field };
      this.values[field] = judged.check.value;
    }
    return undefined;
  }

  private isMissing(): boolean {
    const { bytes, start, stop } = this.cell;
    if (start === stop) return true;
    return this.missingTokens.some(
      token => token.length === stop - start && token.every((byte, index) => bytes[start + index] === byte),
    );
  }

  private repetition(row: RecordScanner): RowFault | undefined {
    const earlierLine = this.seen?.find(row);
    return earlierLine === undefined ? undefined : { code: 'DUPLICATE_ROW', earlierLine };
  }

  private disorder(row: RecordScanner): RowFault | undefined {
    if (this.timeField < 0) return undefined;
    const time = this.values[this.timeField]!;
    if (time < this.latestTime) {
      if (this.rules.policy.outOfOrder === 'accept') return undefined;
      return { code: 'OUT_OF_ORDER', field: this.timeField, earlierLine: this.latestLine };
    }
    this.latestTime = time;
    this.latestLine = row.line;
    return undefined;
  }

  private accept(row: RecordScanner): void {
    this.seen?.add(row);
    if (this.timeField >= 0) this.gaps.add(this.values[this.timeField]!);
    for (let field = 0; field < this.fields.length; field++) {
      const profile = this.fields[field]?.profile;
      if (this.present[field] === 1) profile?.add(this.values[field]!);
      else profile?.addMissing();
    }
  }

  private seenRows(): SeenRows {
    const { policy, seed } = this.rules;
    const keys = policy.keyColumns;
    const keyFields = this.columns.flatMap((column, field) =>
      keys === undefined || (column !== undefined && keys.includes(column.name)) ? [field] : [],
    );
    const earlier = new RecordScanner(this.bytes, policy.delimiter.charCodeAt(0), this.columns.length);
    return new SeenRows(this.bytes, keyFields, { hash: new RowHash(seed), earlier });
  }
}

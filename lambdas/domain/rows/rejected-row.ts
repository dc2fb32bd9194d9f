/** Words for a rejected row; only rejected rows are ever decoded. */
import { acceptedRange, type NumericColumn, type RowColumn, type RowPolicy } from '../../contracts/row-policy';
import { type RowReasonCode, rowReason } from '../../contracts/row-reasons';
import { cellText, decode } from './cell-check';
import { quoted } from './quoted';
import type { RecordScanner } from './record-scanner';
import type { RowFault } from './row-judge';
import type { RejectedRow } from './rows-verdict';

interface FileContext {
  readonly bytes: Uint8Array;
  /** The column of each field; undefined where the policy knows none. */
  readonly columns: readonly (RowColumn | undefined)[];
  readonly policy: RowPolicy;
}

export function rejectedRow(row: RecordScanner, fault: RowFault, file: FileContext): RejectedRow {
  const { code } = fault;
  const { line } = row;
  const column = fault.field === undefined ? undefined : file.columns[fault.field];
  const where = column === undefined ? `line ${line}` : `line ${line}, ${column.name}`;
  const { text, measured } = explain(row, fault, file);
  const reason = { ...rowReason(code, `${where}: ${text}`, measured), code, line, raw: rawText(file.bytes, row) };
  return column === undefined ? reason : { ...reason, column: column.name };
}

interface Explanation {
  readonly text: string;
  readonly measured?: Readonly<Record<string, number | string>>;
}

/** Codes whose words depend on nothing but the cell. */
const cellRules: Partial<Record<RowReasonCode, string>> = {
  NOT_A_NUMBER: 'must be a finite decimal number',
  NOT_AN_INTEGER: 'must be a whole number of at most 2^53 - 1',
  NOT_A_TIMESTAMP: 'must be an ISO 8601 date or time',
  MISSING_VALUE: 'must have a value',
};
const quotingRules: Partial<Record<RowReasonCode, string>> = {
  UNTERMINATED_QUOTE: 'a quoted field must end, got no closing quote',
  STRAY_QUOTE: 'a quote must enclose a whole field, got one inside a field',
  CONTROL_CHARACTER: 'text must have no control characters, got one',
};

function explain(row: RecordScanner, fault: RowFault, file: FileContext): Explanation {
  const { code, field = 0, earlierLine = 0 } = fault;
  if (quotingRules[code] !== undefined) return { text: quotingRules[code] };
  if (code === 'FIELD_COUNT') {
    const [fields, expected] = [row.fieldCount, file.columns.length];
    return { text: `must have ${expected} fields, got ${fields}`, measured: { fields, expected } };
  }
  if (code === 'DUPLICATE_ROW') {
    const key = file.policy.keyColumns?.join(', ') ?? 'the row';
    return { text: `${key} must be unique, got the same on line ${earlierLine}`, measured: { earlierLine } };
  }
  const value = fieldText(file.bytes, row, field);
  if (cellRules[code] !== undefined) return { text: `${cellRules[code]}, got ${quoted(value)}` };
  if (code === 'OUT_OF_ORDER') {
    return { text: `must not be before line ${earlierLine}, got ${quoted(value)}`, measured: { earlierLine } };
  }
  return explainValue(value, file.columns[field]);
}

function explainValue(value: string, column: RowColumn | undefined): Explanation {
  if (column?.type === 'category') {
    return { text: `must be one of ${quoted((column.values ?? []).join(', '))}, got ${quoted(value)}` };
  }
  const { minimum, maximum } = acceptedRange(column as NumericColumn);
  const limits = Object.entries({ minimum, maximum }).filter(([, limit]) => Number.isFinite(limit));
  const text = limits.map(([name, limit]) => `${name} ${Number(limit.toPrecision(6))}`).join(' and ');
  return { text: `must keep to ${text}, got ${quoted(value)}`, measured: { value, ...Object.fromEntries(limits) } };
}

function fieldText(bytes: Uint8Array, { starts, stops, escaped }: RecordScanner, field: number): string {
  return cellText({ bytes, start: starts[field]!, stop: stops[field]!, escaped: escaped[field] === 1 });
}

function rawText(bytes: Uint8Array, { start, stop }: RecordScanner): string {
  return decode(bytes, start, stop).replace(/\r?\n$/, '');
}

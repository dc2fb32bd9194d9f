import { labelReason } from '../../../contracts/label-reasons';
import type { Reason } from '../../../contracts/reasons';
import { rowPolicySchema } from '../../../contracts/row-policy';
import { rowReason } from '../../../contracts/row-reasons';
import { cellText, decode } from '../../rows/cell-check';
import { checkRowsSize, fileFault, textStart } from '../../rows/file-checks';
import { type Header, readHeader } from '../../rows/header';
import { RecordScanner } from '../../rows/record-scanner';
import { type LabelCells, type LabelRow, labelColumns, labelRow, type RejectedLabel } from './label-row';

/** A function joins so many within its minute, and a retry goes on behind them. */
export const mostLabels = 10_000;
const mostBytes = 4 * 1024 * 1024;

/** Columns beside ours are let through: labelling tools add their own. */
const policy = rowPolicySchema.parse({
  columns: labelColumns.map(name => ({ name, type: 'text', required: name === 'label' })),
  unknownColumns: 'accept',
  maxBytes: mostBytes,
  maxRows: mostLabels,
});

/** The reason to refuse a file of labels before its bytes are read: memory would not hold them. */
export const labelFileSizeFault = (sizeBytes: number): Reason | null => checkRowsSize(sizeBytes, policy);

export type LabelFile =
  | { readonly kind: 'unusable'; readonly reason: Reason }
  | { readonly kind: 'rows'; readonly rows: readonly (LabelRow | RejectedLabel)[] };

/** Reads CSV (with a header) or NDJSON, told by the key's extension. Never throws, whatever the bytes. */
export function readLabelFile(key: string, bytes: Uint8Array): LabelFile {
  const fault = fileFault(bytes, policy);
  if (fault !== null) return { kind: 'unusable', reason: fault };
  const rows = key.endsWith('.csv') ? csvRows(bytes) : lineRows(bytes);
  if (!Array.isArray(rows)) return { kind: 'unusable', reason: rows };
  if (rows.length === 0) {
    return { kind: 'unusable', reason: rowReason('NO_ROWS', 'file: must have labels, got none') };
  }
  if (rows.length <= mostLabels) return { kind: 'rows', rows };
  const message = `file: labels must be at most ${mostLabels}, got more`;
  return { kind: 'unusable', reason: rowReason('TOO_MANY_ROWS', message, { maxRows: mostLabels }) };
}

type Rows = (LabelRow | RejectedLabel)[];

function csvRows(bytes: Uint8Array): Rows | Reason {
  const header = readHeader(bytes, textStart(bytes), policy);
  if (header.kind === 'faults') return header.reasons[0] as Reason;
  const scanner = new RecordScanner(bytes, policy.delimiter.charCodeAt(0), header.columns.length);
  scanner.seek(header.stop, header.nextLine);
  const rows: Rows = [];
  while (rows.length <= mostLabels && scanner.next()) {
    if (!scanner.blank) rows.push(csvRow(scanner, bytes, header));
  }
  return rows;
}

function csvRow(row: RecordScanner, bytes: Uint8Array, { columns }: Header): LabelRow | RejectedLabel {
  const { line, fault, fieldCount } = row;
  const isTorn = fault === undefined && fieldCount !== columns.length;
  // Two stray quotes can swallow all lines between them: only the first line is given up.
  if (isTorn && row.spansLines) row.shrinkToFirstLine();
  const raw = decode(bytes, row.start, row.stop).replace(/\r?\n$/, '');
  if (fault !== undefined)
    return { ...rowReason(fault, `line ${line}: must be well-formed CSV, got ${fault}`), line, raw };
  if (isTorn) {
    const message = `line ${line}: must have ${columns.length} fields, got ${fieldCount}`;
    return { ...rowReason('FIELD_COUNT', message), line, raw };
  }
  const cells = columns.flatMap((column, field) =>
    column ? [[column.name, fieldText(bytes, row, field).trim()]] : [],
  );
  return labelRow(Object.fromEntries(cells) as LabelCells, { line, raw });
}

function fieldText(bytes: Uint8Array, { starts, stops, escaped }: RecordScanner, field: number): string {
  return cellText({ bytes, start: starts[field] ?? 0, stop: stops[field] ?? 0, escaped: escaped[field] === 1 });
}

function lineRows(bytes: Uint8Array): Rows {
  const lines = decode(bytes, textStart(bytes), bytes.length).split('\n');
  const rows: Rows = [];
  for (const [at, text] of lines.entries()) {
    const raw = text.replace(/\r$/, '');
    if (raw.trim() !== '' && rows.length <= mostLabels) rows.push(lineRow(raw, at + 1));
  }
  return rows;
}

function lineRow(raw: string, line: number): LabelRow | RejectedLabel {
  const cells = parseCells(raw);
  if (cells) return labelRow(cells, { line, raw });
  const message = `line ${line}: must be a JSON object whose ${labelColumns.join(', ')} are texts or left out, got ${raw.slice(0, 80)}`;
  return { ...labelReason('UNREADABLE_LINE', message), line, raw };
}

function parseCells(raw: string): LabelCells | null {
  try {
    const found: unknown = JSON.parse(raw);
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return null;
    const { corrects, ...fields } = found as Record<string, unknown>;
    // The one field that is no text by nature.
    const given = { ...fields, corrects: typeof corrects === 'boolean' ? `${corrects}` : corrects };
    const values = labelColumns.map(name => [name, given[name as keyof typeof given] ?? ''] as const);
    return values.every(([, value]) => typeof value === 'string') ? (Object.fromEntries(values) as LabelCells) : null;
  } catch {
    return null;
  }
}

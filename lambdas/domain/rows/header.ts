/** Maps the header line of a file to the columns of a policy. */
import type { Reason } from '../../contracts/reasons';
import type { RowColumn, RowPolicy } from '../../contracts/row-policy';
import { rowReason } from '../../contracts/row-reasons';
import { cellText } from './cell-check';
import { quoted } from './quoted';
import { RecordScanner } from './record-scanner';

/** No table of the kinds we train on is wider; a header of millions of delimiters stops here. */
const maxHeaderFields = 4096;
const maxListed = 20;
const otherDelimiters = [',', ';', '\t', '|'] as const;

/** A header that fits. */
export interface Header {
  readonly kind: 'header';
  /** `columns[i]` is the column of field i; undefined for a field that the policy does not know. */
  readonly columns: readonly (RowColumn | undefined)[];
  readonly start: number;
  readonly stop: number;
  /** Offset and line number of what follows. */
  readonly nextLine: number;
}

export interface HeaderFaults {
  readonly kind: 'faults';
  readonly reasons: readonly Reason[];
}

/** @param offset where the text starts, behind a byte-order mark */
export function readHeader(bytes: Uint8Array, offset: number, policy: RowPolicy): Header | HeaderFaults {
  const scanner = headerScanner(bytes, offset, policy.delimiter);
  const damage = headerDamage(scanner, policy);
  if (damage !== undefined) return { kind: 'faults', reasons: [damage] };
  const names = fieldTexts(bytes, scanner);
  const reasons = nameFaults(names, policy);
  if (reasons.length > 0) return { kind: 'faults', reasons };
  const byName = new Map(policy.columns.map(column => [column.name, column]));
  const { start, stop } = scanner;
  scanner.next();
  return { kind: 'header', columns: names.map(name => byName.get(name)), start, stop, nextLine: scanner.line };
}

/** Stands on the first line that is not blank. */
function headerScanner(bytes: Uint8Array, offset: number, delimiter: string): RecordScanner {
  const scanner = new RecordScanner(bytes, delimiter.charCodeAt(0), maxHeaderFields);
  scanner.seek(offset, 1);
  do scanner.next();
  while (scanner.blank);
  return scanner;
}

function headerDamage({ line, fault, fieldCount }: RecordScanner, policy: RowPolicy): Reason | undefined {
  if (fault !== undefined)
    return rowReason('NOT_CSV', `line ${line}: header must be well formed, got ${fault}`, { fault });
  if (fieldCount <= maxHeaderFields) return undefined;
  const message = `line ${line}: header must have ${policy.columns.length} fields, got ${fieldCount}`;
  return rowReason('NOT_CSV', message, { fields: fieldCount });
}

function nameFaults(names: readonly string[], policy: RowPolicy): Reason[] {
  const expected = policy.columns.map(({ name }) => name);
  if (!names.some(name => expected.includes(name))) return [foreignHeader(names, policy)];
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) < index))];
  const missing = policy.columns.filter(({ name, required }) => required && !names.includes(name));
  const unknown = policy.unknownColumns === 'reject' ? names.filter(name => !expected.includes(name)) : [];
  return [
    ...twice.map(name => rowReason('DUPLICATE_COLUMN', `header: names must be unique, got ${quoted(name)} twice`)),
    ...missing.map(({ name }) => rowReason('MISSING_COLUMN', `header: must name ${quoted(name)}, got no such column`)),
    ...unknown.map(name => rowReason('UNKNOWN_COLUMN', `header: must name known columns, got ${quoted(name)}`)),
  ].slice(0, maxListed);
}

/** Says so when another delimiter would have made sense of the line. */
function foreignHeader(names: readonly string[], { columns, delimiter }: RowPolicy): Reason {
  const text = names.join(delimiter);
  const other = otherDelimiters.find(
    candidate =>
      candidate !== delimiter && columns.filter(({ name }) => text.split(candidate).includes(name)).length > 1,
  );
  if (other !== undefined) {
    const message = `header: fields must be separated by ${quoted(delimiter)}, got ${quoted(other)}`;
    return rowReason('NOT_CSV', message, { delimiter: other });
  }
  const wanted = columns.map(({ name }) => name).join(delimiter);
  return rowReason('NOT_CSV', `header: must name columns such as ${quoted(wanted)}, got ${quoted(text)}`);
}

function fieldTexts(bytes: Uint8Array, { starts, stops, escaped, fieldCount }: RecordScanner): string[] {
  return Array.from({ length: fieldCount }, (_, field) =>
    cellText({ bytes, start: starts[field]!, stop: stops[field]!, escaped: escaped[field] === 1 }),
  );
}

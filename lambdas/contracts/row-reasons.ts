/** Every reason a CSV file or one of its rows can be rejected or warned of; docs/reasons.md is generated from it. */
import type { Reason, ReasonEntry } from './reasons';

/** `file`: nothing of the file goes on. `row`: the row goes to quarantine, the others go on. `warning`: all goes on. */
export type RowReasonLevel = 'file' | 'row' | 'warning';

interface RowReasonEntry extends ReasonEntry {
  readonly level: RowReasonLevel;
}

const entry = <Code extends string>(level: RowReasonLevel, code: Code, texts: { meaning: string; remedy: string }) => ({
  level,
  code,
  ...texts,
});

export const rowReasons = {
  EMPTY_FILE: entry('file', 'EMPTY_FILE', {
    meaning: 'The file has no bytes, or nothing but blank lines.',
    remedy: 'Send the file again; look for an export that stopped before it wrote.',
  }),
  TOO_MANY_BYTES: entry('file', 'TOO_MANY_BYTES', {
    meaning: 'The file is larger than the limit of its workload.',
    remedy: 'Split the file and repeat the header line in each part.',
  }),
  BINARY_CONTENT: entry('file', 'BINARY_CONTENT', {
    meaning: 'The file is not text: it is compressed, another format, or has NUL bytes (UTF-16 has).',
    remedy: 'Export as plain, uncompressed CSV in UTF-8.',
  }),
  NOT_UTF8: entry('file', 'NOT_UTF8', {
    meaning: 'A line has bytes that are not UTF-8.',
    remedy: 'Export in UTF-8, or convert with `iconv -f WINDOWS-1252 -t UTF-8`.',
  }),
  NOT_CSV: entry('file', 'NOT_CSV', {
    meaning: 'The first line is no header of this workload: other text, another delimiter, no header, or damaged.',
    remedy: 'Start the file with a header line that names the columns, with the delimiter of the workload.',
  }),
  DUPLICATE_COLUMN: entry('file', 'DUPLICATE_COLUMN', {
    meaning: 'The header names a column twice, so that its values are ambiguous.',
    remedy: 'Keep one of the two columns.',
  }),
  MISSING_COLUMN: entry('file', 'MISSING_COLUMN', {
    meaning: 'The header lacks a required column.',
    remedy: 'Add the column; names are compared exactly, capitals and spaces included.',
  }),
  UNKNOWN_COLUMN: entry('file', 'UNKNOWN_COLUMN', {
    meaning: 'The header names a column that the workload does not have.',
    remedy: 'Remove or rename the column, or set unknownColumns to "accept" in the workload.',
  }),
  NO_ROWS: entry('file', 'NO_ROWS', {
    meaning: 'The file has a header and no rows.',
    remedy: 'Send the file again; look for a query that selected nothing.',
  }),
  TOO_MANY_ROWS: entry('file', 'TOO_MANY_ROWS', {
    meaning: 'The file has more rows than the limit of its workload.',
    remedy: 'Split the file and repeat the header line in each part.',
  }),
  TOO_MANY_BAD_ROWS: entry('file', 'TOO_MANY_BAD_ROWS', {
    meaning: 'So many rows were rejected that the rest is not to be trusted either.',
    remedy: 'Correct the cause that most rows share (see the counts per code) and send the file again.',
  }),
  FIELD_COUNT: entry('row', 'FIELD_COUNT', {
    meaning: 'The row has more or fewer fields than the header.',
    remedy: 'Quote fields that hold the delimiter; look for a line that was cut or joined.',
  }),
  UNTERMINATED_QUOTE: entry('row', 'UNTERMINATED_QUOTE', {
    meaning: 'A quoted field begins on this line and never ends.',
    remedy: 'Close the quote; write a quote inside a quoted field twice.',
  }),
  STRAY_QUOTE: entry('row', 'STRAY_QUOTE', {
    meaning:
      'A quote stands in the middle of a field, or text follows a closing quote; readers disagree on what it means.',
    remedy: 'Quote the whole field, and write a quote inside it twice.',
  }),
  CONTROL_CHARACTER: entry('row', 'CONTROL_CHARACTER', {
    meaning:
      'The row has a control character; a lone carriage return counts, readers disagree on whether it ends a line.',
    remedy: 'Remove the character, or end lines in LF or CRLF.',
  }),
  MISSING_VALUE: entry('row', 'MISSING_VALUE', {
    meaning: 'A required field is empty.',
    remedy: 'Fill the field, or declare the column as not required.',
  }),
  NOT_A_NUMBER: entry('row', 'NOT_A_NUMBER', {
    meaning: 'The field is not a finite decimal number (NaN, Infinity, hexadecimal and digit groups are none).',
    remedy: 'Write digits, at most one decimal sign and no spaces, units or thousands separators.',
  }),
  NOT_AN_INTEGER: entry('row', 'NOT_AN_INTEGER', {
    meaning: 'The field is a number, but not a whole one between -9007199254740991 and 9007199254740991.',
    remedy: 'Round at the source, or declare the column as number.',
  }),
  NOT_A_TIMESTAMP: entry('row', 'NOT_A_TIMESTAMP', {
    meaning: 'The field is not an ISO 8601 date or time that exists.',
    remedy: 'Write 2018-09-30, 2018-09-30 23:00:00 or 2018-09-30T23:00:00Z.',
  }),
  OUT_OF_RANGE: entry('row', 'OUT_OF_RANGE', {
    meaning: 'The value lies outside the range of its column.',
    remedy: 'Look for a unit or sensor fault; if the value is real, widen the range of the column.',
  }),
  UNKNOWN_CATEGORY: entry('row', 'UNKNOWN_CATEGORY', {
    meaning: 'The value is not one of the values of its column.',
    remedy: 'Correct the spelling and capitals, or add the value to the column.',
  }),
  DUPLICATE_ROW: entry('row', 'DUPLICATE_ROW', {
    meaning: 'An earlier accepted row has the same key; the first one is kept.',
    remedy: 'Nothing, if it was sent twice; otherwise make the key columns tell the rows apart.',
  }),
  OUT_OF_ORDER: entry('row', 'OUT_OF_ORDER', {
    meaning: 'The row is earlier than an accepted row before it.',
    remedy: 'Sort the file by its time column; look for a wrong clock at the row named in the message.',
  }),
  TIME_GAP: entry('warning', 'TIME_GAP', {
    meaning: 'Two rows that follow each other in time are further apart than the workload expects.',
    remedy: 'Send the missing rows, if they exist; otherwise know that the model never saw that time.',
  }),
} as const satisfies Record<string, RowReasonEntry>;

export type RowReasonCode = keyof typeof rowReasons;

/** The reason `code` with its fixed remedy. `message` says what must hold and what was found. */
export function rowReason(code: RowReasonCode, message: string, measured?: Reason['measured']): Reason {
  const { remedy } = rowReasons[code];
  return measured === undefined ? { code, message, remedy } : { code, message, remedy, measured };
}

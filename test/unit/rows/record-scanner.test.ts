import * as fc from 'fast-check';
import { decode } from '../../../lambdas/domain/rows/cell-check';
import { RecordScanner } from '../../../lambdas/domain/rows/record-scanner';

interface Parsed {
  readonly line: number;
  readonly fields: string[];
  readonly fault?: string;
}

function parse(text: string, delimiter = ','): Parsed[] {
  const bytes = Buffer.from(text);
  const scanner = new RecordScanner(bytes, delimiter.charCodeAt(0), 16);
  const records: Parsed[] = [];
  while (scanner.next()) {
    const { line, fault, fieldCount, starts, stops, escaped } = scanner;
    const fields = Array.from({ length: fieldCount }, (_, field) => {
      const raw = decode(bytes, starts[field]!, stops[field]!);
      return escaped[field] ? raw.replaceAll('""', '"') : raw;
    });
    records.push(fault === undefined ? { line, fields } : { line, fields, fault });
  }
  return records;
}

const written = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

describe('RecordScanner', () => {
  it.each([
    ['a final line without a line end', 'a,b\n1,2', [1, ['a', 'b']], [2, ['1', '2']]],
    ['CRLF', 'a,b\r\n1,2\r\n', [1, ['a', 'b']], [2, ['1', '2']]],
    ['a line break in quotes', '"a\r\nb",c\nd,e\n', [1, ['a\r\nb', 'c']], [3, ['d', 'e']]],
    ['doubled quotes', '"a ""b""",""\n', [1, ['a "b"', '']]],
    ['a delimiter at the very end', 'a,b,', [1, ['a', 'b', '']]],
    ['a quoted field at the very end', 'a,"b"', [1, ['a', 'b']]],
    ['empty lines', 'a\n\nb\n', [1, ['a']], [2, ['']], [3, ['b']]],
  ] as [string, string, ...[number, string[]][]][])('reads %s', (_, text, ...expected) => {
    expect(parse(text)).toEqual(expected.map(([line, fields]) => ({ line, fields })));
  });

  it.each([
    ['UNTERMINATED_QUOTE', 'a,"b\nc,d\n'],
    ['STRAY_QUOTE', 'a,"b"x\nc,d\n'],
    ['STRAY_QUOTE', 'a,b"\nc,d\n'],
    ['CONTROL_CHARACTER', 'a,b\x07\nc,d\n'],
    ['CONTROL_CHARACTER', 'a,b\rx\nc,d\n'],
    ['CONTROL_CHARACTER', '"a\x1b",b\nc,d\n'],
  ])('gives up one line for %s in %j', (fault, text) => {
    expect(parse(text)).toMatchObject([
      { line: 1, fault },
      { line: 2, fields: ['c', 'd'] },
    ]);
  });

  it.each([';', '\t', '|'])('splits at %j when told to', delimiter => {
    expect(parse(`a,b${delimiter}c\n`, delimiter)).toEqual([{ line: 1, fields: ['a,b', 'c'] }]);
  });

  it('reads back what RFC 4180 writes', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ' ', '\t', '"', ',', '\n', '\r\n') });
    const table = fc.array(fc.array(text, { minLength: 2, maxLength: 5 }), { minLength: 1 });
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), (rows, lineEnd) => {
        const file = rows.map(row => row.map(written).join(',') + lineEnd).join('');
        expect(parse(file).map(({ fields }) => fields)).toEqual(rows);
      }),
    );
  });

  it('covers every byte once, in order, with line numbers that count line feeds', () => {
    const soup = fc.string({ unit: fc.constantFrom('a', '"', '""', ',', '\n', '\r', '\r\n', '\x01') });
    fc.assert(
      fc.property(soup, text => {
        const bytes = Buffer.from(text);
        const scanner = new RecordScanner(bytes, 44, 4);
        let offset = 0;
        while (scanner.next()) {
          expect(scanner.start).toBe(offset);
          expect(scanner.stop).toBeGreaterThan(offset);
          expect(scanner.line).toBe(bytes.subarray(0, offset).toString().split('\n').length);
          offset = scanner.stop;
        }
        expect(offset).toBe(bytes.length);
      }),
    );
  });

  it('stays linear on lines that each reopen a quote', () => {
    // The worst text for a lenient parser: read from any line on, it is one record to the end of the file.
    const bytes = Buffer.from('x","\n'.repeat(400_000));
    const scanner = new RecordScanner(bytes, 44, 4);
    let records = 0;
    while (scanner.next()) records++;
    expect(records).toBe(400_000);
  });
});

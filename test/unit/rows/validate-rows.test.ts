import * as fc from 'fast-check';
import type { RowPolicy } from '../../../lambdas/contracts/row-policy';
import { checkRowsSize, validateRows } from '../../../lambdas/domain/rows/validate-rows';
import { smallPolicy } from './traffic-policy';

const policy = smallPolicy();
const judge = (content: string | Uint8Array, chosen: RowPolicy = policy) =>
  validateRows({ name: 'rows.csv', bytes: typeof content === 'string' ? Buffer.from(content) : content }, chosen);
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('the file as a whole', () => {
  it.each([
    ['EMPTY_FILE', ''],
    ['EMPTY_FILE', '\ufeff\r\n\n'],
    ['BINARY_CONTENT', Buffer.from('\x1f\x8b\x08\x00', 'latin1')],
    ['BINARY_CONTENT', Buffer.from('PK\x03\x04rest')],
    ['BINARY_CONTENT', Buffer.from('\ufeffn,t\n1,a\n', 'utf16le')],
    ['BINARY_CONTENT', 'n,t\n1,\0\n'],
    ['NOT_UTF8', Buffer.from('n,t\n1,caf\xe9\n', 'latin1')],
    ['NOT_CSV', '<!doctype html>\n<p>\n'],
    ['NOT_CSV', '{"n": 1}\n'],
    ['NOT_CSV', '1,a\n2,b\n'],
    ['NOT_CSV', 'n;t\n1;a\n'],
    ['NOT_CSV', '"n,t\n1,a\n'],
    ['NOT_CSV', 'n,t\r1,a\r2,b\r'],
    ['MISSING_COLUMN', 't\na\n'],
    ['MISSING_COLUMN', 'N,t\n1,a\n'],
    ['UNKNOWN_COLUMN', 'n,t,x\n1,a,2\n'],
    ['DUPLICATE_COLUMN', 'n,n\n1,2\n'],
    ['NO_ROWS', 'n,t\n'],
    ['NO_ROWS', 'n,t\n\n\n'],
    ['TOO_MANY_BAD_ROWS', 'n,t\nx,a\n'],
  ])('is rejected as %s: %j', (code, content) => {
    const verdict = judge(content);
    expect(verdict.verdict).toBe('reject');
    expect(verdict.reasons[0]?.code).toBe(code);
    expect(verdict.accepted).toHaveLength(0);
  });

  it('names the line of the first bad byte', () => {
    const { reasons } = judge(Buffer.from('n,t\n1,caf\xe9\n2,\xe9\n', 'latin1'));
    expect(reasons[0]?.message).toBe('line 2: text must be UTF-8, got other bytes');
  });

  it('names the delimiter that would have fitted', () => {
    expect(judge('n;t\n1;a\n').reasons[0]?.message).toContain('must be separated by ",", got ";"');
  });

  it('lists all faults of the header', () => {
    const codes = judge('t,x,y\n1,2,3\n').reasons.map(({ code }) => code);
    expect(codes).toEqual(['MISSING_COLUMN', 'UNKNOWN_COLUMN', 'UNKNOWN_COLUMN']);
  });

  it('may have unknown columns when the policy accepts them', () => {
    const verdict = judge('x,n\n"a,b",1\n', smallPolicy({ unknownColumns: 'accept' }));
    expect(verdict).toMatchObject({ verdict: 'accept', acceptedRows: 1 });
    expect(verdict.columns).toEqual([
      { name: 'n', type: 'number', count: 1, missing: 0, minimum: 1, maximum: 1, mean: 1 },
    ]);
  });

  it('is too large at one byte over the limit', () => {
    const limited = smallPolicy({ maxBytes: 8 });
    expect(judge('n,t\n1,a\n', limited).verdict).toBe('accept');
    expect(judge('n,t\n1,ab\n', limited).reasons[0]).toMatchObject({
      code: 'TOO_MANY_BYTES',
      measured: { sizeBytes: 9 },
    });
    expect(checkRowsSize(8, limited)).toBeNull();
    expect(checkRowsSize(9, limited)?.code).toBe('TOO_MANY_BYTES');
    expect(checkRowsSize(0, limited)?.code).toBe('EMPTY_FILE');
  });

  it('has too many rows at one over the limit', () => {
    const limited = smallPolicy({ maxRows: 2 });
    expect(judge('n,t\n1,a\n2,b\n', limited).verdict).toBe('accept');
    expect(judge('n,t\n1,a\n2,b\n3,c\n4,d\n', limited)).toMatchObject({ verdict: 'reject', rows: 3 });
  });

  it('is rejected above the tolerated share of bad rows, and not at it', () => {
    const half = smallPolicy({ maxRejectedShare: 0.5 });
    expect(judge('n,t\n1,a\nx,b\n', half).verdict).toBe('accept');
    const verdict = judge('n,t\n1,a\nx,b\ny,c\n', half);
    expect(verdict.reasons).toMatchObject([{ code: 'TOO_MANY_BAD_ROWS', measured: { rows: 3, rejectedRows: 2 } }]);
    expect(verdict.rejected).toHaveLength(2);
  });

  it('is rejected when more rows are bad than can be explained, and counts them all', () => {
    const verdict = judge('n,t\n1,a\nx,b\ny,c\n', smallPolicy({ maxRejectedRows: 1 }));
    expect(verdict).toMatchObject({ verdict: 'reject', rejectedRows: 2, countByCode: { NOT_A_NUMBER: 2 } });
    expect(verdict.rejected).toHaveLength(1);
  });

  it('keeps its byte-order mark and its line ends', () => {
    const { accepted } = judge('\ufeffn,t\r\n1,a\r\nx,b\r\n2,c');
    expect(text(accepted)).toBe('\ufeffn,t\r\n1,a\r\n2,c');
  });

  it('may begin with blank lines', () => {
    const verdict = judge('\ufeff\n\r\nn,t\n1,a\nx,b\n');
    expect(verdict).toMatchObject({ acceptedRows: 1, rejected: [{ line: 5 }] });
    expect(text(verdict.accepted)).toBe('n,t\n1,a\n');
  });

  it('keeps all good rows when every second one is bad', () => {
    const good = Array.from({ length: 1000 }, (_, row) => `${row},a\n`);
    const { accepted } = judge(`n,t\n${good.map(row => `${row}x,b\n`).join('')}`);
    expect(text(accepted)).toBe(`n,t\n${good.join('')}`);
  });

  it('is identified by the SHA-256 of its bytes', () => {
    // printf 'n,t\n1,a\n' | sha256sum
    expect(judge('n,t\n1,a\n').sha256).toBe('21eac7e55632de3ce60844ff1a3abef7642ed1dd87a363da3a1f4f121ea62ccf');
  });
});

describe('a row', () => {
  const typed = smallPolicy({
    columns: [
      { name: 'n', type: 'number', minimum: 0, trainedRange: { minimum: 0, maximum: 100 } },
      { name: 'i', type: 'integer', required: false },
      { name: 'c', type: 'category', values: ['red', 'say "hi"', 'grün'], required: false },
      { name: 'd', type: 'timestamp' },
    ],
    timeColumn: 'd',
    outOfOrder: 'reject',
    duplicates: 'reject',
    missingTokens: ['NA'],
  });
  const good = '1,2,red,2020-01-01';
  const verdictOf = (row: string, ...after: string[]) =>
    judge(['n,i,c,d', row, ...after, '9,9,,2021-01-01', ''].join('\n'), typed);

  it.each([
    good,
    '1,NA,,2020-01-01',
    '"1","40.0","say ""hi""",2020-01-01',
    '125,,grün,2020-01-01',
    '0,,,2020-01-01 10:00Z',
  ])('goes on: %s', row => expect(verdictOf(row)).toMatchObject({ verdict: 'accept', rejectedRows: 0, rows: 2 }));

  it.each([
    ['FIELD_COUNT', '1,2,red'],
    ['FIELD_COUNT', `${good},5`],
    ['MISSING_VALUE', ',2,red,2020-01-01'],
    ['MISSING_VALUE', 'NA,2,red,2020-01-01'],
    ['NOT_A_NUMBER', 'NaN,2,red,2020-01-01'],
    ['NOT_A_NUMBER', '"1,5",2,red,2020-01-01'],
    ['NOT_AN_INTEGER', '1,2.5,red,2020-01-01'],
    ['NOT_AN_INTEGER', '1,9007199254740992,red,2020-01-01'],
    ['OUT_OF_RANGE', '125.001,2,red,2020-01-01'],
    ['OUT_OF_RANGE', '-0.001,2,red,2020-01-01'],
    ['UNKNOWN_CATEGORY', '1,2,Red,2020-01-01'],
    ['UNKNOWN_CATEGORY', '1,2,re,2020-01-01'],
    ['UNKNOWN_CATEGORY', '1,2,gru\u0308n,2020-01-01'],
    ['NOT_A_TIMESTAMP', '1,2,red,01/01/2020'],
    ['UNTERMINATED_QUOTE', '1,2,"red,2020-01-01'],
    ['STRAY_QUOTE', '1,2,r"ed",2020-01-01'],
    ['CONTROL_CHARACTER', '1,2,red\x07,2020-01-01'],
  ])('is rejected as %s: %s', (code, row) => {
    expect(verdictOf(row)).toMatchObject({ rejectedRows: 1, rejected: [{ code, line: 2, raw: row }] });
  });

  it('repeats an earlier one even if quoted otherwise', () => {
    const { rejected } = verdictOf(good, '"1",2,"red",2020-01-01');
    expect(rejected).toMatchObject([{ code: 'DUPLICATE_ROW', line: 3, measured: { earlierLine: 2 } }]);
  });

  it('is no repetition where fields only join to the same text', () => {
    expect(verdictOf('1,12,,2020-01-01', '11,2,,2020-01-01').rejectedRows).toBe(0);
  });

  it('repeats an earlier one with the same key columns', () => {
    const keyed = { ...typed, keyColumns: ['d'] };
    const { rejected } = judge(`n,i,c,d\n${good}\n3,4,,2020-01-01\n`, keyed);
    expect(rejected).toMatchObject([{ code: 'DUPLICATE_ROW', line: 3 }]);
  });

  it('is not compared with rejected rows', () => {
    expect(verdictOf('-5,2,red,2020-01-01', '-5,2,red,2020-01-01').countByCode).toEqual({ OUT_OF_RANGE: 2 });
  });

  it('must not be earlier than the latest accepted one', () => {
    const { rejected } = verdictOf(good, '5,,,2020-01-03', '6,,,2020-01-02', '7,,,2020-01-03');
    expect(rejected).toMatchObject([{ code: 'OUT_OF_ORDER', line: 4, column: 'd', measured: { earlierLine: 3 } }]);
  });

  it('may come in any order when the policy says so', () => {
    expect(judge(`n,i,c,d\n${good}\n2,,,2019-01-01\n`, { ...typed, outOfOrder: 'accept' }).rejectedRows).toBe(0);
  });

  it.each(['"2,2,red,2020-01-02', '",2,red,2020-01-02'])(
    'costs one line when a quote and %s enclose good rows',
    closing => {
      const verdict = verdictOf('1,2,"red,2020-01-01', good, closing);
      expect(verdict).toMatchObject({ rows: 4, acceptedRows: 2 });
      expect(verdict.rejected.map(({ line }) => line)).toEqual([2, 4]);
    },
  );

  it('is no blank line because its first field is empty and the next is broken', () => {
    expect(judge('n,t\n1,a\n,"a\n')).toMatchObject({ rows: 2, countByCode: { UNTERMINATED_QUOTE: 1 } });
  });

  it('is found at the line it starts on, behind rows that span lines', () => {
    const { rejected, acceptedRows } = judge('n,t\n1,"a\nb\nc"\n\nx,d\n');
    expect(rejected).toMatchObject([{ line: 6, raw: 'x,d' }]);
    expect(acceptedRows).toBe(1);
  });

  it('with one empty field is a row where there is one column, and a blank line elsewhere', () => {
    const one = smallPolicy({ columns: [{ name: 't', type: 'text' }] });
    expect(judge('t\n\na\n', one)).toMatchObject({ rows: 2, countByCode: { MISSING_VALUE: 1 } });
    expect(judge('n,t\n\n1,a\n')).toMatchObject({ rows: 1, rejectedRows: 0 });
  });
});

describe('gaps in time', () => {
  const hourly = smallPolicy({ columns: [{ name: 'd', type: 'timestamp' }], timeColumn: 'd', stepMinutes: 60 });
  const hours = (...list: number[]) =>
    `d\n${list.map(hour => `2020-01-01T${String(hour).padStart(2, '0')}:00`).join('\n')}\n`;

  it('are warned of beyond one step, and the file goes on', () => {
    const verdict = judge(hours(1, 2, 2, 5, 6), hourly);
    expect(verdict).toMatchObject({ verdict: 'accept', warnings: [{ code: 'TIME_GAP', measured: { minutes: 180 } }] });
  });

  it('are found whatever the order of the rows', () => {
    expect(judge(hours(6, 1, 5, 2), hourly).warnings).toMatchObject([{ measured: { minutes: 180 } }]);
  });

  it('are listed longest first to stay, in time order, the others counted', () => {
    const { warnings } = judge(hours(0, 2, 5, 7, 11), { ...hourly, maxGapsListed: 2 });
    expect(warnings.map(({ measured }) => measured?.['minutes'])).toEqual([180, 240, undefined]);
    expect(warnings[2]?.measured).toEqual({ gaps: 4, listed: 2, totalMinutes: 660 });
  });

  it('are not looked for without a step', () => {
    const { stepMinutes: _, ...without } = hourly;
    expect(judge(hours(1, 23), without).warnings).toEqual([]);
  });
});

describe('whatever the bytes', () => {
  const strict = smallPolicy({
    columns: [
      { name: 'n', type: 'number', maximum: 50 },
      { name: 't', type: 'category', values: ['a', 'b"', 'c,d'], required: false },
    ],
    duplicates: 'reject',
  });
  const cell = fc.constantFrom('1', '2', '51', 'x', '', 'a', '"b"""', '"c,d"', '"', '"a\n', 'é');
  const row = fc.array(cell, { minLength: 1, maxLength: 3 }).map(cells => cells.join(','));
  const file = fc
    .tuple(fc.constantFrom('', '\ufeff', '\n'), fc.array(row, { maxLength: 30 }), fc.constantFrom('\n', '\r\n'))
    .map(([before, rows, lineEnd]) => before + ['n,t', ...rows].join(lineEnd));

  it('never throws', () => {
    const head = Buffer.from('n,t\n');
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => void judge(bytes, strict)));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => void judge(Buffer.concat([head, bytes]), strict)),
    );
  });

  it('counts every row once', () => {
    fc.assert(
      fc.property(file, content => {
        const { rows, acceptedRows, rejectedRows, rejected, countByCode, columns } = judge(content, strict);
        expect(acceptedRows + rejectedRows).toBe(rows);
        expect(rejected).toHaveLength(rejectedRows);
        expect(Object.values(countByCode).reduce((sum, count) => sum + count, 0)).toBe(rejectedRows);
        for (const { count, missing } of columns) expect(count + missing).toBe(acceptedRows);
      }),
    );
  });

  it('finds no fault in what it let through, and changes none of its bytes', () => {
    fc.assert(
      fc.property(file, content => {
        const first = judge(content, strict);
        if (first.verdict === 'reject') return;
        const second = judge(first.accepted, strict);
        expect(second).toMatchObject({ verdict: 'accept', rejectedRows: 0, rows: first.acceptedRows });
        expect(text(second.accepted)).toBe(text(first.accepted));
        expect(second.columns).toEqual(first.columns);
      }),
      { numRuns: 500 },
    );
  });

  it('splits the bytes of the rows between the two outputs, in order', () => {
    fc.assert(
      fc.property(file, content => {
        const { verdict, accepted, rejected } = judge(content, strict);
        if (verdict === 'reject') return;
        const lines = content.split('\n');
        let rest = content;
        for (const { raw, line } of rejected) {
          const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
          expect(content.slice(start, start + raw.length)).toBe(raw);
          rest = rest.slice(0, start) + ' '.repeat(raw.length) + rest.slice(start + raw.length);
        }
        const squeezed = (value: string) => value.replace(/[ \r\n]+/g, '');
        expect(squeezed(text(accepted))).toBe(squeezed(rest));
      }),
    );
  });
});

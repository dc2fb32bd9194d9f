import * as fc from 'fast-check';
import { NumberReader } from '../../../lambdas/domain/rows/number-reader';
import { TimestampReader } from '../../../lambdas/domain/rows/timestamp-reader';

function read(reader: NumberReader | TimestampReader, text: string): number | undefined {
  const bytes = Buffer.from(`#${text}9`);
  return reader.read(bytes, 1, bytes.length - 1) ? reader.value : undefined;
}

describe('NumberReader', () => {
  const number = (text: string) => read(new NumberReader(46), text);

  it.each([
    'NaN',
    'Infinity',
    '-inf',
    '0x10',
    '1_000',
    '1,000',
    '1.2.3',
    '',
    '.',
    '-',
    '+',
    'e5',
    '1e',
    '1e+',
    ' 1',
    '1 ',
    '--1',
    '１',
    '1e999',
    '5%',
  ])('takes %j for no number', text => expect(number(text)).toBeUndefined());

  it.each([
    '0',
    '-0',
    '+5',
    '5.',
    '.5',
    '007',
    '1e3',
    '1E-7',
    '9007199254740993',
    '0.1',
    '1e23',
    '123456789012345678901234567890',
    '5e-324',
    '2.2250738585072011e-308',
  ])('reads %s as Number does', text => expect(number(text)).toBe(Number(text)));

  it('reads every double back from its shortest text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), value => {
        expect(number(String(value))).toBe(Number(String(value)));
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with Number on every text that looks like one', () => {
    const looksLike = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0159.eE+-x '), maxLength: 24 }), text => {
        const expected = looksLike.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
        expect(number(text)).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });

  it('reads a decimal comma when told to, and no point then', () => {
    const reader = new NumberReader(44);
    expect(read(reader, '3,25')).toBe(3.25);
    expect(read(reader, '1234567890123456,5')).toBe(1234567890123456.5);
    expect(read(reader, '3.25')).toBeUndefined();
  });
});

describe('TimestampReader', () => {
  const time = (text: string) => read(new TimestampReader(), text);

  it.each([
    ['2018-09-30', '2018-09-30T00:00:00Z'],
    ['2018-09-30 23:00:00', '2018-09-30T23:00:00Z'],
    ['2018-09-30T23:00', '2018-09-30T23:00:00Z'],
    ['2018-09-30T23:00:00.1239Z', '2018-09-30T23:00:00.123Z'],
    ['2018-09-30T23:00:00+05:30', '2018-09-30T17:30:00Z'],
    ['2018-09-30t23:00:00-0800', '2018-10-01T07:00:00Z'],
    ['2000-02-29', '2000-02-29T00:00:00Z'],
    ['0001-01-01', '0001-01-01T00:00:00Z'],
  ])('reads %s', (text, expected) => expect(time(text)).toBe(Date.parse(expected)));

  it.each([
    '',
    '2018',
    '2018-09',
    '2018-9-30',
    '30.09.2018',
    '2018-13-01',
    '2018-02-29',
    '1900-02-29',
    '2018-04-31',
    '2018-00-10',
    '2018-01-00',
    '0000-01-01',
    '2018-01-01T',
    '2018-01-01T24:00',
    '2018-01-01T10:60',
    '2018-01-01T10:00:60',
    '2018-01-01T10:00:00.',
    '2018-01-01T10:00:00+1',
    '2018-01-01X10:00',
    '2018-01-01T10:00Zz',
    ' 2018-01-01',
    '1538348400',
  ])('takes %j for no time', text => expect(time(text)).toBeUndefined());

  it('reads every time back from its ISO text', () => {
    const range = {
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    };
    fc.assert(
      fc.property(fc.date(range), date => expect(time(date.toISOString())).toBe(date.getTime())),
      { numRuns: 2000 },
    );
  });
});

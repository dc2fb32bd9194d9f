import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { validateRows } from '../../../lambdas/domain/rows/validate-rows';
import { trafficVolumeRowPolicy } from './traffic-policy';

const datasets = process.env['EVERLOOP_DATASETS'] ?? join(__dirname, '../../../../shared/data');
const file = join(datasets, 'traffic/Metro_Interstate_Traffic_Volume.csv.gz');
const given = existsSync(file) ? describe : describe.skip;

given('the Metro traffic file as published', () => {
  const bytes = existsSync(file) ? gunzipSync(readFileSync(file)) : Buffer.alloc(0);
  const verdict = validateRows({ name: 'metro.csv', bytes }, trafficVolumeRowPolicy);
  const linesOf = (code: string, column?: string) =>
    verdict.rejected.filter(row => row.code === code && row.column === column).map(({ line }) => line);

  it('goes on without its 28 bad rows', () => {
    expect(verdict).toMatchObject({ verdict: 'accept', rows: 48_204, acceptedRows: 48_176, rejectedRows: 28 });
    expect(verdict.countByCode).toEqual({ OUT_OF_RANGE: 11, DUPLICATE_ROW: 17 });
  });

  it('loses the ten hours at 0 K', () => {
    expect(linesOf('OUT_OF_RANGE', 'temp')).toEqual([
      11900, 11901, 11902, 11903, 11948, 11949, 11950, 11951, 11952, 11953,
    ]);
  });

  it('loses the hour with 9831.3 mm of rain', () => {
    expect(linesOf('OUT_OF_RANGE', 'rain_1h')).toEqual([24874]);
    expect(verdict.rejected.find(({ line }) => line === 24874)?.message).toContain('got "9831.3"');
  });

  // Line numbers by Python: csv.DictReader, a set of row tuples, index + 2.
  it('loses the 17 exact duplicates and keeps other rows of the same hour', () => {
    expect(linesOf('DUPLICATE_ROW')).toEqual([
      18699, 23853, 26786, 26982, 27173, 28881, 29270, 34713, 34969, 34971, 34973, 34975, 37574, 38678, 38679, 39529,
      48175,
    ]);
    const hours = Buffer.from(verdict.accepted)
      .toString()
      .split('\n')
      .map(line => line.split(',')[7]);
    expect(hours.length - new Set(hours).size).toBeGreaterThan(7_000);
  });

  it('warns of the gap from August 2014 to June 2015', () => {
    const measured = verdict.warnings.map(warning => warning.measured);
    expect(measured).toContainEqual({
      from: '2014-08-08T01:00:00.000Z',
      to: '2015-06-11T20:00:00.000Z',
      minutes: 7387 * 60,
    });
    expect(verdict.warnings.every(({ code }) => code === 'TIME_GAP')).toBe(true);
  });

  it('profiles the rows that go on', () => {
    const temperature = verdict.columns.find(({ name }) => name === 'temp');
    expect(temperature).toMatchObject({ count: 48_176, missing: 0, minimum: 243.39, maximum: 310.07 });
    expect(temperature?.mean).toBeCloseTo(281.26293, 4);
  });

  it('explains rows with their bytes as sent', () => {
    const lines = bytes.toString().split('\r\n');
    for (const { line, raw } of verdict.rejected) expect(raw).toBe(lines[line - 1]);
  });
});

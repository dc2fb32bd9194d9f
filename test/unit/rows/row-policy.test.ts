import { acceptedRange, type NumericColumn, rowPolicySchema } from '../../../lambdas/contracts/row-policy';
import { trafficVolumeRowPolicy } from './traffic-policy';

const n = { name: 'n', type: 'number' } as const;
const d = { name: 'd', type: 'timestamp' } as const;

describe('rowPolicySchema', () => {
  it('needs columns only', () => {
    expect(rowPolicySchema.parse({ columns: [n] })).toEqual({
      columns: [{ name: 'n', type: 'number', required: true, rangeOffsetShare: 0.25 }],
      unknownColumns: 'reject',
      duplicates: 'reject',
      outOfOrder: 'accept',
      maxGapsListed: 20,
      delimiter: ',',
      decimal: '.',
      missingTokens: [],
      maxBytes: 67_108_864,
      maxRows: 2_000_000,
      maxRejectedShare: 0.5,
      maxRejectedRows: 100_000,
    });
  });

  it('survives the way to the function as JSON', () => {
    expect(rowPolicySchema.parse(JSON.parse(JSON.stringify(trafficVolumeRowPolicy)))).toEqual(trafficVolumeRowPolicy);
  });

  it.each([
    ['columns', { columns: [] }],
    ['columns.1.name', { columns: [n, n] }],
    ['columns.0', { columns: [{ ...n, minimum: 2, maximum: 1 }] }],
    ['columns.0', { columns: [{ ...n, minimum: 9, trainedRange: { minimum: 0, maximum: 4 } }] }],
    ['columns.0.trainedRange', { columns: [{ ...n, trainedRange: { minimum: 2, maximum: 1 } }] }],
    ['columns.0', { columns: [{ ...n, type: 'text', minimum: 1 }] }],
    ['columns.0.type', { columns: [{ ...n, type: 'float' }] }],
    ['keyColumns.0', { columns: [n], keyColumns: ['m'] }],
    ['keyColumns.0', { columns: [n, { ...d, required: false }], keyColumns: ['d'] }],
    ['timeColumn', { columns: [n], timeColumn: 'n' }],
    ['timeColumn', { columns: [{ ...d, required: false }], timeColumn: 'd' }],
    ['timeColumn', { columns: [d], stepMinutes: 60 }],
    ['timeColumn', { columns: [d], outOfOrder: 'reject' }],
    ['decimal', { columns: [n], decimal: ',' }],
    ['maxRejectedShare', { columns: [n], maxRejectedShare: 50 }],
    ['maxBytes', { columns: [n], maxBytes: 2 ** 31 }],
    ['', { columns: [n], maxByte: 1 }],
  ])('fails at %j', (path, policy) => {
    const parsed = rowPolicySchema.safeParse(policy);
    expect(parsed.error?.issues.map(issue => issue.path.join('.'))).toContain(path);
  });

  it('lists all problems of a policy', () => {
    const parsed = rowPolicySchema.safeParse({ columns: [n, n], keyColumns: ['x'], timeColumn: 'y', decimal: ',' });
    expect(parsed.error?.issues).toHaveLength(4);
  });
});

describe('acceptedRange', () => {
  const range = (column: Partial<NumericColumn>) =>
    acceptedRange({ ...n, required: true, rangeOffsetShare: 0.25, ...column });

  it('is open where nothing limits', () => expect(range({})).toEqual({ minimum: -Infinity, maximum: Infinity }));

  it('widens the trained range by a quarter of its width on either side', () => {
    expect(range({ trainedRange: { minimum: 10, maximum: 50 } })).toEqual({ minimum: 0, maximum: 60 });
  });

  it('keeps to the hard limits', () => {
    const trainedRange = { minimum: 10, maximum: 50 };
    expect(range({ trainedRange, minimum: 5, maximum: 55 })).toEqual({ minimum: 5, maximum: 55 });
  });
});

import * as fc from 'fast-check';
import { featuresKindOf, recordKey } from '../../../lambdas/domain/ingestion/record-key';
import { anyRest } from './hostile-keys';

const of = { workload: 'shop', day: '2026-01-31', key: 'incoming/shop/a.jpg', versionId: 'v1' } as const;

describe('recordKey', () => {
  it.each([
    // printf 'incoming/shop/a.jpg\nv1' | sha256sum | cut -c1-32
    ['features', '_features/shop/2026-01-31/980af817e3e036feb71871eccf67730b.json'],
    ['examples', '_examples/shop/2026-01-31/980af817e3e036feb71871eccf67730b.json'],
    ['feedback', '_feedback/shop/2026-01-31/980af817e3e036feb71871eccf67730b.json'],
    ['reasons', '_reasons/shop/2026-01-31/980af817e3e036feb71871eccf67730b.json'],
    ['rows', '_rows/shop/2026-01-31/980af817e3e036feb71871eccf67730b.ndjson'],
  ] as const)('puts %s under their own prefix', (kind, expected) => {
    expect(recordKey({ ...of, kind })).toBe(expected);
  });

  it.each([
    ['incoming/shop/a.jpg', 'features'],
    ['incoming/shop/labelled/bags/feedback/a.jpg', 'features'],
    ['labelled/shop/bags/a.jpg', 'examples'],
    ['labelled/shop/bags/feedback.jpg', 'examples'],
    ['labelled/shop/bags/more/feedback/a.jpg', 'examples'],
    ['labelled/shop/bags/feedback/', 'examples'],
    ['labelled/shop/bags/feedback/a.jpg', 'feedback'],
    ['labelled/shop/bags/feedback/more/a.jpg', 'feedback'],
  ])('knows by the key of an object who looks at its record: %s', (key, expected) => {
    expect(featuresKindOf(key)).toBe(expected);
  });

  it('differs by version and by every character of the key', () => {
    const nfc = recordKey({ ...of, kind: 'features', key: 'café' });
    expect(recordKey({ ...of, kind: 'features', key: 'cafe\u0301' })).not.toBe(nfc);
    expect(recordKey({ ...of, kind: 'features', key: 'café', versionId: 'v2' })).not.toBe(nfc);
  });

  it('is short plain ASCII for any key', () => {
    fc.assert(
      fc.property(anyRest, key => {
        expect(recordKey({ ...of, kind: 'reasons', key })).toMatch(/^_reasons\/shop\/2026-01-31\/[0-9a-f]{32}\.json$/);
      }),
    );
  });
});

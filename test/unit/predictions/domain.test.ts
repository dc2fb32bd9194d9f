import fc from 'fast-check';
import { endpointName } from '../../../lambdas/contracts/resource-names';
import { inferenceIdOf } from '../../../lambdas/domain/predictions/inference-id';
import { feedbackKey, feedbackRest } from '../../../lambdas/domain/predictions/labels/label-keys';
import { isRejected } from '../../../lambdas/domain/predictions/labels/label-row';
import { mostLabels, readLabelFile } from '../../../lambdas/domain/predictions/labels/read-label-file';
import { readModelAttributes } from '../../../lambdas/domain/predictions/model-attributes';
import { longestBody, packRequests } from '../../../lambdas/domain/predictions/pack-requests';
import { folderKey, incomingRest } from '../../../lambdas/domain/predictions/prediction-keys';
import { readAnswers, readRefusal } from '../../../lambdas/domain/predictions/read-answers';
import { waitSeconds } from '../../../lambdas/domain/predictions/wait-delay';

describe('packs of images', () => {
  const sizes = fc.array(fc.oneof(fc.nat(2_000_000), fc.integer({ min: 4_000_000, max: longestBody })), {
    maxLength: 12,
  });

  it('hold each image once, in order, within the limits of a request', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 16 }), (lengths, most) => {
        const items = lengths.map((length, at) => ({ at, bytes: new Uint8Array(length), contentType: 'image/png' }));
        const packs = packRequests(items, most);
        expect(packs.flatMap(pack => pack.items)).toEqual(items);
        for (const { body, items: packed } of packs) {
          expect(body.length).toBeLessThanOrEqual(longestBody);
          expect(packed.length).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('send an image by itself as it is', () => {
    const bytes = Buffer.from('picture');
    expect(packRequests([{ bytes, contentType: 'image/webp' }], 16)).toMatchObject([
      { contentType: 'image/webp', body: bytes },
    ]);
  });

  it('fails for an image above the limit', () => {
    expect(() => packRequests([{ bytes: new Uint8Array(longestBody + 1), contentType: 'image/png' }], 1)).toThrow(
      /body must be at most 6291456 bytes, got 6291457/,
    );
  });
});

describe('keys', () => {
  const rest = fc.string({ minLength: 1, maxLength: 1100, unit: 'grapheme' });

  it('fit S3 and differ where the images do, whatever a sender wrote', () => {
    fc.assert(
      fc.property(rest, rest, (one, other) => {
        for (const key of [
          folderKey('product-images', 'upper-part', one),
          feedbackKey('product-images', 'bags', one),
        ]) {
          expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
        }
        const isSame = folderKey('w', 'bags', one) === folderKey('w', 'bags', other);
        expect(isSame).toBe(one === other);
      }),
    );
  });

  it('give the rest of a key back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200 }), text => {
        expect(incomingRest('w', `incoming/w/${text}`)).toBe(text);
        expect(feedbackRest('w', 'bags', feedbackKey('w', 'bags', text))).toBe(text);
      }),
    );
    expect(incomingRest('w', 'incoming/w/')).toBeNull();
    expect(incomingRest('w', 'incoming/other/a.jpg')).toBeNull();
    expect(feedbackRest('w', 'bags', 'labelled/w/bags/a.jpg')).toBeNull();
  });
});

it('an inference id tells workload, key, version and request apart', () => {
  const base = { workload: 'w', key: 'incoming/w/a', sourceVersion: 'v1' };
  const ids = [
    base,
    { ...base, workload: 'x' },
    { ...base, key: 'incoming/w/b' },
    { ...base, sourceVersion: 'v2' },
    { ...base, again: 'now' },
  ].map(inferenceIdOf);
  expect(new Set(ids).size).toBe(ids.length);
  expect(inferenceIdOf({ ...base })).toBe(ids[0]);
  expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
});

it('waits grow and end at the longest, and SQS takes each', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 900 }), (waits, longest) => {
      const seconds = waitSeconds(waits, longest);
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(longest);
      expect(waitSeconds(waits + 1, longest)).toBeGreaterThanOrEqual(seconds);
    }),
  );
});

describe('what a container says', () => {
  const arn = 'arn:aws:sagemaker:eu-central-1:123456789012:model-package/everloop-dev-product-images/12';
  const sha = 'c'.repeat(64);

  it.each([
    [
      'all of it',
      `everloop-model-package=${arn},everloop-artifact-sha256=${sha},everloop-content-sha256=${sha}`,
      [arn, 12, sha, sha],
    ],
    ['nothing', '', [null, null, null, null]],
    ['something else', 'a=b,c,everloop-artifact-sha256=short,everloop-model-package=none', [null, null, null, null]],
  ])('is read: %s', (_, text, [modelPackageArn, modelVersion, artifactSha256, contentSha256]) => {
    expect(readModelAttributes(text)).toEqual({ modelPackageArn, modelVersion, artifactSha256, contentSha256 });
  });

  it.each([
    ['no JSON', 'oops'],
    ['too few answers', '{"predictions":[]}'],
    ['a score above 1', '{"predictions":[{"label":"bags","score":1.2,"scores":{}}]}'],
    ['another class', '{"predictions":[{"label":"cat","score":1,"scores":{}}]}'],
    ['an item that it had no time for', '{"predictions":[{"error":{"code":"OUT_OF_TIME","message":"late"}}]}'],
  ])('fails for %s, so that it is asked again', (_, body) => {
    expect(() => readAnswers(body, 1, ['bags'])).toThrow(/^endpoint answer: /);
  });

  it('is kept when it refuses, in its own words or any', () => {
    expect(readRefusal(400, '{"code":"NOT_AN_IMAGE","message":"none","remedy":"x"}')).toEqual({
      kind: 'refused',
      code: 'NOT_AN_IMAGE',
      message: 'none',
    });
    expect(readRefusal(413, 'too much')).toEqual({ kind: 'refused', code: 'STATUS_413', message: 'too much' });
  });
});

describe('a file of labels', () => {
  it.each(['x.csv', 'x.ndjson'])('%s of any bytes has a verdict for each line or one for itself', name => {
    const header = name.endsWith('.csv') ? 'key,label\n' : '';
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '{', '}', ':', '0', '\u0000', 'é') });
    fc.assert(
      fc.property(text, body => {
        const file = readLabelFile(name, Buffer.from(header + body));
        if (file.kind === 'unusable') return;
        const lines = file.rows.map(({ line }) => line);
        expect(lines).toEqual([...new Set(lines)].sort((one, other) => one - other));
      }),
    );
  });

  it('is refused whole when it has more labels than one call can join', () => {
    const rows = (count: number) => Buffer.from(`key,label\n${'a,b\n'.repeat(count)}`);
    expect(readLabelFile('x.csv', rows(mostLabels))).toMatchObject({ kind: 'rows' });
    expect(readLabelFile('x.csv', rows(mostLabels + 1))).toMatchObject({
      kind: 'unusable',
      reason: { code: 'TOO_MANY_ROWS' },
    });
  });

  it('keeps quoted commas, quotes and line breaks in keys', () => {
    const file = readLabelFile('x.csv', Buffer.from('label,key\nbags,"a, ""b""\nc.jpg"\n'));
    expect(file).toMatchObject({ rows: [{ key: 'a, "b"\nc.jpg', label: 'bags', line: 2 }] });
    expect(file.kind === 'rows' && file.rows.some(isRejected)).toBe(false);
  });
});

it('an endpoint is named by project, environment, workload and stage', () => {
  const parts = { project: 'Everloop', environment: 'dev', workload: 'product-images' };
  expect(endpointName({ ...parts, stage: 'pre-production' })).toBe('everloop-dev-product-images-pre-production');
});

import { describeFate, type Fated, figuresOf, metItsFate } from '../../../cli/demo/demo-run';
import { defectShipment, photoShipment } from '../../../cli/demo/shipment';

const sent: Omit<Fated, 'expected' | 'outcome' | 'reasonCodes'> = {
  kind: 'image',
  key: 'incoming/product-images/run/a.jpg',
  name: 'a.jpg',
  contentType: 'image/jpeg',
  title: 'a photo',
  versionId: '1',
};
const truncated = { verdict: 'reject', code: 'TRUNCATED' } as const;
const fated = (expected: Fated['expected'], outcome: Fated['outcome'], ...reasonCodes: string[]): Fated => ({
  ...sent,
  expected,
  outcome,
  reasonCodes,
});

it.each<[string, Fated, boolean]>([
  ['a good photo that is accepted', fated({ verdict: 'accept' }, 'accepted'), true],
  ['a good photo that is rejected', fated({ verdict: 'accept' }, 'rejected', 'CMYK'), false],
  ['a spoilt file rejected for its reason', fated(truncated, 'rejected', 'TRUNCATED'), true],
  ['a spoilt file rejected for another one', fated(truncated, 'rejected', 'CMYK'), false],
  ['a spoilt file rejected for one more', fated(truncated, 'rejected', 'TRUNCATED', 'CMYK'), false],
  ['a spoilt file that is accepted', fated(truncated, 'accepted'), false],
  ["a user's own photo that is rejected", fated({ verdict: 'any' }, 'rejected', 'CMYK'), true],
  ["a user's own photo without an outcome", fated({ verdict: 'any' }, 'pending'), false],
])('%s met its fate or not', (_, object, met) => {
  expect(metItsFate(object)).toBe(met);
});

it('says what was expected of an object and what became of it', () => {
  const described = describeFate(fated(truncated, 'rejected', 'CMYK'));
  expect(described).toBe('incoming/product-images/run/a.jpg: expected rejected TRUNCATED, got rejected CMYK');
});

it('counts images apart from tables, and loses neither', () => {
  const table: Fated = { ...fated({ verdict: 'accept' }, 'pending'), kind: 'table' };
  const objects = [fated({ verdict: 'accept' }, 'accepted'), fated(truncated, 'rejected', 'TRUNCATED'), table];
  expect(figuresOf(objects, 2)).toEqual({
    images: 2,
    curated: 1,
    quarantined: 1,
    byReason: { TRUNCATED: 1 },
    lost: 1,
    unexpected: 1,
    seconds: 2,
    imagesPerSecond: 1,
    tables: { sent: 1, curated: 0 },
  });
});

describe('what the demo expects', () => {
  const usual = { run: 'run', classes: ['bags'], ownPhotos: false, defaultPolicy: true };
  const photo = { name: 'a.jpg', label: 'bags', bytes: new Uint8Array(), format: 'jpeg' } as never;
  const defect = { name: 'a.jpg', title: 'cut', expected: 'TRUNCATED', bytes: new Uint8Array() } as const;

  it('of photos: acceptance into their class, unless they are a user’s own', () => {
    expect(photoShipment(photo, usual)).toMatchObject({
      key: 'labelled/product-images/bags/run/a.jpg',
      expected: { verdict: 'accept' },
    });
    expect(photoShipment(photo, { ...usual, ownPhotos: true }).expected).toEqual({ verdict: 'any' });
  });

  it('of photos whose class the configuration does not have: acceptance without a label', () => {
    expect(photoShipment(photo, { ...usual, classes: ['red', 'blue'] }).key).toBe('incoming/product-images/run/a.jpg');
  });

  it('of spoilt files: their one reason under the default policy, any verdict under another', () => {
    expect(defectShipment(defect, usual).expected).toEqual(truncated);
    expect(defectShipment(defect, { ...usual, defaultPolicy: false }).expected).toEqual({ verdict: 'any' });
  });
});

import fc from 'fast-check';
import { readIdxImages, readIdxLabels } from '../../../cli/demo/photos/source/idx';
import { idx } from './idx-files';

describe('IDX reader', () => {
  test('gives each picture as its own bytes', () => {
    const images = readIdxImages(idx(0x803, [2, 1, 3], Uint8Array.of(1, 2, 3, 4, 5, 6)), 'f');
    expect(images).toMatchObject({ count: 2, width: 3, height: 1 });
    expect([...images.image(1)]).toEqual([4, 5, 6]);
    expect(() => images.image(2)).toThrow('f: image index must be 0..1, got 2');
  });

  test.each([
    [
      'another magic number',
      idx(0x801, [1, 1, 1], Uint8Array.of(1)),
      'magic number must be 0x00000803, got 0x00000801',
    ],
    ['a byte too many', idx(0x803, [1, 1, 1], Uint8Array.of(1, 2)), 'must have 17 bytes for 1 x 1 x 1 items, got 18'],
    ['a byte too few', idx(0x803, [1, 1, 2], Uint8Array.of(1)), 'must have 18 bytes for 1 x 1 x 2 items, got 17'],
    ['no header', Buffer.from([0, 0, 8]), 'must have a header of 16 bytes, got 3 bytes'],
  ])('fails on %s', (_, bytes, message) => {
    expect(() => readIdxImages(bytes, 'f')).toThrow(message);
  });

  test('fails on a label that names no class', () => {
    expect(() => readIdxLabels(idx(0x801, [3], Uint8Array.of(0, 9, 10)), 'f', 10)).toThrow(
      'f: label 2 must be below 10, got 10',
    );
  });

  test('never accepts a truncated file', () => {
    const whole = idx(0x803, [3, 2, 2], new Uint8Array(12));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), length => {
        expect(() => readIdxImages(whole.subarray(0, length), 'f')).toThrow(/must have/);
      }),
    );
  });
});

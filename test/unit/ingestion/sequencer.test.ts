import * as fc from 'fast-check';
import { isSequencer, padSequencer } from '../../../lambdas/domain/ingestion/sequencer';

/** As DynamoDB's conditions and our code order them. */
function compareSequencers(left: string, right: string): number {
  const [first, second] = [padSequencer(left), padSequencer(right)];
  return first < second ? -1 : first > second ? 1 : 0;
}

const sequencer = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEF'), minLength: 1, maxLength: 20 });

describe('sequencers', () => {
  it.each([
    ['0055AED6DCD90281E5', '0055AED6DCD90281E6', -1],
    ['0055AED6DCD90281E5', '0055AED6DCD90281E', 1],
    ['0055AED6DCD90281E', '0055AED6DCD90281E0', 0],
    ['A', 'B', -1],
    ['1', '0FFFFFFF', 1],
    ['ab', 'AB', 0],
  ])('order %s and %s', (left, right, expected) => {
    expect(compareSequencers(left, right)).toBe(expected);
    expect(compareSequencers(right, left)).toBe(expected === 0 ? 0 : -expected);
  });

  it('compare, once padded, as the fractions they stand for', () => {
    const fraction = (text: string) => BigInt(`0x${text}`) * 16n ** BigInt(20 - text.length);
    fc.assert(
      fc.property(sequencer, sequencer, (left, right) => {
        const [first, second] = [fraction(left), fraction(right)];
        expect(compareSequencers(left, right)).toBe(first < second ? -1 : first > second ? 1 : 0);
        expect(padSequencer(left) < padSequencer(right)).toBe(first < second);
      }),
    );
  });

  it('stay the same when padded twice', () => {
    fc.assert(fc.property(sequencer, text => expect(padSequencer(padSequencer(text))).toBe(padSequencer(text))));
  });

  it.each(['', 'xyz', '0x1F', ' 1', '1\n', 'F'.repeat(65)])('fails for %j', text => {
    expect(isSequencer(text)).toBe(false);
    expect(() => padSequencer(text)).toThrow(/must be 1 to 64 hexadecimal digits/);
  });
});

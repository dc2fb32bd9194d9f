import { createHash } from 'node:crypto';
import { RecordScanner } from '../../../lambdas/domain/rows/record-scanner';
import { RowHash } from '../../../lambdas/domain/rows/row-hash';
import { SeenRows } from '../../../lambdas/domain/rows/seen-rows';

/** Lines of the rows that repeat an earlier one, with the line of that one. */
function repetitions(lines: readonly string[], hash: RowHash): [line: number, earlier: number][] {
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  const row = new RecordScanner(bytes, 44, 2);
  const seen = new SeenRows(bytes, [0, 1], { hash, earlier: new RecordScanner(bytes, 44, 2) });
  const found: [number, number][] = [];
  while (row.next()) {
    const earlier = seen.find(row);
    if (earlier === undefined) seen.add(row);
    else found.push([row.line, earlier]);
  }
  return found;
}

/** Every row collides with every other. */
class ConstantHash extends RowHash {
  override add(): void {
    this.value = 7;
  }
}

describe('SeenRows', () => {
  it('tells rows with equal hashes apart', () => {
    const lines = ['a,b', 'a,c', 'ab,', 'a,b', 'a,bc', 'a,c'];
    expect(repetitions(lines, new ConstantHash(Buffer.from('seed')))).toEqual([
      [4, 1],
      [6, 2],
    ]);
  });

  it('forgets no row while it grows', () => {
    const half = Array.from({ length: 20_000 }, (_, row) => `${row},x`);
    const found = repetitions([...half, ...half], new RowHash(Buffer.from('seed')));
    expect(found).toEqual(half.map((_, row) => [row + 20_001, row + 1]));
  });
});

describe('RowHash', () => {
  const seeded = (seed: string) => new RowHash(createHash('sha256').update(seed).digest());
  const of = (hash: RowHash, text: string) => hash.of(Buffer.from(text), 0, Buffer.byteLength(text));

  it('is another function for another seed', () => {
    expect(of(seeded('a'), 'row')).not.toBe(of(seeded('b'), 'row'));
  });

  it('knows where a field ends', () => {
    const hash = seeded('a');
    const both = (first: string, second: string) => {
      hash.value = 0;
      for (const text of [first, second]) hash.add(Buffer.from(text), 0, text.length);
      return hash.value;
    };
    expect(both('ab', 'c')).not.toBe(both('a', 'bc'));
  });

  it('spreads similar rows over the slots', () => {
    const hash = seeded('a');
    const slots = new Set(Array.from({ length: 4096 }, (_, row) => of(hash, `None,288.28,0.0,${row}`) & 4095));
    // A random function fills 1 - 1/e = 63 % of the slots; a tenth less would show as clustering.
    expect(slots.size).toBeGreaterThan(0.57 * 4096);
  });
});

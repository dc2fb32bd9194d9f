import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellQuote } from '../../../cli/commands/env';

test('a quoted value reaches the shell unchanged, whatever it holds', () => {
  const text = fc.string({ unit: 'binary' }).filter(value => !value.includes('\0'));
  const value = fc.oneof(text, fc.constantFrom("it's", '$(touch x)', '`id`', 'a b', '!!', '\\', 'a\nb', '', '-n'));
  fc.assert(
    fc.property(value, sample => {
      const printed = execFileSync('sh', ['-c', `printf %s. ${shellQuote(sample)}`], { encoding: 'utf8' });
      expect(printed).toBe(`${sample}.`);
    }),
    { numRuns: 60 },
  );
});

import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { eachLine } from '../../../local/sagemaker/containers/each-line';

async function linesOf(chunks: readonly Buffer[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  eachLine(stream, line => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await new Promise(resolve => stream.once('end', resolve));
  return lines;
}

it('gives the same lines, however the bytes arrive', async () => {
  const line = fc.string({ unit: 'grapheme' }).map(text => text.replace(/[\r\n]/g, ''));
  const ends = fc.constantFrom('\n', '\r\n', '\r');
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1 }), ends, fc.nat(), async (lines, end, cut) => {
      const bytes = Buffer.from(lines.map(one => one + end).join(''));
      const at = cut % (bytes.length + 1);
      expect(await linesOf([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(lines);
    }),
  );
});

it('gives a last line that has no end', async () => {
  expect(await linesOf([Buffer.from('one\ntwo')])).toEqual(['one', 'two']);
});

it('cuts what goes on without an end, and loses nothing', async () => {
  const lines = await linesOf(Array.from({ length: 10 }, () => Buffer.alloc(100_000, 'x')));
  expect(lines.map(({ length }) => length)).toEqual([262_144, 262_144, 262_144, 213_568]);
});

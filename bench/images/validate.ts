/**
 * Images per second of the validator and of its peers, in the same run: `npx tsx bench/images/validate.ts`.
 * Compare the ratios, not the figures: machines differ. PYTHON names an interpreter that has Pillow.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createSharpDecoder } from '../../lambdas/adapters/sharp-decoder';
import { imagePolicySchema } from '../../lambdas/contracts/image-policy';
import { openImage } from '../../lambdas/domain/images/open-image';
import { createImageValidator } from '../../lambdas/domain/images/validate-image';

const SIZES = [
  { label: '256 px', width: 256, height: 256, count: 32 },
  { label: '1 MP', width: 1152, height: 896, count: 8 },
  { label: '12 MP', width: 4000, height: 3000, count: 2 },
];
const SECONDS = 2;
const validate = createImageValidator({ decode: createSharpDecoder() });
const policy = imagePolicySchema.parse({});

/** A photo-like picture (octaves of blurred noise) as JPEG of quality 90. */
async function makeJpeg(width: number, height: number, seed: number, progressive = false): Promise<Buffer> {
  let state = seed;
  const nextByte = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  };
  const noise = (side: number) => Buffer.from(Array.from({ length: side * side * 3 }, () => nextByte()));
  const octave = (side: number) =>
    sharp(noise(side), { raw: { width: side, height: side, channels: 3 } }).resize(width, height, { fit: 'fill' });
  const overlay = await octave(128).ensureAlpha(0.4).png().toBuffer();
  const fine = await octave(512).ensureAlpha(0.25).png().toBuffer();
  const layered = await octave(8)
    .composite([{ input: overlay }, { input: fine }])
    .removeAlpha()
    .toBuffer({ resolveWithObject: true });
  const { info, data } = layered;
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .jpeg({ quality: 90, progressive })
    .toBuffer();
}

/** Calls per second, one at a time, over at least SECONDS. */
async function perSecond(
  files: readonly Buffer[],
  work: (bytes: Buffer) => Promise<unknown> | unknown,
): Promise<number> {
  for (const bytes of files.slice(0, 2)) await work(bytes);
  const start = performance.now();
  let calls = 0;
  while (performance.now() - start < SECONDS * 1000) {
    for (const bytes of files) await work(bytes);
    calls += files.length;
  }
  return (calls / (performance.now() - start)) * 1000;
}

const PILLOW = `
import io, sys, time
from PIL import Image
files = [open(path, 'rb').read() for path in sys.argv[2:]]
start, calls = time.perf_counter(), 0
while time.perf_counter() - start < float(sys.argv[1]):
    for data in files:
        Image.open(io.BytesIO(data)).load()
    calls += len(files)
print(calls / (time.perf_counter() - start))
`;

function pillowPerSecond(files: readonly Buffer[]): number | null {
  const folder = mkdtempSync(join(tmpdir(), 'everloop-bench-'));
  const paths = files.map((_, index) => join(folder, `${index}.jpg`));
  for (const [index, bytes] of files.entries()) writeFileSync(paths[index]!, bytes);
  const run = spawnSync(process.env['PYTHON'] ?? 'python3', ['-c', PILLOW, String(SECONDS), ...paths], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  return run.status === 0 ? Number(run.stdout) : null;
}

function walkEntropy(bytes: Buffer): void {
  const opened = openImage('jpeg', bytes);
  const damage = opened.kind === 'parsed' ? opened.value.checkData() : opened.reason;
  if (damage) throw new Error(`bench: generated JPEG must be intact, got ${damage.message}`);
}

async function validateAll(files: readonly Buffer[], inFlight: number): Promise<number> {
  const group = Array.from({ length: inFlight }, (_, index) => files[index % files.length]!);
  const groups = await perSecond([Buffer.alloc(0)], () =>
    Promise.all(group.map(bytes => validate({ name: 'a.jpg', bytes }, policy))),
  );
  return groups * inFlight;
}

async function main(): Promise<void> {
  for (const { label, width, height, count } of SIZES) {
    const files = await Promise.all(Array.from({ length: count }, (_, index) => makeJpeg(width, height, index + 1)));
    const progressive = await makeJpeg(width, height, 1, true);
    const megapixels = (width * height) / 1e6;
    const ours = await perSecond(files, bytes => validate({ name: 'a.jpg', bytes }, policy));
    const rows: (readonly [string, number | null])[] = [
      ['Everloop validator, 8 in flight', await validateAll(files, 8)],
      [
        'sharp, decode to raw pixels',
        await perSecond(files, bytes => sharp(bytes, { failOn: 'warning' }).raw().toBuffer()),
      ],
      [
        'sharp, decode shrunk to 256 px',
        await perSecond(files, bytes => sharp(bytes).resize(256, 256, { fit: 'inside' }).raw().toBuffer()),
      ],
      ['sharp.stats()', await perSecond(files, bytes => sharp(bytes).stats())],
      ['Pillow load()', pillowPerSecond(files)],
    ];
    console.log(`\n${label} (${(files[0]!.length / 1024).toFixed(0)} KiB JPEG)`);
    console.log(`  ${'Everloop validator'.padEnd(34)} ${ours.toFixed(1).padStart(8)} images/s`);
    for (const [name, rate] of rows) {
      const shown =
        rate === null
          ? 'not installed'
          : `${rate.toFixed(1).padStart(8)} images/s   ours = ${(ours / rate).toFixed(2)} x`;
      console.log(`  ${name.padEnd(34)} ${shown}`);
    }
    const walked = [await perSecond(files, walkEntropy), await perSecond([progressive], walkEntropy)];
    const speeds = walked.map(rate => `${(rate * megapixels).toFixed(0)} MP/s`);
    console.log(`  ${'entropy walk'.padEnd(34)} ${speeds[0]} baseline, ${speeds[1]} progressive`);
  }
}

void main();

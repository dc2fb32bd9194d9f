import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { pngChunk, withChunks } from '../../../cli/demo/defects/png-surgery';
import { caseWith, imageFolder } from './photos';

const LIMIT_MEGABYTES = 512;

/** Peak memory and verdicts of a fresh process that validates all files of the folders. */
function validateInChild(folders: readonly string[]): { accept: number; reject: number; peakMegabytes: number } {
  const script = join(__dirname, 'peak-memory-child.ts');
  const output = execFileSync(process.execPath, ['--import', 'tsx', script, ...folders], { encoding: 'utf8' });
  return JSON.parse(output);
}

/** 40 MB of zeros in 40 kB: a viewer that inflates every text chunk pays for it. */
const inflatingText = pngChunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(40e6))]));

describe('peak memory', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'everloop-images-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('stays within 512 MB for the costliest images that the limits let through', async () => {
    const flat = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: '#a05a3c' } });
    const save = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, name), bytes);
    const fullColour = { quality: 80, chromaSubsampling: '4:4:4' };
    save(
      'progressive.jpg',
      await flat(8192, 6100)
        .jpeg({ ...fullColour, progressive: true })
        .toBuffer(),
    );
    save('interlaced.png', await flat(4000, 2990).toColourspace('rgb16').png({ progressive: true }).toBuffer());
    const small = await flat(100, 100).png().toBuffer();
    save('texts.png', withChunks(small, ...Array<Buffer>(50).fill(inflatingText)));
    const { accept, reject, peakMegabytes } = validateInChild([folder]);
    expect({ accept, reject }).toEqual({ accept: 3, reject: 0 });
    expect(peakMegabytes).toBeLessThan(LIMIT_MEGABYTES);
  }, 120_000);

  caseWith('hostile')(
    'stays within 512 MB, without a crash, over the fuzzing corpora',
    () => {
      const folders = ['jpeg', 'png', 'webp'].map(format => imageFolder(`hostile/${format}`));
      const { accept, reject, peakMegabytes } = validateInChild(folders);
      expect(accept + reject).toBe(866);
      expect(reject).toBeGreaterThan(600);
      expect(peakMegabytes).toBeLessThan(LIMIT_MEGABYTES);
    },
    120_000,
  );
});

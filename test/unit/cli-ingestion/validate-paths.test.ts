import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { createFileValidator, type FileVerdict } from '../../../cli/ingestion/validate-file';
import { validatePaths } from '../../../cli/ingestion/validate-paths';
import { VerdictCounter } from '../../../cli/ingestion/validation-tally';
import { createSharpDecoder } from '../../../lambdas/adapters/sharp-decoder';
import { createImageValidator } from '../../../lambdas/domain/images/validate-image';
import { contracts } from './contracts';
import { temporaryFolder } from './temporary-folder';

const validateImage = createImageValidator({ decode: createSharpDecoder() });

async function validate(folder: string, workload?: string): Promise<FileVerdict[]> {
  const verdicts: FileVerdict[] = [];
  const { signal } = new AbortController();
  const onVerdict = (verdict: FileVerdict) => void verdicts.push(verdict);
  await validatePaths({ paths: [folder], contracts, workload, validateImage, signal, onVerdict });
  return verdicts;
}

describe('everloop validate', () => {
  const folder = temporaryFolder({
    'hours.csv': 'at,cars\n2026-01-01 00:00,5\n2026-01-01 01:00,-1\n2026-01-01 05:00,7\n',
    'large.jpg': Buffer.alloc(100_001, 1),
    'none.png': '',
    'page.jpg': '<html><body>404</body></html>',
  });
  beforeAll(async () => {
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
    const photo = sharp({ create: { width: 64, height: 48, channels: 3, background: '#888', noise } });
    await photo.webp().toFile(path.join(folder, 'photo.webp'));
  });

  it('says one verdict a file, in order, with exactly the documented fields', async () => {
    const verdicts = await validate(folder);
    const fields = ['path', 'verdict', 'reasons', 'format', 'width', 'height', 'bytes', 'sha256', 'milliseconds'];
    for (const verdict of verdicts) expect(Object.keys(verdict).sort()).toEqual([...fields].sort());
    expect(
      verdicts.map(one => [path.basename(one.path), one.verdict, one.format, one.width, one.height, one.bytes]),
    ).toEqual([
      ['hours.csv', 'accept', 'csv', null, null, 66],
      ['large.jpg', 'reject', null, null, null, 100_001],
      ['none.png', 'reject', null, null, null, 0],
      ['page.jpg', 'reject', null, null, null, 29],
      ['photo.webp', 'accept', 'webp', 64, 48, fs.statSync(path.join(folder, 'photo.webp')).size],
    ]);
    for (const { path: file, sha256 } of verdicts) {
      expect(sha256).toBe(createHash('sha256').update(fs.readFileSync(file)).digest('hex'));
    }
  });

  it('names the line of each rejected row and warns of gaps', async () => {
    const [rows] = await validate(folder);
    expect(rows?.reasons.map(({ code, message }) => [code, /^line (\d+)/.exec(message)?.[1]])).toEqual([
      ['OUT_OF_RANGE', '3'],
      ['TIME_GAP', undefined],
    ]);
    expect(Object.keys(rows?.reasons[0] ?? {}).sort()).toEqual(['code', 'message', 'remedy']);
  });

  it('uses the limits of the workload that was asked for', async () => {
    const [rows] = await validate(path.join(folder, 'hours.csv'), 'product-images');
    expect(rows).toMatchObject({ verdict: 'reject', reasons: [{ code: 'NOT_AN_IMAGE' }] });
  });

  it('rejects a file that cannot be read instead of failing', async () => {
    const validateFile = createFileValidator(validateImage);
    const gone = { path: 'gone.jpg', location: path.join(folder, 'gone.jpg'), sizeBytes: 7 };
    expect(await validateFile(gone, contracts['product-images']!)).toMatchObject({
      verdict: 'reject',
      reasons: [
        { code: 'UNREADABLE_FILE', message: expect.stringMatching(/^file: content must be readable, got: ENOENT/) },
      ],
      sha256: null,
      bytes: 7,
    });
  });

  it('counts files by verdict and reasons by code, most frequent first', async () => {
    const counter = new VerdictCounter();
    for (const verdict of [...(await validate(folder)), ...(await validate(path.join(folder, 'page.jpg')))]) {
      counter.add(verdict);
    }
    expect(counter.tally).toMatchObject({ files: 6, accepted: 2, rejected: 4 });
    expect(Object.entries(counter.tally.byCode)[0]).toEqual(['NOT_AN_IMAGE', 2]);
  });
});

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type JudgedRetraining, judgeRetraining, type Retraining } from '../../bench/retraining/judge-poisoned';
import { cloudPaths } from '../../local/cloud/paths';
import { pythonPackages } from '../../local/sagemaker/containers/python-packages';

jest.setTimeout(400_000);

const photos = '/usr/share/datasets/fashion-mnist';
const whenThere = existsSync(photos) ? describe : describe.skip;

/** One seed of `npm run bench:poison`, trained by the container's code; the gate is the real one. */
whenThere('a retraining on', () => {
  const byKind = new Map<string, Retraining & JudgedRetraining>();
  const scratch = mkdtempSync(path.join(tmpdir(), 'everloop-poison-'));
  const of = (kind: string) => byKind.get(kind) as Retraining & JudgedRetraining;

  beforeAll(async () => {
    const { root } = cloudPaths();
    const lock = path.join(root, 'pipeline', 'container', 'requirements.txt');
    const folder = await pythonPackages([lock], { paths: cloudPaths(), onProgress: () => undefined });
    const output = path.join(scratch, 'retrainings.ndjson');
    const words = [path.join(root, 'bench', 'retraining', 'poison.py'), output, '--seeds', '200', '--data', photos];
    const env = { ...process.env, OPENBLAS_NUM_THREADS: '1' };
    await promisify(execFile)(path.join(folder, 'bin', 'python'), words, { env });
    for (const line of readFileSync(output, 'utf8').trimEnd().split('\n')) {
      const retraining = JSON.parse(line) as Retraining;
      byKind.set(retraining.kind, { ...retraining, ...judgeRetraining(retraining) });
    }
  }, 400_000);
  afterAll(() => rmSync(scratch, { recursive: true }));

  it('honest feedback is promoted, and repairs the drift', () => {
    expect(of('clean').codes).toEqual([]);
    const { challenger, champion } = of('clean').truth;
    expect(challenger.drift).toBeGreaterThan(champion.drift + 0.2);
  });

  it.each(['flip-10', 'flip-20', 'flip-40', 'flood'])('%s promotes nothing that is worse', kind => {
    expect(of(kind).isHarmful).toBe(false);
  });

  it.each(['backdoor', 'backdoor-5'])('%s promotes nothing that the patch works on', kind => {
    expect(of(kind).hasBackdoor).toBe(false);
  });

  it('labels of which two in five are flipped is refused for them', () => {
    expect(of('flip-40').codes).toContain('DOUBTFUL_FEEDBACK');
  });

  it('a flood of one class is refused for it', () => {
    expect(of('flood').codes).toContain('ONE_SIDED_FEEDBACK');
  });
});

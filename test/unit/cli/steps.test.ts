import { laterSteps, runSteps, type Step } from '../../../cli/output/steps';

async function linesOf(steps: readonly Step[]): Promise<string[]> {
  const lines: string[] = [];
  const options = { interactive: false, note: (text: string) => void lines.push(text) };
  await runSteps(steps, { ...options, signal: new AbortController().signal });
  return lines.map(line => line.replace(/\d+\.\d s$/, 'x s'));
}

const silent = async () => undefined;

describe('steps of output', () => {
  it('end with what they found, or are done', async () => {
    const steps = [
      { title: 'Drift', run: silent, outcome: () => 'accuracy 0.49' },
      { title: 'Alarm', run: silent, outcome: () => undefined },
      { title: 'Report', run: silent },
    ];
    expect(await linesOf(steps)).toEqual([
      'Drift ...',
      'Drift: accuracy 0.49 in x s',
      'Alarm ...',
      'Alarm: done in x s',
      'Report ...',
      'Report: done in x s',
    ]);
  });

  it('that are made later say what they found too', async () => {
    let made = 0;
    const make = (): Step[] => {
      made += 1;
      return [{ title: 'made', run: silent, outcome: () => 'found' }];
    };
    expect(await linesOf(laterSteps(['Later'], make))).toEqual(['Later ...', 'Later: found in x s']);
    expect(made).toBe(1);
  });
});

/** A piece of work that may take longer than two seconds. */
export interface Step {
  readonly title: string;
  /** `report` shows what it is doing now, or how far it is ("320 of 1,000"). */
  run(report: (progress: string) => void): Promise<void>;
  /** What it found, in a few words, once it has run; shown in place of "done". */
  outcome?(): string | undefined;
}

/** Steps that can be made only once those before them have run; each is made when its turn comes. */
export const laterSteps = (titles: readonly string[], make: () => readonly Step[]): Step[] =>
  titles.map((title, index) => {
    let step: Step | undefined;
    return {
      title,
      run: async report => {
        step = make()[index];
        await step?.run(report);
      },
      outcome: () => step?.outcome?.(),
    };
  });

export interface StepsOptions {
  readonly interactive: boolean;
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Plain progress lines come at most this often per step, and a quarter of its time apart: a log stays short. */
const QUIET_MS = 2_000;
/** What is as it was needs no line, but for the sign of life that a log without any would lack. */
const SAME_MS = 30_000;

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

const outcomeOf = (step: Step): string => step.outcome?.() ?? 'done';

async function runPlain(steps: readonly Step[], { note, signal }: StepsOptions): Promise<void> {
  for (const step of steps) {
    signal.throwIfAborted();
    const started = Date.now();
    let last = 0;
    let said = '';
    note(`${step.title} ...`);
    await step.run(progress => {
      const now = Date.now();
      const pause = progress === said ? SAME_MS : QUIET_MS;
      if (now - last < Math.max(pause, (now - started) / 4)) return;
      last = now;
      said = progress;
      note(`  ${progress}`);
    });
    note(`${step.title}: ${outcomeOf(step)} in ${seconds(started)}`);
  }
}

async function runInPlace(steps: readonly Step[], { signal }: StepsOptions): Promise<void> {
  const { Listr } = await import('listr2'); // ESM only, and slow to load
  const tasks = steps.map(step => ({
    title: step.title,
    task: async (_: unknown, task: { title: string; output: string }) => {
      signal.throwIfAborted();
      const started = Date.now();
      await step.run(progress => {
        task.output = progress;
      });
      const outcome = step.outcome?.();
      task.title = `${step.title}${outcome === undefined ? '' : `: ${outcome}`} (${seconds(started)})`;
    },
  }));
  const options = { concurrent: false, exitOnError: true, registerSignalListeners: false } as const;
  await new Listr(tasks, { ...options, rendererOptions: { showErrorMessage: false } }).run();
}

/**
 * Runs steps in order; the first failure ends them.
 * @throws what a step throws; AbortError when `signal` aborts between two steps
 */
export function runSteps(steps: readonly Step[], options: StepsOptions): Promise<void> {
  return options.interactive ? runInPlace(steps, options) : runPlain(steps, options);
}

import { stripVTControlCharacters } from 'node:util';
import { driftText } from '../../../cli/drift/drift-text';
import { Output } from '../../../cli/output/output';
import { driftSection } from '../../../cli/report/drift-section';
import { recallWindow } from '../../../cli/trail/recall-window';
import type { NumberWindowReport } from '../../../lambdas/domain/drift/monitor/number-report';
import { WindowMonitor } from '../../../lambdas/handlers/drift/monitor-window';
import {
  type Golden,
  goldenRmse,
  measure,
  numberWorld,
  place,
  predictionsOf,
  storm,
  workload,
} from '../../support/number-world';
import { minute, start } from '../../support/watched-world';

const output = new Output({ stdout: { write: () => true } as never, stderr: { write: () => true } as never });
const textOf = (report: NumberWindowReport) => stripVTControlCharacters(driftText(report, output));
const pageOf = (report: NumberWindowReport) => driftSection(report).body.markup;

/** A stormy window of which `labelled` predictions were measured, 8 cm off, judged by hand. */
async function judged(labelled: number, golden?: Golden) {
  const world = await numberWorld({}, golden);
  const records = predictionsOf({ minute: 0, weather: storm });
  await place(world, records);
  await measure(world, records.slice(0, labelled), { minute: 9, error: 8 });
  const plan = { kind: 'numbers', unit: '<cm>', policy: world.policy } as const;
  const monitor = new WindowMonitor({ workload, plan }, world.effects, 'keep');
  const window = { from: new Date(start), to: new Date(start + 10 * minute) };
  const report = (await monitor.judge(window, new Date(start + 60 * minute))) as NumberWindowReport;
  return { world, report };
}

it('shows the error beside its ceiling, and the drift that can hurt most', async () => {
  const { report, world } = await judged(200);
  const text = textOf(report);
  expect(text).toContain('out of the ordinary: data-drift, prediction-drift, rmse');
  expect(text).toMatch(/RMSE +8\.000 +<cm> +≤ 4\.600, golden set 4\.000/);
  expect(text).toMatch(/R² +0\.\d{4}/);
  expect(text).toContain('Drift that can hurt most: rain (moved 1.000, weight 0.750)');
  expect(text).not.toContain('macro-F1');
  // By hand nothing is published.
  expect(world.metrics.points).toEqual([]);
});

it('says of how many labels figures are withheld, and of a version without a golden error that no ceiling is known', async () => {
  expect(textOf((await judged(12)).report)).toContain('RMSE, MAE, bias and R² are withheld: 12 of 30 labels');
  expect(textOf((await judged(200, {})).report)).toMatch(/RMSE +8\.000 +<cm> +no ceiling known/);
});

it('the page has a card of RMSE and predicted values beside their reference, and shows a unit as text', async () => {
  const page = pageOf((await judged(200)).report);
  expect(page).toMatch(/<div class="tile bad"><dt>RMSE<\/dt><dd>8\.000 <small>&lt;cm&gt;, at most 4\.600<\/small>/);
  expect(page).toContain('<h3>Predicted values</h3>');
  expect(page).toContain('Predicted values: 300 values of the reference behind 200 values of the window');
  expect(page).toContain('RMSE on the golden set');
  expect(page).not.toContain('<cm>');
  expect(page).not.toContain('Accuracy');
});

it('the page says what is withheld, and draws no reference that is not known', async () => {
  const few = pageOf((await judged(12)).report);
  expect(few).toContain('<dt>RMSE</dt><dd>- <small>12 of 30 labels</small>');
  expect(few).toContain('12 of 30: too few to say anything');
  const unknown = pageOf((await judged(200, { rmse: goldenRmse })).report);
  expect(unknown).not.toContain('<h3>Predicted values</h3>');
  expect(unknown).not.toContain('Drift that can hurt most');
});

it('the story of a loop counts its labels, and no class', async () => {
  const { report } = await judged(200);
  expect(recallWindow(report)).toMatchObject({ version: 5, predictions: 200, labels: 200, classes: {} });
});

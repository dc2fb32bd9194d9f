import type { NumberWindowReport } from '../../lambdas/domain/drift/monitor/number-report';
import { printable } from '../ingestion/printable';
import type { Output } from '../output/output';
import { type Cell, table } from '../output/table';
import { cutShare, digits } from '../report/figures';

/** What labels say of predicted numbers; figures of too few of them are withheld, and said so. */
export function regressionText(report: NumberWindowReport, output: Output): string {
  const { scores, labels, minimumLabels, coverage } = report.performance;
  if (!scores) return `RMSE, MAE, bias and R² are withheld: ${labels} of ${minimumLabels} labels`;
  const unit = printable(report.unit);
  const rows: Cell[][] = [
    ['RMSE', digits(scores.rmse), unit, limitText(report, output)],
    ['MSE', digits(scores.mse), `(${unit})²`, ''],
    ['MAE', digits(scores.mae), unit, ''],
    ['bias', digits(scores.bias), unit, 'predicted less actual'],
    ['R²', digits(scores.r2), '', ''],
  ];
  return `${table(output, ['error', 'value', 'unit', 'limit'], rows)}\nlabelled ${cutShare(coverage)}`;
}

function limitText({ performance, outcomes }: NumberWindowReport, { colours: { red, green, yellow } }: Output): string {
  const { ceiling, goldenRmse } = performance;
  const golden = goldenRmse === null ? '' : `, golden set ${digits(goldenRmse)}`;
  if (ceiling === null) return yellow('no ceiling known');
  const text = `≤ ${digits(ceiling)}${golden}`;
  return outcomes['rmse'] === 'breach' ? red(text) : green(text);
}

/** Names of features whose drift can hurt most; undefined where nothing tells it. */
export function contributorsText({ contributors }: NumberWindowReport): string | undefined {
  if (!contributors || contributors.length === 0) return undefined;
  const named = contributors.map(({ name, shift, weight }) => {
    return `${printable(name)} (moved ${cutShare(shift)}, weight ${cutShare(weight)})`;
  });
  return `Drift that can hurt most: ${named.join(', ')}`;
}

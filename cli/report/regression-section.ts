import type { DriftContributor } from '../../lambdas/domain/drift/monitor/drift-contributors';
import type { NumberWindowReport } from '../../lambdas/domain/drift/monitor/number-report';
import { answerColumns } from '../../lambdas/domain/drift/monitor/version-baseline';
import { columnOf } from '../../lambdas/domain/drift/monitor/window-findings';
import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import { countOf, cutShare, digits } from './figures';
import { histogram } from './histogram';
import { tile } from './tile';

/** RMSE beside its ceiling; withheld with the reason. */
export function rmseTile({ performance, outcomes, unit }: NumberWindowReport): SafeHtml {
  const { scores, ceiling, labels, minimumLabels } = performance;
  if (!scores) return tile('RMSE', html`- <small>${labels} of ${minimumLabels} labels</small>`);
  const limit = ceiling === null ? 'no ceiling known' : `at most ${digits(ceiling)}`;
  const kind = { breach: 'bad', ok: 'good', 'insufficient-data': '' }[outcomes['rmse'] ?? 'insufficient-data'];
  return tile('RMSE', html`${digits(scores.rmse)} <small>${unit}, ${limit}</small>`, kind);
}

/** Errors, what was predicted beside the reference, and whose drift can hurt most. */
export function regressionBody(report: NumberWindowReport): SafeHtml {
  const { contributors } = report;
  return html`${report.performance.labels === 0 ? '' : html`<h3>Errors</h3>${errorTable(report)}`}
${predictedChart(report)}
${contributors === null || contributors.length === 0 ? '' : html`<h3>Drift that can hurt most</h3>${contributorTable(contributors)}`}`;
}

function errorTable({ performance, unit }: NumberWindowReport): SafeHtml {
  const { scores, goldenRmse, ceiling, labels, minimumLabels, coverage } = performance;
  if (!scores) {
    return html`<p>${countOf(labels, 'label')}, ${labels} of ${minimumLabels}: too few to say anything.</p>`;
  }
  const rows: readonly (readonly [string, number | null, string])[] = [
    ['RMSE', scores.rmse, unit],
    ['RMSE on the golden set', goldenRmse, unit],
    ['RMSE must not exceed', ceiling, unit],
    ['MSE', scores.mse, `(${unit})²`],
    ['MAE', scores.mae, unit],
    ['Bias', scores.bias, `${unit}, predicted less actual`],
    ['R²', scores.r2, '1 is perfect, 0 no better than the mean'],
  ];
  const row = ([name, value, of]: (typeof rows)[number]) =>
    html`<tr><th scope="row">${name}</th><td class="number">${digits(value)}</td><td>${of}</td></tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Errors"><table>
<caption>On ${countOf(labels, 'label')}, ${cutShare(coverage)} of the predictions</caption>
<thead><tr><th scope="col">Figure</th><th scope="col" class="number">Value</th><th scope="col">Unit</th></tr></thead>
<tbody>${rows.map(row)}</tbody>
</table></div>`;
}

function predictedChart({ own, unit }: NumberWindowReport): SafeHtml {
  const predicted = own && columnOf(own, answerColumns.prediction);
  if (!predicted) return html``;
  const { mean, samples, score } = predicted;
  const title = `Predicted values: ${countOf(samples.reference, 'value')} of the reference behind ${countOf(samples.current, 'value')} of the window`;
  return html`<h3>Predicted values</h3>
<figure>${histogram({ ...predicted.histogram, title })}
<figcaption>Reference grey, window blue, in deciles of the reference. Mean ${digits(mean?.reference ?? null)} → ${digits(mean?.current ?? null)} ${unit}; ${cutShare(score)} of the predictions moved.</figcaption></figure>`;
}

function contributorTable(contributors: readonly DriftContributor[]): SafeHtml {
  const row = ({ name, shift, weight, share }: DriftContributor) =>
    html`<tr><th scope="row">${name}</th>${[shift, weight, share].map(value => html`<td class="number">${cutShare(value)}</td>`)}</tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Drift that can hurt most"><table>
<caption>Features that moved and that the model leans on</caption>
<thead><tr><th scope="col">Feature</th><th scope="col" class="number">Moved</th><th scope="col" class="number">Weight in the model</th><th scope="col" class="number">Of both together</th></tr></thead>
<tbody>${contributors.map(row)}</tbody>
</table></div>`;
}

import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import { commandList } from './command-list';
import { cutShare, figure } from './figures';
import type { ReportSection } from './report-page';
import { tile } from './tile';
import type { ClassRow, TrainingReport } from './training-report';

/** In the words of people; SageMaker's own would break over three lines. */
const decisions: Readonly<Record<string, string>> = {
  PendingManualApproval: 'waits',
  Approved: 'approved',
  Rejected: 'rejected',
};

function tiles({ version, approvalStatus, macroF1, examples, pipelineSeconds }: TrainingReport): SafeHtml {
  return html`<dl class="tiles">
${tile('Version', String(version))}
${tile('Decision', decisions[approvalStatus] ?? approvalStatus, approvalStatus === 'Approved' ? 'good' : 'held')}
${tile('Macro-F1', cutShare(macroF1), 'good')}
${tile('Golden photos', figure(examples))}
${tile('Pipeline', html`${figure(pipelineSeconds)} <small>s</small>`)}
</dl>`;
}

function stepTable(steps: TrainingReport['steps']): SafeHtml {
  const longest = Math.max(0.1, ...steps.map(({ seconds = 0 }) => seconds));
  const row = ({ name, seconds, cached }: TrainingReport['steps'][number]) => html`<tr>
<th scope="row">${name}</th>
<td>${cached ? 'taken from an earlier execution' : ''}</td>
<td class="number">${seconds === undefined ? '' : html`${figure(seconds)} s`}<span class="meter" aria-hidden="true"><span style="width:${Math.round((100 * (seconds ?? 0)) / longest)}%"></span></span></td>
</tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Steps of the pipeline"><table>
<caption>Steps of the pipeline</caption>
<thead><tr><th scope="col">Step</th><th scope="col">Note</th><th scope="col" class="number">Time</th></tr></thead>
<tbody>${steps.map(row)}</tbody>
</table></div>`;
}

function classTable(classes: readonly ClassRow[]): SafeHtml {
  const compared = classes.some(({ published }) => published);
  const cell = (value: number, other?: number) =>
    html`<td class="number">${cutShare(value)}${other === undefined ? '' : html` <small>${other.toFixed(2)}</small>`}</td>`;
  const row = ({ label, recall, precision, npv, support, published }: ClassRow) => html`<tr>
<th scope="row">${label}</th>${cell(recall, published?.recall)}${cell(precision, published?.precision)}${cell(npv, published?.npv)}
<td class="number">${figure(support)}</td>
</tr>`;
  const beside = compared
    ? '; small: published for a model trained on all 60,000 images, scored on the 10,000 test images'
    : '';
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Scores of each class"><table>
<caption>Scores on the golden set${beside}</caption>
<thead><tr><th scope="col">Class</th><th scope="col" class="number">Recall</th><th scope="col" class="number">Precision</th><th scope="col" class="number">NPV</th><th scope="col" class="number">Golden photos</th></tr></thead>
<tbody>${classes.map(row)}</tbody>
</table></div>`;
}

function confusionTable({ classes, confusion }: TrainingReport): SafeHtml | '' {
  if (confusion.length === 0) return '';
  const row = (counts: readonly number[], actual: number) => html`<tr>
<th scope="row">${classes[actual]?.label ?? ''}</th>${counts.map((count, predicted) => html`<td class="number${predicted === actual || count === 0 ? '' : ' wrong'}">${figure(count)}</td>`)}
</tr>`;
  return html`<h3>What was taken for what</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Confusion of classes"><table>
<caption>Rows are what a photo shows, columns what the model said</caption>
<thead><tr><th scope="col">Class</th>${classes.map(({ label }) => html`<th scope="col" class="number">${label}</th>`)}</tr></thead>
<tbody>${confusion.map(row)}</tbody>
</table></div>`;
}

/** How a model was made of the photos, how good it is, and what a person does with it. */
export function trainingSection(report: TrainingReport): ReportSection {
  const { steps, classes, commands, isNew, version, correlationId, manifestId } = report;
  const made = isNew ? `version ${version} waits for a decision` : `the same model is version ${version} already`;
  return {
    id: 'training',
    heading: 'Training',
    lead: `Of data set ${manifestId.slice(0, 12)} the pipeline made a model: ${made}. Its story is ${correlationId}.`,
    body: html`${tiles(report)}
<h3>Scores</h3>
${classTable(classes)}
${confusionTable(report)}
<h3>Where the time went</h3>
${stepTable(steps)}
${commandList('What a person does now', commands)}`,
  };
}

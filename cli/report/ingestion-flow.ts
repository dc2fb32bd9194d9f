import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import { countOf } from './figures';
import type { IngestionReport } from './ingestion-report';

/** Service and what it does here, in the order a photo passes them. */
const STATIONS: readonly (readonly [string, string])[] = [
  ['S3', 'intake bucket'],
  ['EventBridge', 'object created'],
  ['SQS', 'queue + dead letters'],
  ['Pipe', 'batches of photos'],
  ['Step Functions', 'express workflow'],
  ['Lambda', 'validates, sharp'],
];

/** The deployed path as a row of stations that wraps on a phone, with the two ends it can have. */
export function ingestionFlow({ curated, quarantined }: IngestionReport): SafeHtml {
  const station = ([service, role]: readonly [string, string]) => html`<li><b>${service}</b><span>${role}</span></li>`;
  return html`<ol class="flow" aria-label="Path of a photo">
${STATIONS.map(station)}
<li class="ends"><div class="end good"><b>S3 curated</b><span>${countOf(curated, 'photo')}</span></div>
<div class="end held"><b>S3 quarantine</b><span>${countOf(quarantined, 'photo')}</span></div></li>
</ol>`;
}

import { html, type SafeHtml } from '../../lambdas/domain/page/html';

export interface HistogramProps {
  readonly labels: readonly string[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
  /** What it shows, for those who can't see it. */
  readonly title: string;
}

const width = 320;
const height = 84;
const gap = 2;

/** Shares by bin, those of the reference grey behind those of the window; one scale for both. */
export function histogram({ labels, reference, current, title }: HistogramProps): SafeHtml {
  const shares = [toShares(reference), toShares(current)] as const;
  const highest = Math.max(...shares[0], ...shares[1], Number.MIN_VALUE);
  const step = width / Math.max(1, labels.length);
  const bars = labels.map((label, bin) => {
    const [before = 0, now = 0] = [shares[0][bin], shares[1][bin]];
    const name = html`<title>${label}: ${percentOf(before)} before, ${percentOf(now)} now</title>`;
    return html`<g>${name}${bar(bin * step, step, before / highest, 'before')}${bar(bin * step + step / 4, step / 2, now / highest, 'now')}</g>`;
  });
  return html`<svg class="histogram" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">${bars}</svg>`;
}

function bar(x: number, step: number, share: number, kind: 'before' | 'now'): SafeHtml {
  const tall = Math.round(share * height * 10) / 10;
  return html`<rect x="${x.toFixed(1)}" y="${(height - tall).toFixed(1)}" width="${Math.max(1, step - gap).toFixed(1)}" height="${tall.toFixed(1)}" class="${kind}"/>`;
}

function toShares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map(count => (total === 0 ? 0 : count / total));
}

const percentOf = (share: number): string => `${(100 * share).toFixed(1)} %`;

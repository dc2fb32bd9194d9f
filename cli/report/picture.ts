import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import type { ReportPicture } from './ingestion-report';

/** The thumbnail, or a torn picture when the bytes show nothing. */
export function picture({ name, thumbnail }: Pick<ReportPicture, 'name' | 'thumbnail'>): SafeHtml {
  if (thumbnail?.startsWith('data:image/')) return html`<img src="${thumbnail}" alt="${name}" loading="lazy">`;
  return html`<svg class="glyph" viewBox="0 0 48 48" role="img" aria-label="cannot be shown"><path d="M7 9h34v14l-6 5-6-6-7 7-6-5-9 7zM7 36l9-7 6 5 7-7 6 6 6-5v11H7z"/></svg>`;
}

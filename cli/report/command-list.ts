import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import type { NextStep } from './ingestion-report';

/** Commands to copy, under a heading; nothing without any. */
export const commandList = (heading: string, commands: readonly NextStep[]): SafeHtml | '' =>
  commands.length === 0
    ? ''
    : html`<h3>${heading}</h3><ol class="steps">${commands.map(({ text, command }) => html`<li>${text}<pre><code>${command}</code></pre></li>`)}</ol>`;

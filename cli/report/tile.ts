import { html, type SafeHtml } from '../../lambdas/domain/page/html';

/** One figure of a `<dl class="tiles">`. @param kind colours the value: `good`, `held` or `bad` */
export const tile = (label: string, value: SafeHtml | string, kind = ''): SafeHtml =>
  html`<div class="tile ${kind}"><dt>${label}</dt><dd>${value}</dd></div>`;

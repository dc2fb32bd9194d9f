import { html, SafeHtml } from '../page/html';

/** Double quotes would end the attribute that a style stands in. */
const family = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** @param size pixels */
export const font = (size: number): SafeHtml => SafeHtml.trusted(`font-family:${family};font-size:${size}px;`);

export const mono = SafeHtml.trusted("font-family:Consolas,Menlo,'Liberation Mono',monospace;font-size:12px;");

export const heading = (title: string): SafeHtml =>
  html`<h2 class="ink" style="${font(14)}line-height:20px;margin:0 0 8px 0;color:#1d2126;font-weight:bold">${title}</h2>`;

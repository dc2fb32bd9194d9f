/** Markup that is safe to put into a page: made by `html` only, so every text in it went through `escapeText`. */
export class SafeHtml {
  private constructor(readonly markup: string) {}

  /** For text written in this program, such as the style sheet; never for what a user or a file name says. */
  static trusted(markup: string): SafeHtml {
    return new SafeHtml(markup);
  }

  toString(): string {
    return this.markup;
  }
}

export type HtmlValue = SafeHtml | string | number | null | undefined | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Controls, lone surrogates, and characters that turn or hide text (a name `gpj.exe` shown as `exe.jpg`). */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;

/** Text as text: markup characters become entities, invisible ones are spelled out as `\u{202e}`. */
export function escapeText(text: string): string {
  return text
    .replace(INVISIBLE, character => `\\u{${character.codePointAt(0)!.toString(16)}}`)
    .replace(/[&<>"'`]/g, character => ENTITIES[character]!);
}

function render(value: HtmlValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof SafeHtml) return value.markup;
  if (typeof value === 'object') return value.map(render).join('');
  return escapeText(String(value));
}

/** Template tag: everything put in is escaped unless it came out of this tag. Attribute values must stand in quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): SafeHtml {
  const rendered = parts.map((part, i) => (i < values.length ? part + render(values[i]) : part));
  return SafeHtml.trusted(rendered.join(''));
}

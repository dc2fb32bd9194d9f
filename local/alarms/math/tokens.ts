import { AlarmDefinitionError } from '../errors';

export interface Token {
  readonly kind: 'number' | 'word' | 'text' | 'sign' | 'end';
  readonly text: string;
  /** Position in the expression, from 0. */
  readonly at: number;
}

const PATTERN =
  /\s*(?:(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|(?<word>[A-Za-z_]\w*)|(?<text>"[^"]*"|'[^']*')|(?<sign>&&|\|\||[<>=!]=|[-+*/^(),[\]<>]))/y;

/** @throws AlarmDefinitionError at the first character that starts no token. */
export function tokenize(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < end) {
    const from = PATTERN.lastIndex;
    const groups = PATTERN.exec(expression)?.groups;
    if (!groups) {
      throw new AlarmDefinitionError(
        `expression at ${from}: it must go on with a number, an id or an operator, got "${expression.slice(from, from + 10)}"; correct the expression`,
      );
    }
    tokens.push(tokenOf(groups, PATTERN.lastIndex));
  }
  return [...tokens, { kind: 'end', text: 'the end', at: end }];
}

function tokenOf(groups: Record<string, string | undefined>, end: number): Token {
  const kind = (['number', 'word', 'text', 'sign'] as const).find(name => groups[name] !== undefined) ?? 'sign';
  const text = groups[kind] ?? '';
  return { kind, text: kind === 'text' ? text.slice(1, -1) : text, at: end - text.length };
}

import { AlarmDefinitionError } from '../errors';
import { type Token, tokenize } from './tokens';

export type Operator = '+' | '-' | '*' | '/' | '^' | '<' | '<=' | '>' | '>=' | '==' | '!=' | 'AND' | 'OR';

export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  /** The id of another query. */
  | { readonly kind: 'reference'; readonly id: string }
  | { readonly kind: 'negate'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Node[] };

/** Binary operators by rising precedence; ^ binds tighter than unary minus and is read from the right. */
const LEVELS: readonly (readonly Operator[])[] = [
  ['OR'],
  ['AND'],
  ['<', '<=', '>', '>=', '==', '!='],
  ['+', '-'],
  ['*', '/'],
];
const SPELLINGS: Readonly<Record<string, Operator>> = { '&&': 'AND', '||': 'OR' };
/** Keeps a hostile expression from exhausting the stack. */
const MAX_DEPTH = 100;

/**
 * Reads a CloudWatch metric-math expression. Nothing is evaluated.
 * @throws AlarmDefinitionError naming the position of the first mistake.
 */
export function parseExpression(expression: string): Node {
  const parser = new Parser(tokenize(expression));
  return parser.whole();
}

class Parser {
  private position = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Node {
    const node = this.level(0);
    if (this.next.kind !== 'end') this.fail('an operator or the end');
    return node;
  }

  private get next(): Token {
    return this.tokens[this.position] as Token;
  }

  private fail(expected: string): never {
    throw new AlarmDefinitionError(
      `expression at ${this.next.at}: it must go on with ${expected}, got ${this.next.text}; correct the expression`,
    );
  }

  private accept(text: string): boolean {
    const found = this.next.kind !== 'text' && this.next.text === text;
    if (found) this.position += 1;
    return found;
  }

  private expect(text: string): void {
    if (!this.accept(text)) this.fail(`"${text}"`);
  }

  private operatorOf(level: number): Operator | undefined {
    if (this.next.kind !== 'sign' && this.next.kind !== 'word') return undefined;
    const operator = SPELLINGS[this.next.text] ?? (this.next.text as Operator);
    return LEVELS[level]?.includes(operator) ? operator : undefined;
  }

  private level(level: number): Node {
    if (level === LEVELS.length) return this.unary();
    let node = this.level(level + 1);
    for (let operator = this.operatorOf(level); operator; operator = this.operatorOf(level)) {
      this.position += 1;
      node = { kind: 'binary', operator, left: node, right: this.level(level + 1) };
    }
    return node;
  }

  private unary(): Node {
    if (this.depth >= MAX_DEPTH) this.fail(`less than ${MAX_DEPTH} levels of nesting`);
    this.depth += 1;
    const node: Node = this.accept('-') ? { kind: 'negate', operand: this.unary() } : this.power();
    this.depth -= 1;
    return node;
  }

  private power(): Node {
    const base = this.primary();
    return this.accept('^') ? { kind: 'binary', operator: '^', left: base, right: this.unary() } : base;
  }

  private primary(): Node {
    const token = this.next;
    if (this.accept('(')) {
      const node = this.level(0);
      this.expect(')');
      return node;
    }
    if (this.accept('[')) return { kind: 'array', items: this.list(']') };
    if (token.kind === 'end' || token.kind === 'sign') this.fail('a number, an id, a function or "("');
    this.position += 1;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'text') return { kind: 'text', value: token.text };
    if (this.accept('(')) return { kind: 'call', name: token.text, parameters: this.list(')') };
    return { kind: 'reference', id: token.text };
  }

  private list(close: ')' | ']'): readonly Node[] {
    const items: Node[] = [];
    if (this.accept(close)) return items;
    do items.push(this.level(0));
    while (this.accept(','));
    this.expect(close);
    return items;
  }
}

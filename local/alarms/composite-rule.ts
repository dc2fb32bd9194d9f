import { AlarmDefinitionError } from './errors';
import type { AlarmState } from './model';

export type Rule =
  | { readonly kind: 'constant'; readonly holds: boolean }
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'not'; readonly rule: Rule }
  | { readonly kind: 'all' | 'any'; readonly rules: readonly Rule[] }
  | { readonly kind: 'atLeast'; readonly count: number; readonly percent: boolean; readonly rules: readonly Rule[] };

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[(),]|[^\s(),"]+)/y;
const STATES: readonly string[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];
const MAX_DEPTH = 100;

/**
 * Reads a composite alarm's rule: ALARM | OK | INSUFFICIENT_DATA(name or ARN), AND, OR, NOT, TRUE, FALSE,
 * AT_LEAST(n or n%, [NOT] STATE, (names)) and parentheses. AND binds tighter than OR.
 * @throws AlarmDefinitionError naming what stands in the wrong place.
 */
export function parseRule(text: string): Rule {
  const reader = new Reader(tokens(text));
  return reader.whole();
}

function tokens(text: string): readonly string[] {
  const found: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match?.[1]) throw new AlarmDefinitionError(`rule at ${from}: a quote must be closed, got none; close it`);
    found.push(match[1]);
  }
  return found;
}

class Reader {
  private position = 0;
  private depth = 0;

  constructor(private readonly words: readonly string[]) {}

  whole(): Rule {
    const rule = this.joined('OR');
    if (this.position < this.words.length) this.fail('AND, OR or the end');
    return rule;
  }

  private fail(expected: string): never {
    const got = this.words[this.position] ?? 'the end';
    throw new AlarmDefinitionError(`rule: it must go on with ${expected}, got ${got}; correct the rule`);
  }

  private accept(word: string): boolean {
    const found = this.words[this.position] === word;
    if (found) this.position += 1;
    return found;
  }

  private expect(word: string): void {
    if (!this.accept(word)) this.fail(word);
  }

  private joined(word: 'OR' | 'AND'): Rule {
    const part = () => (word === 'OR' ? this.joined('AND') : this.operand());
    const first = part();
    const rules = [first];
    while (this.accept(word)) rules.push(part());
    return rules.length === 1 ? first : { kind: word === 'OR' ? 'any' : 'all', rules };
  }

  private operand(): Rule {
    if (this.depth >= MAX_DEPTH) this.fail(`less than ${MAX_DEPTH} levels of nesting`);
    this.depth += 1;
    const rule = this.unguarded();
    this.depth -= 1;
    return rule;
  }

  private unguarded(): Rule {
    if (this.accept('NOT')) return { kind: 'not', rule: this.operand() };
    if (this.accept('TRUE')) return { kind: 'constant', holds: true };
    if (this.accept('FALSE')) return { kind: 'constant', holds: false };
    if (this.accept('AT_LEAST')) return this.atLeast();
    if (this.accept('(')) {
      const rule = this.joined('OR');
      this.expect(')');
      return rule;
    }
    const state = this.state();
    this.expect('(');
    const alarm = this.name();
    this.expect(')');
    return { kind: 'state', state, alarm };
  }

  private atLeast(): Rule {
    this.expect('(');
    const amount = /^(\d+)(%?)$/.exec(this.words[this.position] ?? '');
    if (!amount) this.fail('a number or a percentage');
    this.position += 1;
    this.expect(',');
    const negated = this.accept('NOT');
    const state = this.state();
    this.expect(',');
    this.expect('(');
    const rules: Rule[] = [];
    do {
      const rule: Rule = { kind: 'state', state, alarm: this.name() };
      rules.push(negated ? { kind: 'not', rule } : rule);
    } while (this.accept(','));
    this.expect(')');
    this.expect(')');
    return { kind: 'atLeast', count: Number(amount[1]), percent: amount[2] === '%', rules };
  }

  private state(): AlarmState {
    const word = this.words[this.position] ?? '';
    if (!STATES.includes(word)) this.fail('(, NOT, AT_LEAST, TRUE, FALSE, ALARM, OK or INSUFFICIENT_DATA');
    this.position += 1;
    return word as AlarmState;
  }

  private name(): string {
    const word = this.words[this.position];
    if (!word || '(),'.includes(word)) this.fail('the name or ARN of an alarm');
    this.position += 1;
    const bare = word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word;
    return bare.startsWith('arn:') ? bare.slice(bare.indexOf(':alarm:') + ':alarm:'.length) : bare;
  }
}

/** Whether the rule holds. An alarm that does not exist is in no state. */
export function ruleHolds(rule: Rule, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.holds;
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'not':
      return !ruleHolds(rule.rule, stateOf);
    case 'all':
      return rule.rules.every(part => ruleHolds(part, stateOf));
    case 'any':
      return rule.rules.some(part => ruleHolds(part, stateOf));
    case 'atLeast': {
      const holding = rule.rules.filter(part => ruleHolds(part, stateOf)).length;
      return rule.percent ? holding * 100 >= rule.count * rule.rules.length : holding >= rule.count;
    }
  }
}

/** Names of the alarms a rule refers to, each once. */
export function childrenOf(rule: Rule): readonly string[] {
  if (rule.kind === 'constant') return [];
  if (rule.kind === 'state') return [rule.alarm];
  const parts = rule.kind === 'not' ? [rule.rule] : rule.rules;
  return [...new Set(parts.flatMap(childrenOf))];
}

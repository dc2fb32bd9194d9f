/** One instruction of a Dockerfile: name in upper case, and the rest with continuation lines joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** Splits a Dockerfile into instructions; here-documents stay with their instruction. */
export function parseDockerfile(text: string): readonly Instruction[] {
  const lines = text.split(/\r?\n/);
  const instructions: Instruction[] = [];
  while (lines.length > 0) {
    const logical = logicalLine(lines);
    const [, name = '', rest = ''] = /^\s*([A-Za-z]+)\s*(.*)$/s.exec(logical) ?? [];
    if (name) instructions.push({ name: name.toUpperCase(), rest: rest.trim() });
  }
  return instructions;
}

const isComment = (line: string) => /^\s*#/.test(line);

/** Takes the next instruction off `lines`: comments inside a continued one are dropped, as Docker does. */
function logicalLine(lines: string[]): string {
  let text = '';
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (isComment(line)) {
      if (text === '') return '';
      continue;
    }
    const continued = /\\\s*$/.test(line);
    text += continued ? `${line.replace(/\\\s*$/, '')} ` : line;
    if (!continued) break;
  }
  for (const [, end] of text.matchAll(/<<-?["']?(\w+)["']?/g)) text += hereDocument(lines, end ?? '');
  return text;
}

function hereDocument(lines: string[], end: string): string {
  const until = lines.findIndex(line => line.trim() === end);
  return `\n${lines.splice(0, until < 0 ? lines.length : until + 1).join('\n')}`;
}

/** Exec form `["a", "b"]` as it is; shell form through /bin/sh -c. */
export function commandOf(rest: string): readonly string[] {
  if (!rest.startsWith('[')) return rest === '' ? [] : ['/bin/sh', '-c', rest];
  const parsed: unknown = JSON.parse(rest);
  if (Array.isArray(parsed) && parsed.every(part => typeof part === 'string')) return parsed;
  throw new Error(`Dockerfile: an exec form must be a JSON list of texts, got ${rest}`);
}

/** Words of an instruction, quotes removed; a JSON list counts as its words. */
export function wordsOf(rest: string): readonly string[] {
  if (rest.startsWith('[')) return commandOf(rest);
  const words = rest.match(/(?:[^\s"']+|"(?:\\.|[^"])*"|'[^']*')+/g) ?? [];
  return words.map(word => word.replace(/"((?:\\.|[^"])*)"|'([^']*)'/g, (_, double, single) => double ?? single));
}

/** `NAME=value NAME2="v 2"` or the old `NAME value`. */
export function assignmentsOf(rest: string): readonly (readonly [name: string, value: string])[] {
  const words = wordsOf(rest);
  if (words[0] !== undefined && !words[0].includes('=')) return [[words[0], words.slice(1).join(' ')]];
  return words.map(word => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);
}

/** Puts variables in: $NAME, ${NAME}, ${NAME:-default}, ${NAME:+other}; unknown ones are empty. */
export function substitute(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\\\$|\$(\w+)|\$\{(\w+)(?::([-+])([^}]*))?\}/g, (whole, plain, braced, operator, word) => {
    if (whole === '\\$') return '$';
    const value = variables[plain ?? braced] ?? '';
    if (operator === '+') return value ? word : '';
    return value || (operator === '-' ? word : '');
  });
}

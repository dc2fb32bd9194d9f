/** Writes docs/cli.md from the commands themselves: `npx tsx cli/docs/commands.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Argument, Command, Option } from 'commander';
import { commands } from '../commands';
import type { CommandContext } from '../context';
import { Output } from '../output/output';

export const commandsPage = join(__dirname, '../../docs/cli.md');
const introductionPage = join(__dirname, 'commands-introduction.md');

/** Options that the frame gives every command; the introduction explains them. */
const COMMON = new Set(['--json', '--quiet', '--no-color', '--help']);

/** All commands as the frame sees them, unable to do anything. */
export function allCommands(): Command[] {
  const silent = { write: () => true };
  const output = new Output({ stdout: silent, stderr: silent });
  const context: CommandContext = { output, signal: new AbortController().signal, foundProblems: () => undefined };
  return commands.map(factory => factory(context));
}

/** The lines that a command's help shows as examples, without the prompt. */
export function examplesOf(command: Command): string[] {
  const written: string[] = [];
  command.configureOutput({ writeOut: text => void written.push(text) }).outputHelp();
  return [...written.join('').matchAll(/^ {2}\$ (.+)$/gm)].map(([, line = '']) => line);
}

/** The page as Markdown, in the order of `everloop --help`. */
export function renderCommands(): string {
  const introduction = readFileSync(introductionPage, 'utf8').trimEnd();
  return `${[introduction, ...allCommands().flatMap(command => sectionsOf(command, 'everloop'))].join('\n\n')}\n`;
}

function sectionsOf(command: Command, parent: string): string[] {
  const name = `${parent} ${command.name()}`;
  const level = '#'.repeat(name.split(' ').length);
  const parameters = [...command.registeredArguments.map(argumentRow), ...ownOptions(command).map(optionRow)];
  return [
    `${level} ${name}`,
    `${command.description()}.`,
    ['```sh', ...examplesOf(command), '```'].join('\n'),
    ...(parameters.length > 0 ? [['| | |', '|---|---|', ...parameters].join('\n')] : []),
    ...command.commands.flatMap(child => sectionsOf(child, name)),
  ];
}

const ownOptions = (command: Command): Option[] =>
  command.options.filter(({ long, hidden }) => !hidden && !COMMON.has(long ?? ''));

function argumentRow(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return row(argument.required ? `<${name}>` : `[${name}]`, argument.description);
}

function optionRow({ flags, description, defaultValue, mandatory }: Option): string {
  const isSaid = defaultValue === undefined || /\(default/.test(description);
  const value = isSaid ? '' : ` (default: ${String(defaultValue)})`;
  return row(flags, `${description}${value}${mandatory ? '; must be given' : ''}`);
}

const row = (name: string, text: string): string =>
  `| \`${name.replaceAll('|', '\\|')}\` | ${text.replaceAll('|', '\\|')} |`;

if (require.main === module) writeFileSync(commandsPage, renderCommands());

import pc from 'picocolors';
import type { Colors } from 'picocolors/types';
import { runSteps, type Step } from './steps';

export interface OutputSettings {
  /** Machine-readable: one JSON document or NDJSON on stdout, and nothing else there. */
  readonly json: boolean;
  /** No progress and no notes. */
  readonly quiet: boolean;
  readonly colour: boolean;
}

export interface Streams {
  readonly stdout: Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean };
}

/** Where a command's results and progress go. Results: stdout. Notes and progress: stderr, so that pipes stay clean. */
export class Output {
  private settings: OutputSettings = { json: false, quiet: false, colour: false };
  colours: Colors = pc.createColors(false);

  constructor(private readonly streams: Streams) {}

  /** Called once, before the command's action. */
  configure(settings: OutputSettings): void {
    this.settings = settings;
    this.colours = pc.createColors(settings.colour && !settings.json);
  }

  get json(): boolean {
    return this.settings.json;
  }

  /** Results go to a terminal, not to a file or a pipe. */
  get terminal(): boolean {
    return this.streams.stdout.isTTY === true && process.env['TERM'] !== 'dumb';
  }

  /** Characters of a line: a file or a pipe takes any number. */
  get width(): number {
    return (this.terminal ? this.streams.stdout.columns : undefined) ?? Number.POSITIVE_INFINITY;
  }

  /** Progress is drawn in place only on a terminal that a person looks at. */
  get interactive(): boolean {
    return this.streams.stderr.isTTY === true && !this.settings.json && !this.settings.quiet;
  }

  /** The command's one result: the value with --json, else what `render` makes of it. Call it once. */
  result(value: unknown, render: () => string): void {
    this.streams.stdout.write(this.settings.json ? `${JSON.stringify(value, undefined, 2)}\n` : withNewline(render()));
  }

  /** One of many results: a line of NDJSON with --json, else a line of text. */
  line(value: unknown, render: () => string): void {
    this.streams.stdout.write(this.settings.json ? `${JSON.stringify(value)}\n` : withNewline(render()));
  }

  /** Something worth knowing that is no result. */
  note(text: string): void {
    if (!this.settings.quiet) this.streams.stderr.write(`${text}\n`);
  }

  /** A failure; printed even when quiet. */
  failure(text: string): void {
    this.streams.stderr.write(`${text}\n`);
  }

  /** Runs steps one after another and shows each: in place on a terminal, as plain lines elsewhere. */
  steps(steps: readonly Step[], signal: AbortSignal): Promise<void> {
    return runSteps(steps, { interactive: this.interactive, note: text => this.note(text), signal });
  }
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

import { printable } from './printable';

/** A log event as CloudWatch keeps it. */
export interface LogEvent {
  readonly timestampMs: number;
  readonly stream: string;
  readonly message: string;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What a log event says. `noise`: what the platform writes around every call, metrics, blank lines. */
export interface LogLine {
  readonly level: LogLevel;
  readonly text: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly isNoise: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads one event: a line of our functions, of Lambda itself, of Step Functions, or plain text. Never throws. */
export function readLogLine(message: string): LogLine {
  const fields = parseObject(message);
  if (!fields) return readText(message);
  if ('_aws' in fields) return { level: 'info', text: 'metrics', details: fields, isNoise: true };
  if (typeof fields['type'] === 'string' && fields['type'].startsWith('platform.')) return readPlatform(fields);
  if (typeof fields['execution_arn'] === 'string') return readWorkflow(fields);
  return readStructured(fields);
}

/** The message as JSON when it is an object, else as text; for machines. */
export const parsedMessage = (message: string): unknown => parseObject(message) ?? message;

function parseObject(message: string): Fields | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message) as Fields;
  } catch {
    return undefined;
  }
}

/** Fields that the logger puts into every line. */
const EVERYWHERE =
  /^(level|message|msg|time|timestamp|service|sampling_rate|xray_trace_id|cold_start|function_.*|requestId)$/;

function readStructured(fields: Fields): LogLine {
  const { details, ...others } = fields;
  const own = Object.entries(others).filter(([name]) => !EVERYWHERE.test(name));
  const nested = typeof details === 'object' && details !== null ? details : details === undefined ? {} : { details };
  const text = String(fields['message'] ?? fields['msg'] ?? '');
  return { level: levelOf(fields['level']), text, details: { ...nested, ...Object.fromEntries(own) }, isNoise: false };
}

function levelOf(level: unknown): LogLevel {
  const name = String(level ?? 'info').toLowerCase();
  if (/^(fatal|critical|error)/.test(name)) return 'error';
  if (name.startsWith('warn')) return 'warn';
  return /^(debug|trace)/.test(name) ? 'debug' : 'info';
}

/** Lambda's own lines in JSON: worth seeing when a call did not end well. */
function readPlatform({ type, record }: Fields): LogLine {
  const details = typeof record === 'object' && record !== null ? (record as Fields) : {};
  const failed = details['status'] !== undefined && details['status'] !== 'success';
  return { level: failed ? 'error' : 'info', text: String(type), details, isNoise: !failed };
}

function readWorkflow({ type, details, execution_arn: execution }: Fields): LogLine {
  const level = /Failed|TimedOut|Aborted/.test(String(type)) ? 'error' : 'info';
  const more = typeof details === 'object' && details !== null ? details : {};
  return { level, text: String(type), details: { ...more, execution }, isNoise: false };
}

function readText(message: string): LogLine {
  const text = message.trimEnd();
  const isError = /\b(ERROR|Traceback|Task timed out|Runtime exited)\b|^\w*(Error|Exception)\b/.test(text);
  const isNoise = !isError && (text === '' || /^(START|END|REPORT|INIT_START) /.test(text));
  return { level: isError ? 'error' : 'info', text, details: {}, isNoise };
}

const longestValue = 300;

/** `key=value` for each detail, on one line. */
export function describeDetails(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${name}=${describeValue(value)}`)
    .join(' ');
}

function describeValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, rounded);
  const shown = text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
  return printable(/\s/.test(shown) && typeof value === 'string' ? JSON.stringify(shown) : shown);
}

/** Figures of a training have 17 digits; nobody reads more than 6. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;

import type { Evaluation } from '../../contracts/evaluation';
import type { DriftSlice } from '../../contracts/gate-card';
import type { ComparedFigure } from './comparison';
import type { GateResult } from './judge-candidate';

/** Where a version comes from: everything that is needed to make it again. */
export interface Lineage {
  readonly workload: string;
  readonly title: string;
  readonly manifestId: string;
  /** Of the pictures and labels that models are compared on. */
  readonly goldenId: string;
  readonly commit: string;
  readonly correlationId: string;
  readonly trainingJob: string;
  readonly image: string;
  /** Of the model.tar.gz. */
  readonly artifactSha256: string;
  readonly hyperParameters: Readonly<Record<string, string>>;
  /** Version that serves now; null for the first one. */
  readonly champion: string | null;
}

export interface ModelCard {
  readonly formatVersion: 1;
  readonly lineage: Lineage;
  readonly examples: { readonly training: number; readonly golden: number; readonly drift: number };
  readonly gate: GateResult;
  readonly evaluation: Evaluation['challenger'];
  readonly classes: readonly string[];
  /** Somebody started the execution with thresholds of their own. */
  readonly isOverridden: boolean;
}

export interface ModelCardProps {
  readonly lineage: Lineage;
  readonly evaluation: Evaluation;
  readonly gate: GateResult;
  /** Training and validation examples. */
  readonly examples: number;
  readonly isOverridden: boolean;
}

/** What is known of a version, for machines. */
export function modelCard({ lineage, evaluation, gate, examples, isOverridden }: ModelCardProps): ModelCard {
  const { challenger, classes } = evaluation;
  const { golden, drift } = challenger;
  return {
    formatVersion: 1,
    lineage,
    examples: { training: examples, golden: golden?.count ?? 0, drift: drift?.count ?? 0 },
    gate,
    evaluation: challenger,
    classes,
    isOverridden,
  };
}

/** The card for people: what it is for, how good it is, what it came from. CommonMark. */
export function modelCardMarkdown(card: ModelCard): string {
  const { lineage, gate } = card;
  const sections = [
    `# ${lineage.title}`,
    verdictOf(card),
    '## Figures on the golden set',
    table(['', 'figure', 'candidate', 'champion', 'floor', 'may lose'], gate.figures.map(figureRow)),
    ...(gate.drift ? ['## Drift slice', ...driftSection(gate.drift)] : []),
    ...confusionSection(card),
    '## Lineage',
    table(['', ''], lineageRows(lineage)),
    '## Limits',
    limits(card),
  ];
  return `${sections.join('\n\n')}\n`;
}

function verdictOf({ gate, examples }: ModelCard): string {
  const scope = `Trained on ${examples.training} examples, scored on ${examples.golden} golden ones.`;
  if (gate.passed) return `Passed the gate; it waits for approval. ${scope}`;
  const lines = gate.findings.map(({ code, message, remedy }) => `- \`${code}\`: ${text(message)}. ${text(remedy)}`);
  return [`Refused by the gate. ${scope}`, '', ...lines].join('\n');
}

const figureRow = ({ label, metric, candidate, champion, floor, margin }: ComparedFigure): string[] => [
  label ?? 'all',
  metric,
  shown(candidate),
  shown(champion),
  shown(floor),
  champion === null ? '–' : `${Number(margin.toFixed(4))}`,
];

/** Feedback of the drifted window that neither model has learned from. */
function driftSection(slice: DriftSlice): string[] {
  const { examples, metric, candidate, champion, classes, leftOut, why } = slice;
  const scarce = Object.entries(leftOut).map(([label, count]) => `${label} (${count})`);
  const verdict =
    slice.kind === 'judged' ? 'Judged' : `**Not judged**: ${text(why)}. It speaks neither for nor against it`;
  const rows = classes.map(one => [
    one.label,
    'recall',
    shown(one.recall),
    shown(one.championRecall),
    `${one.examples}`,
  ]);
  return [
    `${verdict}.${scarce.length > 0 ? ` Left out for want of examples: ${scarce.join(', ')}.` : ''}`,
    table(
      ['', 'figure', 'candidate', 'champion', 'examples'],
      [['judged classes', metric, shown(candidate), shown(champion), `${examples}`], ...rows],
    ),
  ];
}

function confusionSection({ evaluation, classes }: ModelCard): string[] {
  const confusion = evaluation.golden?.confusion;
  if (!confusion) return [];
  const rows = confusion.map((counts, actual) => [classes[actual] ?? '', ...counts.map(String)]);
  return [
    '## Confusion on the golden set',
    'Rows are what it is, columns what the model said.',
    table(['', ...classes], rows),
  ];
}

const lineageRows = (lineage: Lineage): string[][] => [
  ['workload', code(lineage.workload)],
  ['data set', code(lineage.manifestId)],
  ['golden set', code(lineage.goldenId)],
  ['training job', code(lineage.trainingJob)],
  ['image', code(lineage.image)],
  ['artifact sha256', code(lineage.artifactSha256)],
  ['commit', code(lineage.commit)],
  ['correlation id', code(lineage.correlationId)],
  ['champion', lineage.champion === null ? 'none: the first version' : code(lineage.champion)],
  ...Object.entries(lineage.hyperParameters).map(([name, value]) => [name, code(value)]),
];

function limits({ classes }: ModelCard): string {
  const known = classes.length > 0 ? `It names one of ${classes.join(', ')} for whatever it is shown. ` : '';
  return `${known}The figures hold for inputs like the golden set; drift monitoring says when inputs leave it.`;
}

const shown = (value: number | null): string => (value === null ? '–' : value.toFixed(4));

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Foreign text on one line: names and messages come from keys and containers. */
const text = (value: string): string => value.replace(/[\p{Cc}\u2028\u2029]/gu, ' ').replaceAll('<', '&lt;');
const code = (value: string): string => `\`${text(value).replaceAll('`', "'")}\``;

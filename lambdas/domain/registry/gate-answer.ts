import type { GateAnswer, GateVerdict } from '../../contracts/gate-call';
import type { ModelCard } from './model-card';

/** SageMaker takes so many characters of each answer of a Lambda step. */
const longestAnswer = 1024;

interface Placed {
  readonly cardUri: string;
  /** A version has the same artifact already. */
  readonly isKnown: boolean;
}

/** What the pipeline's gate step is told; long reasons end in "...", the card has all of them. */
export function gateAnswer(card: ModelCard, { cardUri, isKnown }: Placed): GateAnswer {
  const { gate, lineage, evaluation } = card;
  return {
    verdict: verdictOf(gate, isKnown),
    reasons: cut(gate.findings.map(({ code, message }) => `${code}: ${message}`).join('; ')),
    artifactSha256: lineage.artifactSha256,
    contentSha256: evaluation.contentSha256,
    cardUri,
    score: scoreOf(card),
  };
}

/** A model that only repeats the champion is no failure: nothing had changed when somebody asked for a training. */
function verdictOf({ passed, findings }: ModelCard['gate'], isKnown: boolean): GateVerdict {
  const repeats = findings.every(({ code }) => code === 'SAME_AS_CHAMPION');
  if (isKnown && repeats) return 'known';
  return passed ? 'register' : 'refused';
}

/** `macroF1=0.9712; drift slice of 60: macroF1=0.9333, champion 0.4812`. */
function scoreOf({ gate: { figures, drift } }: ModelCard): string {
  const [primary] = figures;
  if (!primary) return '';
  const whole = `${primary.metric}=${shown(primary.candidate)}`;
  if (!drift) return whole;
  if (drift.kind !== 'judged') return `${whole}; drift slice too small`;
  const { examples, metric, candidate, champion } = drift;
  return `${whole}; drift slice of ${examples}: ${metric}=${shown(candidate)}, champion ${shown(champion)}`;
}

const shown = (figure: number | null): string => figure?.toFixed(4) ?? 'none';

/** Metadata and messages take printable text only, and no text is no answer. */
const cut = (text: string): string => {
  const plain = text.replace(/[^\x20-\x7e]/g, '?') || 'none';
  return plain.length > longestAnswer ? `${plain.slice(0, longestAnswer - 3)}...` : plain;
};

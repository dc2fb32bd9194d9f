import * as z from 'zod/mini';

export interface Scored {
  readonly kind: 'scored';
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
  readonly probabilities: Readonly<Record<string, number>>;
}

/** The model can't read the image, and would not another time. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: string;
  readonly message: string;
}

export type ItemAnswer = Scored | Refused;

const refusal = z.object({ code: z.string(), message: z.string() });
const share = z.number().check(z.minimum(0), z.maximum(1));
const scored = z.object({ label: z.string(), score: share, scores: z.record(z.string(), share) });
const answers = z.object({ predictions: z.array(z.union([scored, z.object({ error: refusal })])) });

/** The container ran out of time before it reached the item: another try may do. */
const transientCodes = new Set(['OUT_OF_TIME']);

/**
 * One answer per image, in order. @param classes of the workload: a model that names others is not its model
 * @throws Error when the body is not what our containers answer, so that the images are tried again
 */
export function readAnswers(body: string, count: number, classes: readonly string[]): ItemAnswer[] {
  const parsed = answers.safeParse(parseJson(body));
  if (!parsed.success || parsed.data.predictions.length !== count) {
    throw new Error(
      `endpoint answer: body must hold ${count} predictions, got ${body.slice(0, 200)}; does the endpoint serve this workload's model?`,
    );
  }
  return parsed.data.predictions.map(found => {
    if ('error' in found) return refusedBy(found.error);
    if (classes.includes(found.label)) {
      return { kind: 'scored', label: found.label, score: found.score, probabilities: found.scores };
    }
    throw new Error(
      `endpoint answer: label must be one of ${classes.join(', ')}, got ${JSON.stringify(found.label)}; does the endpoint serve this workload's model?`,
    );
  });
}

/** What a container says as a whole, with a status of 4xx: `{"code": …, "message": …}`, or any text. */
export function readRefusal(status: number, text: string): Refused {
  const parsed = refusal.safeParse(parseJson(text));
  if (parsed.success) return refusedBy(parsed.data);
  return { kind: 'refused', code: `STATUS_${status}`, message: text.slice(0, 500) };
}

function refusedBy({ code, message }: z.infer<typeof refusal>): Refused {
  if (transientCodes.has(code)) throw new Error(`endpoint answer: ${message} (${code})`);
  return { kind: 'refused', code, message: message.slice(0, 500) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * One hyper-parameter that tuning chooses, seen from the unit interval: every range becomes [0, 1], stretched by its
 * scale, so that samplers know neither units nor scales.
 */
export interface Dimension {
  readonly name: string;
  /** Categories have no order, and no distance but same or other. */
  readonly categories: number | undefined;
  /** The value at `position` (0 to 1) as the hyper-parameter's text. */
  textAt(position: number): string;
  /** The middle of what becomes `text`: 0 to 1. */
  positionOf(text: string): number;
}

/** A monotonic scale and its inverse. */
interface Scale {
  to(value: number): number;
  from(scaled: number): number;
}

export type ScaleName = 'Linear' | 'Logarithmic' | 'ReverseLogarithmic';

const scales: Readonly<Record<ScaleName, Scale>> = {
  Linear: { to: value => value, from: scaled => scaled },
  Logarithmic: { to: Math.log, from: Math.exp },
  // Fine near 1: 0.9, 0.99, 0.999 lie evenly.
  ReverseLogarithmic: { to: value => -Math.log1p(-value), from: scaled => -Math.expm1(-scaled) },
};

export interface NumberRange {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly scale: ScaleName;
}

const clamp = (value: number, minimum: number, maximum: number): number => Math.min(maximum, Math.max(minimum, value));

export function continuous({ name, minimum, maximum, scale }: NumberRange): Dimension {
  const { to, from } = scales[scale];
  const [low, span] = [to(minimum), to(maximum) - to(minimum)];
  return {
    name,
    categories: undefined,
    textAt: position => String(clamp(from(low + position * span), minimum, maximum)),
    positionOf: text => clamp((to(Number(text)) - low) / span, 0, 1),
  };
}

/** Each integer has the part of the scale from half below to half above it: the ends are as likely as the others. */
export function integer({ name, minimum, maximum, scale }: NumberRange): Dimension {
  const { to, from } = scales[scale];
  const [low, span] = [to(minimum - 0.5), to(maximum + 0.5) - to(minimum - 0.5)];
  return {
    name,
    categories: undefined,
    textAt: position => String(clamp(Math.round(from(low + position * span)), minimum, maximum)),
    positionOf: text => clamp((to(Number(text)) - low) / span, 0, 1),
  };
}

export function categorical(name: string, values: readonly string[]): Dimension {
  return {
    name,
    categories: values.length,
    textAt: position => values[Math.min(values.length - 1, Math.floor(position * values.length))] ?? '',
    positionOf: text => (values.indexOf(text) + 0.5) / values.length,
  };
}

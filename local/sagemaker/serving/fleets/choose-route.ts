/** A way a request can take: one variant of one fleet. */
export interface Route {
  readonly variant: string;
  /** The variant's weight within its fleet. */
  readonly weight: number;
  /** Part of the variant's traffic that this fleet gets, in [0, 1]. */
  readonly share: number;
}

/**
 * The route of one request: by weight and share, or by share among the routes of the target variant, whose weight may
 * be 0 then.
 * @param random in [0, 1)
 * @returns undefined when there is no such variant
 */
export function chooseRoute<R extends Route>(
  routes: readonly R[],
  { target, random }: { readonly target: string | null; readonly random: number },
): R | undefined {
  const open = routes.filter(({ variant, share }) => share > 0 && (target === null || variant === target));
  const weightless = target !== null || open.every(({ weight }) => weight === 0);
  const weightOf = ({ weight, share }: R) => (weightless ? share : weight * share);
  const candidates = open.filter(route => weightOf(route) > 0);
  let left = random * candidates.reduce((sum, route) => sum + weightOf(route), 0);
  const chosen = candidates.find(route => {
    left -= weightOf(route);
    return left < 0;
  });
  return chosen ?? candidates.at(-1);
}

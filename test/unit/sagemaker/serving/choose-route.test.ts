import fc from 'fast-check';
import { chooseRoute, type Route } from '../../../../local/sagemaker/serving/fleets/choose-route';

const route = (variant: string, weight: number, share = 1): Route => ({ variant, weight, share });

/** How many of 1,000 evenly spread requests each route gets. */
function spread(routes: readonly Route[], target: string | null = null): number[] {
  const counts = routes.map(() => 0);
  for (let at = 0; at < 1_000; at += 1) {
    const chosen = chooseRoute(routes, { target, random: (at + 0.5) / 1_000 });
    if (chosen) counts[routes.indexOf(chosen)] = (counts[routes.indexOf(chosen)] ?? 0) + 1;
  }
  return counts;
}

test.each([
  ['one route', [route('A', 1)], null, [1000]],
  ['weights of variants', [route('A', 3), route('B', 1)], null, [750, 250]],
  ['shares of fleets', [route('A', 1, 0.75), route('A', 1, 0.25)], null, [750, 250]],
  ['weights and shares', [route('A', 2, 0.5), route('B', 2), route('A', 2, 0.5)], null, [250, 500, 250]],
  ['a target variant', [route('A', 9), route('B', 1)], 'B', [0, 1000]],
  ['a target variant of weight 0, between fleets', [route('A', 0, 0.5), route('A', 0, 0.5)], 'A', [500, 500]],
  ['weights that are all 0', [route('A', 0), route('B', 0)], null, [500, 500]],
  ['a target that is not there', [route('A', 1)], 'B', [0]],
  ['nothing', [], null, []],
])('traffic follows %s', (_, routes, target, expected) => {
  expect(spread(routes, target)).toEqual(expected);
});

test('a route is found for every request while one is open, and never a closed one', () => {
  const some = fc.record({
    variant: fc.constantFrom('A', 'B'),
    weight: fc.double({ min: 0, max: 5, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.array(some), random, fc.constantFrom(null, 'A'), (routes, at, target) => {
      const open = routes.filter(({ variant, share }) => share > 0 && (target === null || variant === target));
      const chosen = chooseRoute(routes, { target, random: at });
      if (open.some(({ weight, share }) => weight * share > 0)) expect(open).toContain(chosen);
      else if (chosen) expect(open).toContain(chosen);
    }),
  );
});

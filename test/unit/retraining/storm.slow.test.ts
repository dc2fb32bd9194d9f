import { runStorm } from '../../support/retraining-storm/run-storm';
import { fairWeather } from '../../support/retraining-storm/storm';

jest.setTimeout(120_000);

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'a storm of 1,000 alarm changes, lost starters and lost events breaks no rule, and ends with a person (seed %i)',
  async seed => {
    const { violations, started } = await runStorm(seed);
    expect(violations).toEqual([]);
    expect(started).toBeGreaterThan(0);
  },
);

// One retraining of whatever alarm came first in the storm, then those of the alarm that stays.
it('retrains as often as it may when nothing gets lost, and calls once', async () => {
  const { violations, started, lost, notices } = await runStorm(9, { escalateAfter: 2 }, fairWeather);
  expect({ violations, started, lost, notices }).toEqual({ violations: [], started: 3, lost: 0, notices: 1 });
});

it('keeps the budget though the cooldown would allow more', async () => {
  const { violations, started } = await runStorm(
    10,
    { cooldownMinutes: 1, budgetPerDay: 2, escalateAfter: 5 },
    fairWeather,
  );
  expect({ violations, started }).toEqual({ violations: [], started: 6 });
});

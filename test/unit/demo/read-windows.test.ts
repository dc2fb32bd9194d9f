import { firstWindowApart } from '../../../cli/demo/loop/read-windows';
import type { ClassifiedPhoto } from '../../../cli/demo/release/classify-traffic';

const policy = { windowSeconds: 20, stepSeconds: 20, graceSeconds: 5 };
const photoAt = (predictedAt: string) =>
  ({ prediction: { inferenceId: predictedAt, predictedAt } }) as unknown as ClassifiedPhoto;
const idsOf = (parts: readonly (readonly ClassifiedPhoto[])[]) =>
  parts.map(part => part.map(({ prediction }) => prediction.inferenceId));

describe('photos of the first window, apart', () => {
  it('are labelled before all others', () => {
    const times = ['12:00:41', '12:00:19', '12:00:00', '12:00:20'].map(time => `2026-11-22T${time}.000Z`);
    const [late, second, first, next] = times;
    expect(idsOf(firstWindowApart(times.map(photoAt), policy))).toEqual([
      [second, first],
      [late, next],
    ]);
  });

  it.each([[[]], [['2026-11-22T12:00:05.000Z']]])('are all where there is one window: %j', times => {
    expect(idsOf(firstWindowApart(times.map(photoAt), policy))).toEqual(times.length > 0 ? [times] : []);
  });
});

import { alarmsOf, brighter, inverted, type Light, studios, usual } from '../../support/image-windows';

// A part of `npm run bench:drift -- alarms`, which does it 50 times.
const few = studios(4);

it('20 windows without drift raise no alarm, 2 of 3 windows', () => {
  expect(few.map(studio => alarmsOf(studio, Array<Light>(20).fill(usual)))).toEqual(few.map(() => 0));
});

it.each<[string, Light]>([
  ['an inverted background', inverted],
  ['new studio lighting, a third of a stop brighter', brighter],
])('the second window of %s raises the alarm', (_, light) => {
  expect(few.map(studio => alarmsOf(studio, [usual, light, light]))).toEqual(few.map(() => 1));
});

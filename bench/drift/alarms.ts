/**
 * How often undrifted windows alarm, and how often drifted ones do: simulated image features, 300 images a window, 12
 * features, our rule (Holm over the features), 2 of 3 windows.
 * Run: npm run bench:drift -- alarms
 */
import { alarmsOf, brighter, inverted, type Light, studios, usual } from '../../test/support/image-windows';

const runs = 50;
const windows = 20;

const all = studios(runs);
const alarms = all.reduce((sum, studio) => sum + alarmsOf(studio, Array<Light>(windows).fill(usual)), 0);
console.log(`without drift: ${alarms} alarms in ${runs} x ${windows} windows (to reach: at most 2)`);
for (const [name, light] of [
  ['inverted background', inverted],
  ['a third of a stop brighter', brighter],
] as const) {
  const found = all.filter(studio => alarmsOf(studio, [usual, light, light]) === 1).length;
  console.log(`${name}: alarm by the second window in ${found} of ${runs} (to reach: at least 49)`);
}

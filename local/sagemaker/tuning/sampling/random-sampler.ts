import { choiceAt, type Sampler } from './sampler';
import { seededRandom } from './seeded-random';

/** Every choice is as likely as any other, whatever was found before. */
export const randomSampler: Sampler = ({ dimensions, seed, index }) => {
  const random = seededRandom(seed, 'random', index);
  return choiceAt(
    dimensions,
    dimensions.map(() => random()),
  );
};

import { availableParallelism } from 'node:os';
import { wholeCores } from '../../../lambdas/adapters/env';

const name = 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE';
afterEach(() => {
  delete process.env[name];
});

it('a process outside of Lambda has the cores of its machine', () => {
  expect(wholeCores()).toBe(availableParallelism());
});

it.each([
  ['128', 1],
  ['2048', 1],
  ['3537', 1],
  ['3538', Math.min(2, availableParallelism())],
  ['10240', Math.min(5, availableParallelism())],
])('a function with %s MiB has %d', (memory, cores) => {
  process.env[name] = memory;
  expect(wholeCores()).toBe(cores);
});

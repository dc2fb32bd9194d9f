/** Two kinds of tests: `fast` needs nothing but Node; `local` needs the laptop cloud. */
const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript', decorators: false }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  setupFiles: ['<rootDir>/test/support/environment.ts'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist', '<rootDir>/.everloop'],
};
const folders = names => names.map(name => `<rootDir>/test/${name}/**/*.test.ts`);

module.exports = {
  projects: [
    {
      ...common,
      displayName: 'fast',
      testMatch: folders(['unit', 'synth', 'structure']),
      globalSetup: '<rootDir>/test/support/fast-setup.ts',
      globalTeardown: '<rootDir>/test/support/fast-teardown.ts',
    },
    {
      ...common,
      displayName: 'local',
      testMatch: folders(['contract', 'local']),
      globalSetup: '<rootDir>/test/support/local-setup.ts',
      globalTeardown: '<rootDir>/test/support/local-teardown.ts',
    },
  ],
};

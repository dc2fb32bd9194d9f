/** Two kinds of tests: `fast` needs nothing but Node; `local` needs the laptop cloud. */
const transpiled = parser => ['@swc/jest', { jsc: { parser, target: 'es2022' }, module: { type: 'commonjs' } }];
const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': transpiled({ syntax: 'typescript', decorators: false }),
    // Published as ES modules only.
    '/node_modules/hyparquet[^/]*/.+\\.js$': transpiled({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: ['/node_modules/(?!hyparquet)'],
  setupFiles: ['<rootDir>/test/support/environment.ts'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist', '<rootDir>/.everloop'],
};
const folders = names => names.map(name => `<rootDir>/test/${name}/**/*.test.ts`);

module.exports = {
  // Jest's own five seconds are less than a machine with other work may need for what takes one.
  testTimeout: 60_000,
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

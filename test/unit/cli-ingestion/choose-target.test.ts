import { chooseTarget } from '../../../cli/deployment/choose-target';
import { explainRefusal } from '../../../cli/deployment/explain-refusal';
import { defineConfig } from '../../../lib/config/define-config';
import { profiles } from '../../../lib/config/profiles';

const config = defineConfig({
  environments: {
    local: profiles.laptop,
    dev: profiles.development,
    prod: { ...profiles.production, account: '123456789012', region: 'eu-central-1' },
  },
});

describe('choosing the environment', () => {
  it.each<[string, object, Record<string, string>, object]>([
    ['the laptop cloud', {}, {}, { kind: 'laptop', environmentName: 'local' }],
    ['an account', { environment: 'dev' }, {}, { kind: 'account', environmentName: 'dev', settings: {} }],
    ['what the variable names', {}, { EVERLOOP_ENVIRONMENT: 'dev' }, { kind: 'account', environmentName: 'dev' }],
    ['the option before the variable', { environment: 'local' }, { EVERLOOP_ENVIRONMENT: 'dev' }, { kind: 'laptop' }],
    [
      'profile and region for an account',
      { environment: 'prod', profile: 'p' },
      {},
      { settings: { profile: 'p', region: 'eu-central-1' } },
    ],
  ])('takes %s', (_, options, variables, expected) => {
    expect(chooseTarget(options, config, variables)).toMatchObject(expected);
  });

  it.each<[string, object, Record<string, string>, RegExp]>([
    ['an unknown environment', { environment: 'nope' }, {}, /must be one of local, dev, prod, got nope/],
    ['a profile for the laptop cloud', { profile: 'p' }, {}, /--profile must come with an environment in an account/],
    [
      'an account while the shell points at the laptop cloud',
      { environment: 'dev' },
      { EVERLOOP_ENVIRONMENT: 'local', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
      /AWS_ENDPOINT_URL must be unset/,
    ],
  ])('fails for %s', (_, options, variables, message) => {
    expect(() => chooseTarget(options, config, variables)).toThrow(message);
  });
});

describe('explaining a refusal', () => {
  it.each([
    [Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' }), /sign in, or name/],
    [Object.assign(new Error('expired'), { name: 'ExpiredToken' }), /sign in again/],
    [Object.assign(new Error(''), { code: 'ECONNREFUSED' }), /the AWS endpoint must answer, got ECONNREFUSED/],
    [new Error('Region is missing'), /set it in everloop.config.ts or as AWS_REGION/],
  ])('says what to do about %s', (error, message) => {
    expect(explainRefusal(error)).toMatchObject({ message: expect.stringMatching(message), exitCode: 2, cause: error });
  });

  it('leaves other errors as they are', () => {
    const error = new Error('boom');
    expect(explainRefusal(error)).toBe(error);
  });
});

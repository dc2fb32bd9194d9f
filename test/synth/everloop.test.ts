import everloopConfig from '../../everloop.config';
import { defineConfig } from '../../lib/config/define-config';
import { profiles } from '../../lib/config/profiles';
import { synthesize, synthesizeAnew } from '../support/synthesize';

it('gives the same templates every time', () => {
  const text = () =>
    JSON.stringify(Object.values(synthesizeAnew('dev', everloopConfig)).map(template => template.toJSON()));
  expect(text()).toBe(text());
});

it('differs between laptop and account by values only', () => {
  const storeArn = 'arn:aws:sagemaker:eu-central-1:123456789012:mlflow-app/app-1';
  const dev = { ...profiles.development, tracking: { kind: 'managed', storeArn } } as const;
  const config = defineConfig({ environments: { local: profiles.laptop, dev } });
  const types = (environment: string) =>
    Object.values(synthesize(environment, config)).map(template =>
      Object.entries<any>(template.toJSON()['Resources']).map(([id, { Type }]) => [id, Type]),
    );
  expect(types('local')).toEqual(types('dev'));
});

it('fails for an environment that the configuration does not have', () => {
  expect(() => synthesize('staging')).toThrow(
    'everloop: environment must be one of local, dev, prod, got staging; choose one with -c environment=NAME',
  );
});

import { environmentNames } from '../../lambdas/contracts/environment';
import { resourcesOf } from '../support/state-machines';
import { synthesize, synthesizeWith } from '../support/synthesize';

/** Of every stack, where monitors are told of predictions; CDK's own function that empties buckets is not ours. */
const functions = () =>
  Object.values(synthesizeWith({ drift: { looks: 'prompt' } }))
    .flatMap(template => resourcesOf(template, 'AWS::Lambda::Function'))
    .filter(([id]) => !id.startsWith('CustomS3AutoDelete'));

describe('every function', () => {
  it('is told names by variables that the adapters read, and no others', () => {
    const told = functions().flatMap(([, { Properties }]) => Object.keys(Properties.Environment.Variables));
    expect(new Set(told)).toEqual(new Set<string>(Object.values(environmentNames)));
  });

  it('is named resources that exist in a template', () => {
    for (const [, { Properties }] of functions()) {
      for (const value of Object.values<any>(Properties.Environment.Variables)) {
        const isReference = typeof value === 'object' && ('Ref' in value || 'Fn::ImportValue' in value);
        expect(isReference || value === 'dev' || value === 'Everloop' || value === 'null' || /^\d+$/.test(value)).toBe(
          true,
        );
      }
    }
  });
});

describe('every role', () => {
  const roles = () => Object.values(synthesize('dev')).flatMap(template => resourcesOf(template, 'AWS::IAM::Role'));

  it('has no managed policy', () => {
    const ours = roles().filter(([id]) => !id.startsWith('CustomS3AutoDelete'));
    expect(ours.length).toBeGreaterThan(5);
    for (const [, { Properties }] of ours) expect(Properties.ManagedPolicyArns).toBeUndefined();
  });
});

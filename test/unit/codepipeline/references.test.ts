import fc from 'fast-check';
import { referencesIn, resolve, UnresolvedVariable } from '../../../local/codepipeline/variables/references';

const values: Record<string, string> = { 'variables.Model': 'photos', 'Source-1.Version_Id': '#{variables.Model}' };
const lookup = (namespace: string, key: string) => values[`${namespace}.${key}`];

it.each([
  ['no reference', 'no reference'],
  ['{"m":"#{variables.Model}"}', '{"m":"photos"}'],
  ['#{variables.Model}#{variables.Model}', 'photosphotos'],
  // A value that looks like a reference is not looked into.
  ['#{Source-1.Version_Id}', '#{variables.Model}'],
  ['#{variables Model} #{.x} #{x}', '#{variables Model} #{.x} #{x}'],
])('%s becomes %s', (text, expected) => {
  expect(resolve(text, lookup)).toBe(expected);
});

it('refuses a reference that leads to nothing, by name', () => {
  expect(() => resolve('a #{variables.Other}', lookup)).toThrow(UnresolvedVariable);
  expect(() => resolve('a #{variables.Other}', lookup)).toThrow('#{variables.Other}');
});

it('finds exactly the references that it resolves', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9@_-]{1,8}$/);
  const piece = fc.oneof(
    fc.tuple(name, name).map(([namespace, key]) => `#{${namespace}.${key}}`),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), pieces => {
      const text = pieces.join('|');
      const asked: string[] = [];
      resolve(text, (namespace, key) => {
        asked.push(`#{${namespace}.${key}}`);
        return '';
      });
      expect(referencesIn(text).map(one => one.text)).toEqual(asked);
    }),
  );
});

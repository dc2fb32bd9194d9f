import { readFileSync } from 'node:fs';
import { renderSageMakerRules, sageMakerRulesPage } from '../../../cli/docs/sagemaker-rules';
import { sageMakerRules } from '../../../lib/security/rules';

it('docs/sagemaker-rules.md is what `npx tsx cli/docs/sagemaker-rules.ts` writes', () => {
  expect(readFileSync(sageMakerRulesPage, 'utf8')).toBe(renderSageMakerRules());
});

it.each(sageMakerRules.map(rule => [rule.id, rule] as const))('%s explains itself in full sentences', (_, rule) => {
  expect(rule.finding).toMatch(/^[A-Z][^|]*\.$/);
  expect(rule.why).toMatch(/^[A-Z][^|]*[.:] [^|]*\.$/);
});

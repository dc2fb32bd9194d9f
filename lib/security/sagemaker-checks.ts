import type { CfnResource } from 'aws-cdk-lib';
import { NagMessageLevel, NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import type { RuleSettings } from './rule';
import { sageMakerRules } from './rules';
import { subjectOf } from './subject';

/**
 * A cdk-nag pack for SageMaker: cdk-nag's own rules know notebooks only. Ids are `Everloop-SM<n>`; docs/sagemaker-rules.md
 * lists them. The definitions of pipelines are read too, step by step.
 */
export class SageMakerChecks extends NagPack {
  readonly name = 'Everloop SageMaker';

  constructor(
    scope: IConstruct,
    private readonly settings: RuleSettings,
  ) {
    super(scope);
    this.packName = 'Everloop';
  }

  protected checkResource(node: CfnResource): void {
    const subject = subjectOf(node);
    if (!subject) return;
    for (const { id, finding, why, check } of sageMakerRules) {
      this.applyRule({
        ruleSuffixOverride: id,
        info: finding,
        explanation: why,
        level: NagMessageLevel.ERROR,
        node,
        rule: () => check(subject, this.settings),
      });
    }
  }
}

import { NagRuleCompliance } from 'cdk-nag';
import { isNamed, textOf } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';

export const ownJobRole: SageMakerRule = {
  id: 'SM19',
  finding: "A step of a pipeline runs with the pipeline's own role, or with one that the execution chooses.",
  why: "The pipeline's role may start jobs and pass roles; a container needs neither. Give each kind of job a role of its own.",
  check: subject => {
    if (subject.type !== 'AWS::SageMaker::Pipeline') return NagRuleCompliance.NOT_APPLICABLE;
    const own = textOf(subject.properties['RoleArn']);
    return checkJobs(['training', 'processing'], ({ RoleArn }) => isNamed(RoleArn) && textOf(RoleArn) !== own)(subject);
  },
};

import type { ActionTypeId } from '../pipelines/declaration';
import { typeKey } from '../pipelines/declaration';
import type { ActionKind } from './action-kind';
import { cloudFormation } from './cloudformation/cloudformation';
import { codeBuild } from './codebuild';
import { codeCommitSource, connectionSource } from './git-sources';
import { lambdaInvoke } from './lambda-invoke';
import { manualApproval } from './manual-approval';
import { s3Source } from './s3-source';
import { stepFunctions } from './step-functions';

/** What each action type does, by `<category>/<owner>/<provider>`. */
const KINDS: Readonly<Record<string, ActionKind>> = {
  'Source/AWS/S3': s3Source,
  'Source/AWS/CodeCommit': codeCommitSource,
  'Source/AWS/CodeStarSourceConnection': connectionSource,
  'Invoke/AWS/StepFunctions': stepFunctions,
  'Invoke/AWS/Lambda': lambdaInvoke,
  'Build/AWS/CodeBuild': codeBuild,
  'Test/AWS/CodeBuild': codeBuild,
  'Deploy/AWS/CloudFormation': cloudFormation,
  'Approval/AWS/Manual': manualApproval,
};

export const kindOf = (type: ActionTypeId): ActionKind | undefined => KINDS[typeKey(type)];

export const knownKinds = (): readonly string[] => Object.keys(KINDS);

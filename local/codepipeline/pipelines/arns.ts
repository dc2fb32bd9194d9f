import type { Scope } from '../../sagemaker/store/arns';

export const pipelineArn = ({ region, account }: Scope, name: string): string =>
  `arn:aws:codepipeline:${region}:${account}:${name}`;

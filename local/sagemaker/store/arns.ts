/** Account and region that resources are made in. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

/** SageMaker writes names in lower case into ARNs: `training-job/photos-1`. */
export const arnOf = ({ account, region }: Scope, kind: string, name: string): string =>
  `arn:aws:sagemaker:${region}:${account}:${kind}/${name.toLowerCase()}`;

/** What follows the kind in an ARN; a plain name stays as it is. */
export const nameIn = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('/') + 1) : nameOrArn;

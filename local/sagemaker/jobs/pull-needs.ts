import type { Need } from '../cloud/role-session';

/** Rights that pulling an image from ECR takes (execution role permissions in the SageMaker developer guide). */
export function pullNeeds(image: string): readonly Need[] {
  const [, account, region, repository] = /^(\d{12})\.dkr\.ecr\.([\w-]+)\.[^/]+\/([^:@]+)/.exec(image) ?? [];
  if (!repository) return [];
  const resource = `arn:aws:ecr:${region}:${account}:repository/${repository}`;
  const named = ['BatchCheckLayerAvailability', 'GetDownloadUrlForLayer', 'BatchGetImage'];
  return [
    { action: 'ecr:GetAuthorizationToken', resource: '*', service: 'ecr' },
    ...named.map(action => ({ action: `ecr:${action}`, resource, service: 'ecr' })),
  ];
}

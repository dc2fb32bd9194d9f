import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Construct } from 'constructs';
import type { Grantee } from '../functions/grantee';
import { acknowledge } from '../observability/acknowledge';

export interface ContainerImageProps {
  /** Of the Dockerfile. */
  readonly directory: string;
  /** Lock file of its packages; the Dockerfile's own choice when left out. */
  readonly requirements?: string;
}

/** A container of jobs and endpoints, named by the hash of its source. Jobs have no CPU Graviton: amd64. */
export class ContainerImage extends Construct {
  readonly resource: DockerImageAsset;

  constructor(scope: Construct, id: string, { directory, requirements }: ContainerImageProps) {
    super(scope, id);
    this.resource = new DockerImageAsset(this, 'Resource', {
      directory,
      platform: Platform.LINUX_AMD64,
      ...(requirements && { buildArgs: { REQUIREMENTS: requirements } }),
      exclude: ['tests', '**/__pycache__', '.venv', '.pytest_cache', '.mypy_cache', '.ruff_cache'],
    });
  }

  get uri(): string {
    return this.resource.imageUri;
  }

  /** SageMaker pulls the image with the job's role. */
  grantPull(user: Grantee): void {
    const actions = ['BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer'];
    user.allow(
      actions.map(action => `ecr:${action}`),
      [this.resource.repository.repositoryArn],
    );
    user.allow(['ecr:GetAuthorizationToken'], ['*']);
    acknowledge(user, 'AwsSolutions-IAM5[Resource::*]', 'A token of ECR and metrics of CloudWatch take no resource.');
  }
}

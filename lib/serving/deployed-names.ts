import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { loopName } from '../../lambdas/contracts/resource-names';
import type { Grantee } from '../functions/grantee';
import { acknowledge } from '../observability/acknowledge';
import { asNagWrites } from '../observability/as-nag-writes';

export interface DeployedNamesProps {
  readonly project: string;
  readonly environmentName: string;
  readonly workloads: readonly { readonly id: string }[];
}

const kinds = ['endpoint', 'endpoint-config', 'model'] as const;
type Kind = (typeof kinds)[number];

/** ARNs of what deployments make: named by project, environment and workload, numbered as they come. */
export class DeployedNames {
  constructor(
    private readonly scope: Construct,
    private readonly props: DeployedNamesProps,
  ) {}

  arns(kind: Kind): string[] {
    return this.names.map(resourceName => this.stack.formatArn({ service: 'sagemaker', resource: kind, resourceName }));
  }

  get alarms(): string[] {
    return this.names.map(
      name => `arn:${this.stack.partition}:cloudwatch:${this.stack.region}:${this.stack.account}:alarm:${name}`,
    );
  }

  /** Allows actions on what deployments of any workload make. */
  allow(user: Grantee, actions: readonly string[], ...of: readonly (Kind | 'alarm')[]): void {
    const arns = of.flatMap(kind => (kind === 'alarm' ? this.alarms : this.arns(kind)));
    user.allow(actions, arns);
    for (const arn of arns) {
      const finding = `AwsSolutions-IAM5[Resource::${asNagWrites(this.scope, arn)}]`;
      acknowledge(
        user,
        finding,
        'What deployments make is named by version and run; the prefix bounds it to a workload.',
      );
    }
  }

  private get stack(): Stack {
    return Stack.of(this.scope);
  }

  private get names(): string[] {
    const { project, environmentName: environment, workloads } = this.props;
    return workloads.map(({ id: workload }) => `${loopName({ project, environment, workload })}-*`);
  }
}

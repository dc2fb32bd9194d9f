import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type EnvironmentField, environmentNames } from '../../lambdas/contracts/environment';
import { acknowledge, acknowledgeTracing } from '../observability/acknowledge';
import type { FunctionName } from './function-names';
import type { Grantee } from './grantee';

/** What all functions of an environment share. */
export interface FunctionSettings {
  readonly codeOf: (name: FunctionName) => Code;
  readonly architecture: 'arm64' | 'x86_64';
  readonly logRetentionDays: RetentionDays;
  readonly project: string;
  readonly environmentName: string;
  readonly network?: { readonly vpc: IVpc; readonly securityGroups: ISecurityGroup[] };
}

export interface FeatureFunctionProps {
  readonly settings: FunctionSettings;
  readonly name: FunctionName;
  /** Encrypts environment and logs. */
  readonly key: IKey;
  readonly description: string;
  readonly memoryMiB: number;
  readonly timeoutSeconds: number;
}

/** A function of ours: bundled code, its own role and log group, no managed policy. */
export class FeatureFunction extends Construct implements Grantee {
  readonly resource: LambdaFunction;
  readonly logGroup: LogGroup;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: FeatureFunctionProps) {
    super(scope, id);
    const { settings, key } = props;
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `${props.name}: only what it does`,
    });
    this.logGroup = new LogGroup(this, 'Logs', {
      encryptionKey: key,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.logGroup.grantWrite(this.role);
    this.resource = new LambdaFunction(this, 'Resource', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: settings.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      code: settings.codeOf(props.name),
      handler: 'index.handler',
      role: this.role,
      memorySize: props.memoryMiB,
      timeout: Duration.seconds(props.timeoutSeconds),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      environmentEncryption: key,
      environment: {
        [environmentNames.projectName]: settings.project,
        [environmentNames.environmentName]: settings.environmentName,
      },
      ...settings.network,
    });
    acknowledgeTracing(this.role);
    if (settings.network) this.allowNetworkInterfaces();
  }

  /** Lambda itself makes a function's interfaces, with the function's role; EC2 takes no narrower resource for them. */
  private allowNetworkInterfaces(): void {
    const actions = [
      'CreateNetworkInterface',
      'DescribeNetworkInterfaces',
      'DescribeSubnets',
      'DeleteNetworkInterface',
    ];
    const own = ['AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses'];
    this.allow(
      [...actions, ...own].map(action => `ec2:${action}`),
      ['*'],
    );
  }

  /** Tells the function a name that `lambdas/adapters/env.ts` reads. */
  tell(field: EnvironmentField, value: string): void {
    this.resource.addEnvironment(environmentNames[field], value);
  }

  /** Allows exactly these actions on these resources. */
  allow(actions: readonly string[], resources: readonly string[], conditions?: Record<string, unknown>): void {
    this.role.addToPolicy(
      new PolicyStatement({ actions: [...actions], resources: [...resources], ...(conditions && { conditions }) }),
    );
  }

  /** For functions that are never invoked asynchronously, or whose failure has another way to be seen. */
  acknowledgeNoDeadLetters(reason: string): void {
    acknowledge(this, 'Serverless-LambdaDLQ', reason);
  }
}

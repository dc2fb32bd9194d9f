import type { ServiceAnswer } from './answers';

/** A call of an AWS service that the emulator lacks, as the plug-in forwards it. IAM has allowed it already. */
export interface ServiceCall {
  /** SDK service id in lower case, such as `sagemaker` or `sagemaker-runtime`. */
  readonly service: string;
  /** Operation name, such as `CreateTrainingJob`. */
  readonly operation: string;
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

export type OperationHandler = (call: ServiceCall) => Promise<ServiceAnswer>;

/** A CloudFormation resource to make, change or delete; intrinsics are resolved. */
export interface ResourceRequest {
  readonly type: string;
  readonly account: string;
  readonly region: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** `physicalId` is what Ref returns; `attributes` what Fn::GetAtt returns. */
export interface ResourceResult {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Throw an Error to fail the resource: CloudFormation rolls back and shows its message. */
export interface ResourceHandler {
  create(request: ResourceRequest): Promise<ResourceResult>;
  /** Another physicalId than the given one means that the resource was replaced. */
  update(
    physicalId: string,
    request: ResourceRequest,
    oldProperties: ResourceRequest['properties'],
  ): Promise<ResourceResult>;
  /** Must succeed when the resource is gone already. */
  delete(physicalId: string, request: ResourceRequest): Promise<void>;
}

/** An event for a target that the emulator can't deliver to (SageMaker pipeline, CodePipeline, …). */
export interface TargetDelivery {
  /** The rule's target as configured: Arn, RoleArn, and the target's parameters. */
  readonly target: Readonly<Record<string, unknown>> & { readonly Arn: string };
  /** The event, or what the rule's input transformer made of it; JSON text. */
  readonly payload: string;
  readonly account: string;
  readonly region: string;
}

/** A target that will never take the event: it goes to the rule's dead-letter queue. Other errors are tried again. */
export class TargetRefused extends Error {
  override readonly name = 'TargetRefused';
}

/** @throws TargetRefused */
export type TargetHandler = (delivery: TargetDelivery) => Promise<void>;

/**
 * What the local service can do. Each feature adds its own:
 * `registry.operation('sagemaker', 'CreateTrainingJob', handler)`.
 */
export class Registry {
  private readonly operations = new Map<string, OperationHandler>();
  private readonly resources = new Map<string, ResourceHandler>();
  private readonly targets = new Map<string, TargetHandler>();

  operation(service: string, operation: string, handler: OperationHandler): this {
    this.operations.set(`${service}.${operation}`, handler);
    return this;
  }

  /** @param type such as `AWS::SageMaker::Pipeline` */
  resource(type: string, handler: ResourceHandler): this {
    this.resources.set(type, handler);
    return this;
  }

  /** @param service third field of the target's ARN, such as `codepipeline` */
  target(service: string, handler: TargetHandler): this {
    this.targets.set(service, handler);
    return this;
  }

  findOperation(service: string, operation: string): OperationHandler | undefined {
    return this.operations.get(`${service}.${operation}`);
  }

  findResource(type: string): ResourceHandler | undefined {
    return this.resources.get(type);
  }

  findTarget(service: string): TargetHandler | undefined {
    return this.targets.get(service);
  }
}

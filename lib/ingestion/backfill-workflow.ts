import { Duration, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  type CfnStateMachine,
  Choice,
  Condition,
  DistributedMap,
  type IChainable,
  ItemBatcher,
  Map as MapState,
  Pass,
  ProvideItems,
  ResultWriterV2,
  S3ObjectsItemReader,
  type StateMachine,
  StateMachineType,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { SqsSendMessage } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { recordPrefixes } from '../../lambdas/contracts/key-layout';
import { acknowledge } from '../observability/acknowledge';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { importedName } from '../storage/object-access';
import { invoke } from '../workflows/invoke';
import { standardWorkflow } from '../workflows/standard-workflow';
import type { WorkflowSettings } from '../workflows/workflow-logs';
import type { BatchFunctions } from './batch-functions';

export interface BackfillWorkflowProps extends WorkflowSettings {
  readonly functions: BatchFunctions;
  readonly queue: Queue;
  readonly buckets: EverloopBuckets;
  /** Batches under way at a time. */
  readonly concurrency: number;
}

/** A verdict is at most 4 KB with a 1,024-byte key in it; 40 of them stay below the 256 KB of a state's payload. */
const objectsPerBatch = 40;

/**
 * Validates what lies under a prefix already: `{"prefix": "incoming/product-images/"}`.
 * A Distributed Map over the listing with one Express child per batch: about $0.50 a million images. Safe to run again:
 * the ledger skips what is done. What a child can't finish goes to the intake queue, and from there the usual way.
 */
export class BackfillWorkflow extends Construct {
  readonly resource: StateMachine;
  readonly logGroup: LogGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BackfillWorkflowProps,
  ) {
    super(scope, id);
    const { resource, logGroup } = standardWorkflow(this, {
      settings: props,
      comment: 'Validates objects that lie in the intake bucket already',
      definition: this.definition(),
      timeout: Duration.days(7),
      logs: 'states',
      invokes: [props.functions.validate.resource, props.functions.place.resource],
    });
    this.resource = resource;
    this.logGroup = logGroup;
    this.resource.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [props.buckets.intake.bucketArn] }),
    );
    this.acknowledgeFindings();
  }

  private definition(): IChainable {
    const { intake, curated } = this.props.buckets;
    const everyBatch = DistributedMap.jsonata(this, 'Validate every batch', {
      mapExecutionType: StateMachineType.EXPRESS,
      maxConcurrency: this.props.concurrency,
      toleratedFailurePercentage: 10,
      itemReader: new S3ObjectsItemReader({ bucket: intake, prefix: '{% $states.input.prefix %}' }),
      itemBatcher: new ItemBatcher({ maxItemsPerBatch: objectsPerBatch }),
      resultWriterV2: new ResultWriterV2({ bucket: curated, prefix: recordPrefixes.backfill }),
    });
    return everyBatch.itemProcessor(this.batch(intake));
  }

  private batch(intake: IBucket): IChainable {
    const { validate, place } = this.props.functions;
    const validateBatch = invoke(this, 'Validate listed batch', {
      function: validate.resource,
      payload: `{% {"listing": {"bucket": "${intake.bucketName}", "objects": $states.input.Items.{"Key": Key, "Size": Size}[]}} %}`,
      outputs: '{% {"items": $states.input.Items, "batch": $states.result.Payload} %}',
    });
    const placeBatch = invoke(this, 'Place listed batch', {
      function: place.resource,
      payload: '{% $states.input.batch %}',
      outputs: '{% $states.result.Payload %}',
    });
    const handOver = this.handOver(intake);
    validateBatch.addCatch(handOver, { outputs: '{% {"failures": [$states.input.Items.{"itemId": Key}]} %}' });
    placeBatch.addCatch(handOver, { outputs: '{% {"failures": [$states.input.items.{"itemId": Key}]} %}' });
    const done = Pass.jsonata(this, 'Batch is done', { outputs: '{% $states.input %}' });
    const anyFailure = Choice.jsonata(this, 'Any object left?')
      .when(Condition.jsonata('{% $count($states.input.failures) > 0 %}'), handOver)
      .otherwise(done);
    return validateBatch.next(placeBatch).next(anyFailure);
  }

  /** The queue tries again, counts tries and has a dead-letter queue; a child of the map has none of these. */
  private handOver(intake: IBucket): MapState {
    const send = SqsSendMessage.jsonata(this, 'Send object to the queue', {
      queue: this.props.queue,
      messageBody: TaskInput.fromText(
        `{% $string({"source": "everloop.redrive", "why": "backfill", "bucket": "${intake.bucketName}", "key": $states.input.itemId}) %}`,
      ),
    });
    return MapState.jsonata(this, 'Hand the rest to the queue', {
      items: ProvideItems.jsonata('{% $states.input.failures %}'),
      maxConcurrency: 4,
      outputs: '{% {"handedOver": $count($states.input.failures)} %}',
    }).itemProcessor(send);
  }

  private acknowledgeFindings(): void {
    const { buckets } = this.props;
    acknowledge(this, 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]', 'The two forms of one right, on one key.');
    const results = importedName(buckets.curated, buckets.curated.bucketName);
    acknowledge(
      this,
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${results}/*]`,
      'The result writer names its files by execution; Step Functions grants no narrower prefix.',
    );
    for (const executions of ['', '/*']) {
      acknowledge(
        this,
        `AwsSolutions-IAM5[Resource::${this.executionsAsNagWritesThem(executions)}]`,
        'Executions of this one machine; their names are made at run time.',
      );
    }
  }

  private executionsAsNagWritesThem(suffix: string): string {
    const stack = Stack.of(this);
    const written = (value: string) => (Token.isUnresolved(value) ? `<${stack.resolve(value).Ref}>` : value);
    const [partition, region, account] = [stack.partition, stack.region, stack.account].map(written);
    const machine = stack.getLogicalId(this.resource.node.defaultChild as CfnStateMachine);
    const name = `{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${machine}"}]}]}`;
    return `arn:${partition}:states:${region}:${account}:execution:${name}${suffix}:*`;
  }
}

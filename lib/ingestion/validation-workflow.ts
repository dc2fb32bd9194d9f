import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  Choice,
  Condition,
  DefinitionBody,
  type IChainable,
  LogLevel,
  Map as MapState,
  Pass,
  ProvideItems,
  QueryLanguage,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { DynamoAttributeValue, DynamoPutItem } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeInvocation, acknowledgeTracing } from '../observability/acknowledge';
import { invoke } from '../workflows/invoke';
import { type WorkflowSettings, workflowLogGroup } from '../workflows/workflow-logs';
import type { BatchFunctions } from './batch-functions';
import type { LedgerTable } from './ledger-table';

export interface ValidationWorkflowProps extends WorkflowSettings {
  readonly functions: BatchFunctions;
  readonly ledger: LedgerTable;
  /** Must be shorter than the queue's visibility timeout. */
  readonly timeoutSeconds: number;
}

/** Errors of dead letters are kept a week longer than the letters themselves (14 days). */
const errorKeptSeconds = 21 * 86_400;

/**
 * Express workflow, one execution per batch of messages:
 *
 * ```
 * Validate batch ─► Place batch ─► Any failure? ─ no ──────────────────────────► Answer the pipe
 *       └──── crash ────┴─► One item at a time ─►┘ └ yes ─► Keep the last errors ─►┘
 * ```
 * A message that crashes the function would take its whole batch to the dead-letter queue; tried one by one, only it
 * goes back. The answer names the failed messages, the Pipe deletes the others.
 */
export class ValidationWorkflow extends Construct {
  readonly resource: StateMachine;
  readonly logGroup: LogGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ValidationWorkflowProps,
  ) {
    super(scope, id);
    this.logGroup = workflowLogGroup(this, props);
    this.resource = new StateMachine(this, 'Resource', {
      comment: 'Validates a batch of incoming objects and puts each into curated or quarantine',
      stateMachineType: StateMachineType.EXPRESS,
      queryLanguage: QueryLanguage.JSONATA,
      definitionBody: DefinitionBody.fromChainable(this.definition()),
      timeout: Duration.seconds(props.timeoutSeconds),
      tracingEnabled: true,
      // Execution data may hold senders' file names, so it stays out of the log.
      logs: { destination: this.logGroup, level: LogLevel.ERROR, includeExecutionData: false },
    });
    this.grantKey(props.key);
    acknowledgeTracing(this);
    acknowledgeInvocation(this, [props.functions.validate.resource, props.functions.place.resource]);
    acknowledge(
      this,
      'AwsSolutions-SF1',
      'Logging every event of an Express execution per batch costs more than the workflow.',
    );
  }

  private definition(): IChainable {
    const { validate, place } = this.props.functions;
    const validateBatch = invoke(this, 'Validate batch', {
      function: validate.resource,
      payload: '{% {"records": $states.input} %}',
      outputs: '{% {"records": $states.input, "batch": $states.result.Payload} %}',
    });
    const placeBatch = invoke(this, 'Place batch', {
      function: place.resource,
      payload: '{% $states.input.batch %}',
      outputs: '{% {"failures": $states.result.Payload.failures} %}',
    });
    const finish = this.finish();
    const oneAtATime = this.oneItemAtATime();
    oneAtATime.next(finish);
    validateBatch.addCatch(oneAtATime, { outputs: '{% {"records": $states.input} %}' });
    placeBatch.addCatch(oneAtATime, { outputs: '{% {"records": $states.input.records} %}' });
    return validateBatch.next(placeBatch).next(finish);
  }

  /** The same two functions, a message at a time: a crash then costs the one message that caused it. */
  private oneItemAtATime(): MapState {
    const { validate, place } = this.props.functions;
    const validateItem = invoke(this, 'Validate one item', {
      function: validate.resource,
      payload: '{% {"records": [$states.input]} %}',
      outputs: '{% {"messageId": $states.input.messageId, "batch": $states.result.Payload} %}',
    });
    const placeItem = invoke(this, 'Place one item', {
      function: place.resource,
      payload: '{% $states.input.batch %}',
      outputs: '{% {"failures": $states.result.Payload.failures} %}',
    });
    const goesBack = Pass.jsonata(this, 'Item goes back to the queue');
    const failure = {
      outputs:
        '{% {"failures": [{"itemId": $states.input.messageId, "error": $states.errorOutput.Error, "cause": $substring($string($states.errorOutput.Cause), 0, 500)}]} %}',
    };
    validateItem.addCatch(goesBack, failure);
    placeItem.addCatch(goesBack, failure);
    return MapState.jsonata(this, 'One item at a time', {
      items: ProvideItems.jsonata('{% $states.input.records %}'),
      maxConcurrency: 2,
      outputs: '{% {"failures": [$states.result.failures]} %}',
    }).itemProcessor(validateItem.next(placeItem));
  }

  private finish(): Choice {
    const answer = Pass.jsonata(this, 'Answer the pipe', {
      outputs: '{% {"batchItemFailures": [$states.input.failures.{"itemIdentifier": itemId}]} %}',
    });
    const keepErrors = MapState.jsonata(this, 'Keep the last errors', {
      items: ProvideItems.jsonata('{% $states.input.failures %}'),
      outputs: '{% {"failures": $states.input.failures} %}',
    }).itemProcessor(this.keepError());
    return Choice.jsonata(this, 'Any failure?')
      .when(Condition.jsonata('{% $count($states.input.failures) > 0 %}'), keepErrors.next(answer))
      .otherwise(answer);
  }

  /** A message that moves to the dead-letter queue carries no error, so the ledger keeps its last one by message id. */
  private keepError(): DynamoPutItem {
    const { ledger } = this.props;
    const text = (jsonata: string) => DynamoAttributeValue.fromString(`{% ${jsonata} %}`);
    return DynamoPutItem.jsonata(this, 'Keep the last error', {
      table: ledger.resource,
      item: {
        partition: text('"message#" & $states.input.itemId'),
        sort: DynamoAttributeValue.fromString('error'),
        kind: DynamoAttributeValue.fromString('error'),
        revision: DynamoAttributeValue.numberFromString('1'),
        error: text('$states.input.error'),
        cause: text('$states.input.cause'),
        at: text('$now()'),
        expiresAt: DynamoAttributeValue.numberFromString(
          `{% $string($floor($millis() / 1000) + ${errorKeptSeconds}) %}`,
        ),
      },
    });
  }

  private grantKey(key: IKey): void {
    this.resource.addToRolePolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com` } },
      }),
    );
  }
}

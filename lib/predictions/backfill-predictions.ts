import { Duration, Stack } from 'aws-cdk-lib';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  Choice,
  Condition,
  CustomState,
  Fail,
  type IChainable,
  Pass,
  type StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import { invoke } from '../workflows/invoke';
import { standardWorkflow } from '../workflows/standard-workflow';
import type { WorkflowSettings } from '../workflows/workflow-logs';
import type { BackfillFunctions } from './backfill-functions';
import { modelArguments, type TransformSite, transformArguments } from './transform-arguments';
import { TransformRights, type TransformRightsProps } from './transform-rights';

export interface BackfillPredictionsProps extends WorkflowSettings, TransformRightsProps {
  readonly functions: BackfillFunctions;
  readonly site: TransformSite;
  readonly transform: Environment['predictions']['transform'];
}

const onward = '{% $states.input %}';
const failed = '{% $merge([$states.input, {"error": $states.errorOutput}]) %}';
/** A state of our own text writes its catcher itself: CDK's would be one of JSONPath. */
const caught = (Output: string, Next: string) => [{ ErrorEquals: ['States.ALL'], Output, Next }];
/** SageMaker has no limit for a transform job; a quota of three days. */
const longestJob = Duration.days(3);

/**
 * "Backfill predictions": classifies what is curated without an endpoint, by transform jobs.
 *
 * ```
 * Prepare ─► Create model ─► Plan part ─► any image? ─ yes ─► Transform images ─► Hand over answers ─► another part?
 *                  │            ▲  │                                │ failed ─────────►│                │ yes   │ no
 *                  │            └──┼────────────────────────────────┼──────────────────┼────────────────┘       │
 *                  └───────────────┴──────────── Remove model ◄─────┴──────────────────┴────────────────────────┘
 * ```
 * Input: `BackfillCall`. What a job answered is handed over even when the job failed later; a failed run may be started
 * again and asks for the rest. All the effects are those of "Classify batch".
 */
export class BackfillPredictions extends Construct {
  readonly resource: StateMachine;
  readonly logGroup: LogGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BackfillPredictionsProps,
  ) {
    super(scope, id);
    const { resource, logGroup } = standardWorkflow(this, {
      settings: props,
      comment: 'Classifies curated images by transform jobs, without an endpoint',
      definition: this.definition(),
      timeout: Duration.days(30),
      logs: 'states',
      invokes: props.functions.all.map(({ resource }) => resource),
    });
    this.resource = resource;
    this.logGroup = logGroup;
    new TransformRights(this.resource, 'Rights', props);
  }

  private definition(): IChainable {
    const remove = this.removeModel();
    const prepare = this.prepare();
    const create = this.task('Create model', {
      Resource: this.integration('sagemaker:createModel'),
      Arguments: modelArguments(this.props.site),
      Output: onward,
      Catch: caught(failed, remove.id),
    });
    const plan = this.plan(remove);
    const handOver = this.handOver(remove);
    const transform = this.transform(handOver.id);
    const another = Choice.jsonata(this, 'Is there another part?')
      .when(Condition.jsonata('{% $exists($states.input.error) %}'), remove)
      .when(Condition.jsonata('{% $exists($states.input.part.next) %}'), plan)
      .otherwise(remove);
    const any = Choice.jsonata(this, 'Is there any image?')
      .when(Condition.jsonata('{% $states.input.part.images > 0 %}'), transform)
      .otherwise(another);
    plan.next(any);
    transform.next(handOver);
    handOver.next(another);
    return prepare.next(create).next(plan);
  }

  private prepare(): LambdaInvoke {
    const totals = '"totals": {"answered": 0, "unanswered": 0, "queued": 0}';
    return invoke(this, 'Prepare backfill', {
      function: this.props.functions.prepare.resource,
      payload: {
        call: '{% $states.input %}',
        execution: '{% $states.context.Execution.Name %}',
        roles: this.props.site.roles,
      },
      outputs: `{% {"run": $states.result.Payload, ${totals}} %}`,
    });
  }

  private plan(remove: IChainable): LambdaInvoke {
    const { functions, transform } = this.props;
    const last = '$exists($states.input.part) ? {"last": $states.input.part} : {}';
    const state = invoke(this, 'Plan part', {
      function: functions.plan.resource,
      payload: `{% $merge([{"run": $states.input.run, "imagesPerJob": ${transform.imagesPerJob}}, ${last}]) %}`,
      outputs:
        '{% $merge([$states.input, {"part": $states.result.Payload}, {"totals": $merge([$states.input.totals, {"queued": $states.input.totals.queued + $states.result.Payload.queued}])}]) %}',
    });
    state.addCatch(remove, { outputs: failed });
    return state;
  }

  private transform(next: string): CustomState {
    const { site, transform } = this.props;
    return this.task('Transform images', {
      Resource: this.integration('sagemaker:createTransformJob.sync'),
      Arguments: transformArguments(site, transform),
      Output: onward,
      TimeoutSeconds: longestJob.toSeconds(),
      // SageMaker's own faults and throttling; a job that failed is another error.
      Retry: [
        {
          ErrorEquals: ['SageMaker.AmazonSageMakerException'],
          IntervalSeconds: 5,
          MaxAttempts: 2,
          BackoffRate: 3,
        },
      ],
      Catch: caught(failed, next),
    });
  }

  private handOver(remove: IChainable): LambdaInvoke {
    const sum = (name: string) => `"${name}": $states.input.totals.${name} + $states.result.Payload.${name}`;
    const totals = `$merge([$states.input.totals, {${sum('answered')}, ${sum('unanswered')}}])`;
    const state = invoke(this, 'Hand over answers', {
      function: this.props.functions.handOver.resource,
      payload: '{% {"run": $states.input.run, "part": $states.input.part} %}',
      outputs: `{% $merge([$states.input, {"totals": ${totals}}]) %}`,
    });
    state.addCatch(remove, { outputs: failed });
    return state;
  }

  /** Always: a model costs nothing, but it would stay for ever. One that was never made is gone already. */
  private removeModel(): CustomState {
    const question = 'Is every image answered?';
    const state = this.task('Remove model', {
      Resource: this.integration('aws-sdk:sagemaker:deleteModel'),
      Arguments: { ModelName: '{% $states.input.run.name %}' },
      Output: onward,
      Catch: caught(onward, question),
    });
    const sentence =
      '"backfill " & $states.input.run.id & ": every image must be answered, got " & $string($states.input.totals.answered) & " answered and " & $string($states.input.totals.unanswered) & " not; start it again for the rest. "';
    const end = Choice.jsonata(this, question)
      .when(
        Condition.jsonata('{% $exists($states.input.error) or $states.input.totals.unanswered > 0 %}'),
        Fail.jsonata(this, 'Images are left', {
          error: 'BackfillFailed',
          cause: `{% ${sentence} & ($exists($states.input.error) ? $states.input.error.Error & ": " & $substring($string($states.input.error.Cause), 0, 4000) : "") %}`,
        }),
      )
      .otherwise(
        Pass.jsonata(this, 'Answers are on their way', {
          outputs: '{% $merge([$states.input.totals, {"version": $states.input.run.version.number}]) %}',
        }),
      );
    state.next(end);
    return state;
  }

  private integration(name: string): string {
    return `arn:${Stack.of(this).partition}:states:::${name}`;
  }

  private task(name: string, state: object): CustomState {
    return new CustomState(this, name, { stateJson: { Type: 'Task', ...state } });
  }
}

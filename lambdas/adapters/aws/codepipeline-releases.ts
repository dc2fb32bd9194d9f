import {
  type CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  PutApprovalResultCommand,
  type StageState,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { longestDecision, releaseActions, releaseKey, releaseStages, releaseVariables } from '../../contracts/release';
import type { Release } from '../../domain/release/release';
import type { ReleaseStage, Releases, WaitingDecision } from '../../ports/releases';

interface GivenDecision {
  readonly token: string;
  readonly approved: boolean;
  readonly why: string;
}

/** CodePipeline takes so many characters of a reason to stop. */
const longestStop = 200;

/** Executions of CodePipeline. */
export class CodePipelineReleases implements Releases {
  /** @param pipelineOf name of a workload's release pipeline */
  constructor(
    private readonly client: CodePipelineClient,
    private readonly pipelineOf: (workload: string) => string,
  ) {}

  async start(workload: string, release: Release): Promise<string> {
    const values = { ...release, version: String(release.version) };
    const { pipelineExecutionId = '' } = await this.client.send(
      new StartPipelineExecutionCommand({
        name: this.pipelineOf(workload),
        clientRequestToken: release.id,
        variables: Object.values(releaseVariables).map(name => ({ name, value: values[name] })),
        sourceRevisions: [
          {
            actionName: releaseActions.source,
            revisionType: 'S3_OBJECT_KEY',
            revisionValue: releaseKey(workload, release.version),
          },
        ],
      }),
    );
    return pipelineExecutionId;
  }

  async status(workload: string, pipelineExecutionId: string): Promise<string | null> {
    try {
      const pipelineName = this.pipelineOf(workload);
      const { pipelineExecution } = await this.client.send(
        new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }),
      );
      return pipelineExecution?.status ?? null;
    } catch (error) {
      if (error instanceof Error && error.name === 'PipelineExecutionNotFoundException') return null;
      throw error;
    }
  }

  async failure(workload: string, pipelineExecutionId: string): Promise<string | undefined> {
    const { actionExecutionDetails = [] } = await this.client.send(
      new ListActionExecutionsCommand({ pipelineName: this.pipelineOf(workload), filter: { pipelineExecutionId } }),
    );
    const failed = actionExecutionDetails.find(({ status }) => status === 'Failed');
    const result = failed?.output?.executionResult;
    const said = result?.errorDetails?.message ?? result?.externalExecutionSummary;
    return failed && `${failed.stageName}: ${said || 'it gave no reason'}`;
  }

  async stages(workload: string): Promise<readonly ReleaseStage[]> {
    return (await this.state(workload)).map(stageOf);
  }

  async waiting(workload: string): Promise<WaitingDecision | null> {
    const stages = await this.state(workload);
    const stage = stages.find(({ stageName }) => stageName === releaseStages.approval);
    const action = stage?.actionStates?.find(({ actionName }) => actionName === releaseActions.decide);
    const { token, status } = action?.latestExecution ?? {};
    const executionId = stage?.latestExecution?.pipelineExecutionId;
    return token && status === 'InProgress' && executionId ? { token, executionId } : null;
  }

  async decide(workload: string, { token, approved, why }: GivenDecision): Promise<void> {
    await this.client.send(
      new PutApprovalResultCommand({
        pipelineName: this.pipelineOf(workload),
        stageName: releaseStages.approval,
        actionName: releaseActions.decide,
        token,
        result: { status: approved ? 'Approved' : 'Rejected', summary: why.slice(0, longestDecision) },
      }),
    );
  }

  /** An approval that waits would keep a stopped execution open for days, so it is rejected. */
  async stop(workload: string, pipelineExecutionId: string, why: string): Promise<void> {
    const waiting = await this.waiting(workload);
    if (waiting?.executionId === pipelineExecutionId) {
      return this.decide(workload, { token: waiting.token, approved: false, why });
    }
    const pipelineName = this.pipelineOf(workload);
    const reason = why.slice(0, longestStop);
    try {
      await this.client.send(
        new StopPipelineExecutionCommand({ pipelineName, pipelineExecutionId, reason, abandon: false }),
      );
    } catch (error) {
      if (!isOver(error)) throw error;
    }
  }

  private async state(workload: string): Promise<StageState[]> {
    const { stageStates = [] } = await this.client.send(
      new GetPipelineStateCommand({ name: this.pipelineOf(workload) }),
    );
    return stageStates;
  }
}

function stageOf({ stageName = '', latestExecution, actionStates = [] }: StageState): ReleaseStage {
  const { status, pipelineExecutionId: executionId } = latestExecution ?? {};
  const said = actionStates.flatMap(({ latestExecution: last }) => last?.errorDetails?.message ?? last?.summary ?? []);
  const summary = said.findLast(text => text !== '');
  return {
    name: stageName,
    ...(status !== undefined && { status }),
    ...(executionId !== undefined && { executionId }),
    ...(summary !== undefined && { summary }),
  };
}

const isOver = (error: unknown): boolean =>
  error instanceof Error &&
  /^(PipelineExecutionNotStoppable|DuplicatedStopRequest|PipelineExecutionNotFound)/.test(error.name);

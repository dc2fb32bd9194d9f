import { checkStructure } from '../../../local/codepipeline/pipelines/check-structure';
import type { ActionDeclaration, PipelineDeclaration } from '../../../local/codepipeline/pipelines/declaration';

const source: ActionDeclaration = {
  name: 'Object',
  actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
  configuration: { S3Bucket: 'b', S3ObjectKey: 'k' },
  outputArtifacts: [{ name: 'Source' }],
  namespace: 'Src',
};
const approval: ActionDeclaration = {
  name: 'Person',
  actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
};
const machine = (change: Partial<ActionDeclaration> = {}): ActionDeclaration => ({
  name: 'Run',
  actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'StepFunctions', version: '1' },
  configuration: { StateMachineArn: 'arn' },
  ...change,
});

const pipeline = (change: Partial<PipelineDeclaration>, actions: readonly ActionDeclaration[] = [approval]) => ({
  name: 'p',
  roleArn: 'r',
  artifactStore: { type: 'S3' as const, location: 'bucket' },
  pipelineType: 'V2' as const,
  stages: [
    { name: 'Source', actions: [source] },
    { name: 'Next', actions },
  ],
  ...change,
});
const check = (given: PipelineDeclaration) => () => checkStructure(given, 'us-east-1');
const withInput = (input: string) => machine({ configuration: { StateMachineArn: 'a', Input: input } });
const stages = (...actions: (readonly ActionDeclaration[])[]) =>
  actions.map((list, index) => ({ name: `S${index}`, actions: list }));

it('accepts a pipeline that can be executed', () => {
  expect(check(pipeline({}, [withInput('#{Src.VersionId} #{codepipeline.PipelineExecutionId}')]))).not.toThrow();
});

it.each<[string, PipelineDeclaration, RegExp]>([
  ['a single stage', pipeline({ stages: stages([source]) }), /minimum of 2 stages/],
  ['a stage twice', pipeline({ stages: [...stages([source]), { name: 'S0', actions: [approval] }] }), /got S0 twice/],
  [
    'a first stage without source',
    pipeline({ stages: stages([approval], [approval]) }),
    /only contains source actions/,
  ],
  ['a source in a later stage', pipeline({ stages: stages([source], [source]) }), /only the first stage/],
  ['an action twice', pipeline({}, [approval, approval]), /got Person twice/],
  ['a stage without actions', pipeline({}, []), /at least one action/],
  ['no artifact store', { ...pipeline({}), artifactStore: undefined as never }, /either artifactStore or/],
  [
    'a foreign action type',
    pipeline({}, [machine({ actionTypeId: { ...approval.actionTypeId, provider: 'Jenkins' } })]),
    /ActionType \(Approval\/AWS\/Jenkins\/1\).*not available/,
  ],
  [
    'a missing setting',
    pipeline({}, [machine({ configuration: {} })]),
    /missing required configuration 'StateMachineArn'/,
  ],
  [
    'an unknown setting',
    pipeline({}, [machine({ configuration: { StateMachineArn: 'a', Inptu: 'x' } })]),
    /unknown configuration 'Inptu'/,
  ],
  [
    'an artifact of nobody',
    pipeline({}, [machine({ inputArtifacts: [{ name: 'Other' }] })]),
    /Input artifact Other of action Run/,
  ],
  [
    'an artifact of the same order',
    pipeline({}, [
      machine({ outputArtifacts: [{ name: 'X' }] }),
      machine({ name: 'B', inputArtifacts: [{ name: 'X' }] }),
    ]),
    /Input artifact X of action B/,
  ],
  [
    'two makers of an artifact',
    pipeline({}, [machine({ outputArtifacts: [{ name: 'Source' }] })]),
    /Output artifact Source of action Run/,
  ],
  [
    'a namespace of nobody',
    pipeline({}, [withInput('#{Srk.VersionId}')]),
    /a namespace that does not exist\. StageName=\[Next\], ActionName=\[Run\], ActionConfigurationKey=\[Input\], VariableReferenceText=\[#\{Srk\.VersionId\}\]/,
  ],
  ['a variable of nobody', pipeline({}, [withInput('#{variables.X}')]), /a variable that does not exist/],
  ['a namespace twice', pipeline({}, [machine({ namespace: 'Src' })]), /Namespaces must be unique.*got Src/],
  [
    'variables of type V1',
    pipeline({ pipelineType: 'V1', variables: [{ name: 'X' }] }),
    /must be of type V2 to use variables/,
  ],
  [
    'QUEUED mode of type V1',
    pipeline({ pipelineType: 'V1', executionMode: 'QUEUED' }),
    /type V2 to use execution mode QUEUED/,
  ],
  ['another region', pipeline({}, [machine({ region: 'eu-west-1' })]), /must be in us-east-1, got eu-west-1/],
  [
    'stage conditions',
    pipeline({ stages: [...stages([source]), { name: 'N', actions: [approval], beforeEntry: {} }] }),
    /without conditions/,
  ],
  [
    'a time for an action that takes none',
    pipeline({}, [machine({ timeoutInMinutes: 5 })]),
    /timeoutInMinutes must be left out/,
  ],
])('refuses %s', (_, given, reason) => {
  expect(check(given)).toThrow(reason);
});

it('takes an artifact that an earlier order of the same stage made', () => {
  const makes = machine({ outputArtifacts: [{ name: 'X' }] });
  const takes = machine({ name: 'B', runOrder: 2, inputArtifacts: [{ name: 'X' }] });
  expect(check(pipeline({}, [makes, takes]))).not.toThrow();
});

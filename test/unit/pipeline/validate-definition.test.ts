import fc from 'fast-check';
import {
  execution,
  join,
  jsonGet,
  outputParameter,
  parameter,
  processingOutput,
  stepValue,
} from '../../../pipeline/definition/expressions';
import { conditionStep, equals, failStep, lambdaStep } from '../../../pipeline/definition/steps/control-steps';
import {
  endpointConfigStep,
  endpointStep,
  modelStep,
  processingStep,
  trainingStep,
  transformStep,
} from '../../../pipeline/definition/steps/job-steps';
import { trainingPipeline } from '../../../pipeline/definition/training-pipeline';
import {
  definitionProblems,
  InvalidDefinition,
  readDefinition,
  validateDefinition,
  validateDefinitionText,
} from '../../../pipeline/definition/validate-definition';
import { planWith, site } from './training-sites';

const clone = <T>(value: T): any => JSON.parse(JSON.stringify(value));
const sound = () => clone(trainingPipeline(planWith(), site));

/** The problems of a sound definition after one change. */
const problemsAfter = (change: (definition: any) => void): string[] => {
  const definition = sound();
  change(definition);
  return definitionProblems(definition);
};

const step = (definition: any, name: string) => definition.Steps.find((one: any) => one.Name === name);
const argumentsOf = (definition: any, name: string) => step(definition, name).Arguments;
const refused = { Name: 'Alone', Type: 'Fail', Arguments: { ErrorMessage: 'x' } };

it.each<[string, (definition: any) => void, string]>([
  [
    'a step of an unknown type',
    d => {
      step(d, 'Gate').Type = 'Robot';
    },
    'Gate: step Type must be one of Processing, Training, Tuning, Transform, Model, EndpointConfig, Endpoint, RegisterModel, Lambda, Callback, Condition, Fail, got Robot; use a type that is executed',
  ],
  [
    'a type that every object has',
    d => {
      step(d, 'Gate').Type = 'constructor';
    },
    'Gate: step Type must be one of Processing, Training, Tuning, Transform, Model, EndpointConfig, Endpoint, RegisterModel, Lambda, Callback, Condition, Fail, got constructor; use a type that is executed',
  ],
  [
    'steps that wait for each other by name',
    d => {
      step(d, 'Prepare').DependsOn = ['Evaluate'];
    },
    'definition: steps must not wait for each other, got Prepare -> Evaluate -> Prepare; let one of them go without what the next one makes',
  ],
  [
    'steps that wait for each other by their values',
    d => {
      argumentsOf(d, 'Train').RoleArn = stepValue('Evaluate', 'RoleArn');
    },
    'definition: steps must not wait for each other, got Train -> Evaluate -> Train; let one of them go without what the next one makes',
  ],
  [
    'a step that waits for one in its own branch',
    d => {
      step(d, 'Passed').DependsOn = ['Register'];
    },
    'definition: steps must not wait for each other, got Passed -> Register -> Passed; let one of them go without what the next one makes',
  ],
  [
    'a value of a step that does not exist',
    d => {
      argumentsOf(d, 'Train').RoleArn = { Get: 'Steps.Nobody.RoleArn' };
    },
    'Train.RoleArn: Get must name a step of this definition, got Steps.Nobody.RoleArn; add step Nobody, or correct the name',
  ],
  [
    'a value that the answer does not have',
    d => {
      argumentsOf(d, 'Evaluate').RoleArn = { Get: 'Steps.Train.ModelArtifact.S3ModelArtifacts' };
    },
    'Evaluate.RoleArn: Get must lead to a member of DescribeTrainingJobResponse, got Steps.Train.ModelArtifact.S3ModelArtifacts; use a member of what DescribeTrainingJob answers',
  ],
  [
    'an output that the step does not have',
    d => {
      argumentsOf(d, 'Train').RoleArn = processingOutput('Prepare', 'nothing');
    },
    "Train.RoleArn: Get must name an output of Prepare (prepared), got Steps.Prepare.ProcessingOutputConfig.Outputs['nothing'].S3Output.S3Uri; add the output, or correct its name",
  ],
  [
    'an answer that the function does not give',
    d => {
      argumentsOf(d, 'Passed').Conditions[0].LeftValue = outputParameter('Gate', 'mood');
    },
    "Passed.Conditions[0].LeftValue: Get must name one of Gate's OutputParameters (verdict, reasons, artifactSha256, contentSha256, cardUri, score), got Steps.Gate.OutputParameters['mood']; declare it on the step, or correct the name",
  ],
  [
    'a parameter that is not declared',
    d => {
      argumentsOf(d, 'Train').RoleArn = parameter('Role');
    },
    'Train.RoleArn: Get must name a parameter (DatasetManifestId, CorrelationId, ChampionVersion, ChampionModelUri, GateOverrides, Commit, ProcessingInstanceType, TrainingInstanceType), got Parameters.Role; declare it in Parameters',
  ],
  [
    'a fact that executions do not have',
    d => {
      argumentsOf(d, 'Train').RoleArn = { Get: 'Execution.Mood' };
    },
    'Train.RoleArn: Get must name one of PipelineArn, PipelineName, PipelineExecutionArn, PipelineExecutionId, StartDateTime, CurrentDateTime, got Execution.Mood; correct the name',
  ],
  [
    'a step name over the limit',
    d => void d.Steps.push({ ...refused, Name: 'x'.repeat(65) }),
    `${'x'.repeat(65)}: step Name must be 1 to 64 letters, digits, hyphens or underscores, got ${'x'.repeat(65)}; shorten or correct it`,
  ],
  [
    'a name in a request over the limit',
    d => {
      argumentsOf(d, 'Train').InputDataConfig[0].ChannelName = 'n'.repeat(65);
    },
    `Train.InputDataConfig[0]: ChannelName must have at most 64 characters, got ${'n'.repeat(65)}; shorten it: it has 65`,
  ],
  [
    'a member that the request does not have',
    d => {
      argumentsOf(d, 'Train').Foo = 1;
    },
    'Train: Foo must be a member of CreateTrainingJobRequest, got 1; remove it, or correct its name',
  ],
  [
    'a member that is missing',
    d => {
      delete argumentsOf(d, 'Train').OutputDataConfig;
    },
    'Train: OutputDataConfig must be given, got nothing; add it',
  ],
  [
    'a value that is none of those allowed',
    d => {
      argumentsOf(d, 'Train').AlgorithmSpecification.TrainingInputMode = 'Fil';
    },
    'Train.AlgorithmSpecification: TrainingInputMode must be one of Pipe, File, FastFile, got Fil; correct it',
  ],
  [
    "a parameter's default that does not fit where it is used",
    d => {
      d.Parameters.find((one: any) => one.Name === 'TrainingInstanceType').DefaultValue = 'm5.huge';
    },
    'Train.ResourceConfig: InstanceType must be one of',
  ],
  [
    'a number where a text must be',
    d => {
      argumentsOf(d, 'Train').HyperParameters = { seed: 1 };
    },
    'Train.HyperParameters: seed must be a text, got 1; see the API reference of SageMaker',
  ],
  [
    'a number outside its range',
    d => {
      argumentsOf(d, 'Train').StoppingCondition.MaxRuntimeInSeconds = 0;
    },
    'Train.StoppingCondition: MaxRuntimeInSeconds must be at least 1, got 0; see the API reference of SageMaker',
  ],
  [
    'two steps of one name, one of them in a branch',
    d => void d.Steps.push({ ...refused, Name: 'Register' }),
    'definition: step names must be unique, in branches too, got Register twice; rename one of the two',
  ],
  [
    'a dependency on nobody',
    d => {
      step(d, 'Gate').DependsOn = ['Nobody'];
    },
    'Gate: DependsOn must name steps of this definition, got Nobody; correct the name',
  ],
  [
    'a duration that is none',
    d => {
      step(d, 'Train').CacheConfig.ExpireAfter = '30 days';
    },
    'Train: CacheConfig must be {Enabled, ExpireAfter} with a duration such as P30D, got {"Enabled":true,"ExpireAfter":"30 days"}; correct it',
  ],
  [
    'another version',
    d => {
      d.Version = '2021-01-01';
    },
    'definition: Version must be 2020-12-01, got 2021-01-01; write that version',
  ],
  [
    'no steps',
    d => {
      d.Steps = [];
    },
    'definition: Steps must be a list of at least one step, got []; add a step',
  ],
  [
    'more steps than the quota',
    d => void d.Steps.push(...Array.from({ length: 45 }, (_, at) => ({ ...refused, Name: `Fail${at}` }))),
    'definition: Steps must be at most 50, those in branches included, got 53; split the pipeline',
  ],
  [
    'an unknown member',
    d => {
      d.Extra = 1;
    },
    'definition: Extra must be one of Version, Metadata, Parameters, PipelineExperimentConfig, Steps, got Extra; remove it',
  ],
  [
    'a parameter of the wrong type',
    d => void d.Parameters.push({ Name: 'Jobs', Type: 'Integer', DefaultValue: '3' }),
    'Parameters[8]: DefaultValue must be of type Integer, got 3; correct it',
  ],
  [
    'a condition of an unknown kind',
    d => {
      argumentsOf(d, 'Passed').Conditions[0].Type = 'Resembles';
    },
    'Passed.Conditions[0]: condition Type must be one of Equals, GreaterThan, GreaterThanOrEqualTo, LessThan, LessThanOrEqualTo, In, Not, Or, got Resembles; correct it',
  ],
  [
    'a property file of an output that is not there',
    d => {
      step(d, 'Evaluate').PropertyFiles[0].OutputName = 'report';
    },
    'Evaluate.PropertyFiles[0]: OutputName must name an output of the step (evaluation), got report; add the output, or correct the name',
  ],
  [
    'an expression with a second member',
    d => {
      argumentsOf(d, 'Train').RoleArn = { Get: 'Parameters.Commit', Or: 'else' };
    },
    'Train.RoleArn: expression must stand alone, got {"Get":"Parameters.Commit","Or":"else"}; give one of its members only',
  ],
  [
    'a function that is no ARN',
    d => {
      step(d, 'Gate').FunctionArn = 'gate';
    },
    'Gate: FunctionArn must be the ARN of a function, got gate; name what the step calls',
  ],
  [
    'a step that is no object',
    d => void d.Steps.push('Deploy'),
    'Steps[6]: step Name must be 1 to 64 letters, digits, hyphens or underscores, got nothing; shorten or correct it',
  ],
])('refuses %s', (_, change, problem) => {
  const problems = problemsAfter(change);
  expect(problems.some(one => one.startsWith(problem))).toBe(true);
  for (const one of problems) expect(one).toMatch(/^.+: .+ must .+, got [\s\S]+; .+$/);
});

it('takes every step type and expression that is documented', () => {
  const plan = sound();
  const score = jsonGet({ step: 'Evaluate', propertyFile: 'Evaluation' }, 'everloop.challenger.golden.macroF1');
  plan.Steps.push(
    modelStep({
      name: 'Model',
      arguments: { ExecutionRoleArn: site.roles.training, PrimaryContainer: { Image: site.imageUri } },
    }),
    transformStep({
      name: 'Transform',
      arguments: {
        ModelName: stepValue('Model', 'ModelName'),
        TransformInput: {
          DataSource: {
            S3DataSource: { S3DataType: 'S3Prefix', S3Uri: join('/', 's3://b', execution('PipelineExecutionId')) },
          },
        },
        TransformOutput: { S3OutputPath: 's3://b/out' },
        TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
      },
    }),
    endpointConfigStep({
      name: 'Fleet',
      arguments: {
        ProductionVariants: [
          {
            VariantName: 'all',
            ModelName: stepValue('Model', 'ModelName'),
            InitialInstanceCount: 1,
            InstanceType: 'ml.m5.large',
          },
        ],
      },
    }),
    endpointStep({ name: 'Endpoint', arguments: { EndpointConfigName: stepValue('Fleet', 'EndpointConfigName') } }),
    lambdaStep({ name: 'Call', functionArn: site.gateFunctionArn, arguments: { score }, answers: ['mood'] }),
    conditionStep({
      name: 'Deep',
      conditions: [
        {
          Type: 'Or',
          Conditions: [
            equals(outputParameter('Call', 'mood'), 'good'),
            { Type: 'Not', Expression: { Type: 'In', QueryValue: score, Values: [1, 2] } },
          ],
        },
        { Type: 'GreaterThan', LeftValue: score, RightValue: 0.9 },
      ],
      met: [failStep('Enough', join('', 'score ', score))],
      unmet: [],
    }),
  );
  expect(definitionProblems(plan)).toEqual([]);
});

it('lets a text pass that only a deployment knows, and nothing else beside it', () => {
  const definition = sound();
  argumentsOf(definition, 'Train').RoleArn = '${Token[TOKEN.12]}';
  step(definition, 'Gate').FunctionArn = '${Token[TOKEN.13]}';
  expect(definitionProblems(definition)).toHaveLength(2);
  expect(definitionProblems(definition, { isOpaque: text => text.includes('${Token[') })).toEqual([]);
});

it('throws with every problem at once', () => {
  const definition = sound();
  argumentsOf(definition, 'Train').Foo = 1;
  step(definition, 'Gate').Type = 'Robot';
  expect(() => validateDefinition(definition)).toThrow(
    /^pipeline definition: 2 problems\n {2}Train: Foo .+\n {2}Gate: step Type/,
  );
  expect(() => validateDefinitionText('{')).toThrow(InvalidDefinition);
  expect(() => validateDefinitionText(JSON.stringify(sound()))).not.toThrow();
});

it('has words for any JSON, and never breaks', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 3 }), fc.nat(4), (whole, part, at) => {
      expect(definitionProblems(whole).length).toBeGreaterThan(0);
      for (const member of ['Arguments', 'Name', 'DependsOn', 'CacheConfig', 'PropertyFiles', 'OutputParameters']) {
        const definition = sound();
        definition.Steps[at][member] = part;
        expect(Array.isArray(definitionProblems(definition))).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

it('does without documented members where there are none', () => {
  const bare = processingStep({ name: 'P', arguments: {} });
  expect(Object.keys(bare)).toEqual(['Name', 'Type', 'Arguments']);
  expect(Object.keys(trainingStep({ name: 'T', arguments: {}, dependsOn: ['P'] }))).toEqual([
    'Name',
    'Type',
    'Arguments',
    'DependsOn',
  ]);
});

it('reads a sound definition: what each step waits for, and the branch that it is in', () => {
  const { steps, parameters } = readDefinition(JSON.stringify(sound()));
  const read = steps.map(({ name, needs, inside, branch }) => [name, needs, inside, branch]);
  expect(read.slice(0, 2)).toEqual([
    ['Prepare', [], undefined, undefined],
    ['Train', ['Prepare'], undefined, undefined],
  ]);
  expect(read.filter(([, , inside]) => inside)).toEqual(
    expect.arrayContaining([[expect.any(String), expect.arrayContaining(['Gate']), expect.any(String), 'IfSteps']]),
  );
  expect(parameters.length).toBe(sound().Parameters.length);
});

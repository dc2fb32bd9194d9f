import type { Parameter } from '../../../../pipeline/definition/definition';
import type { ReadStep } from '../../../../pipeline/definition/validate-definition';
import { parsePath } from '../../../../pipeline/definition/validation/value-path';
import type { RoleCaller } from '../../cloud/role-caller';
import { S3Objects } from '../../cloud/s3-objects';
import { joinS3, parseS3Uri } from '../../cloud/s3-uri';
import { type Execution, executionId, type StepRecord } from '../executions/execution';
import { typedValue } from '../executions/parameters';
import type { Facts } from '../expressions/evaluate';
import { valueAt } from '../expressions/value-at';
import { StepFailed } from '../steps/step-failed';

export interface FactSources {
  readonly execution: Execution;
  readonly parameters: readonly Parameter[];
  readonly steps: ReadonlyMap<string, ReadStep>;
  readonly record: (step: string) => StepRecord | undefined;
  readonly role: RoleCaller;
}

/** What expressions of one execution are about. */
export function executionFacts({ execution, parameters, steps, record, role }: FactSources): Facts {
  const values = (name: string) => {
    const found = record(name)?.Values;
    if (found) return found;
    throw new StepFailed(`ClientError: step ${name} has no values in this execution.`);
  };
  return {
    parameter(name) {
      const declared = parameters.find(({ Name }) => Name === name);
      const given = execution.Parameters.find(({ Name }) => Name === name);
      return declared && given ? typedValue(declared, given.Value) : undefined;
    },
    execution: fact => factsOf(execution)[fact],
    step: values,
    propertyFile: (name, file) => propertyFile({ name, file, step: steps.get(name), values: values(name) }),
    json: uri => readJson(uri, role),
  };
}

const factsOf = (execution: Execution): Readonly<Record<string, string>> => ({
  PipelineArn: execution.PipelineArn,
  PipelineName: execution.PipelineName,
  PipelineExecutionArn: execution.PipelineExecutionArn,
  PipelineExecutionId: executionId(execution.PipelineExecutionArn),
  StartDateTime: new Date(execution.CreationTime * 1000).toISOString(),
  CurrentDateTime: new Date().toISOString(),
});

interface PropertyFile {
  readonly PropertyFileName: string;
  readonly OutputName: string;
  readonly FilePath: string;
}

interface WantedFile {
  readonly name: string;
  readonly file: string;
  readonly step: ReadStep | undefined;
  readonly values: unknown;
}

function propertyFile({ name, file, step, values }: WantedFile): string {
  const files = (step?.step['PropertyFiles'] ?? []) as readonly PropertyFile[];
  const found = files.find(({ PropertyFileName }) => PropertyFileName === file);
  const path = parsePath(`ProcessingOutputConfig.Outputs['${found?.OutputName}'].S3Output.S3Uri`) ?? [];
  const uri = valueAt(values, path);
  if (found && typeof uri === 'string') return joinS3(uri, found.FilePath);
  throw new StepFailed(`ClientError: step ${name} must have written property file ${file}, got no output of it.`);
}

async function readJson(uri: string, role: RoleCaller): Promise<unknown> {
  const s3 = new S3Objects(await role.settings());
  try {
    parseS3Uri(uri);
    return JSON.parse(await s3.text(uri));
  } catch (error) {
    const { name, message } = error as Error;
    throw new StepFailed(
      `ClientError: ${uri} must be a JSON object in S3 that the pipeline's role can read. ${name}: ${message}`,
    );
  } finally {
    s3.close();
  }
}

import { type CodeServiceOptions, makeWorld, type RunningCodeService } from '../codepipeline/make-world';
import { perform, registerOperations } from '../service/api/operations';
import { ServiceError } from '../service/api/service-error';
import { type Registry, TargetRefused } from '../service/registry';
import { buildOperations } from './builds/build-operations';
import { BuildRunner } from './builds/build-runner';
import { Builds } from './builds/builds';
import { invalidInput } from './errors';
import { projectOperations } from './projects/project-operations';
import { Projects } from './projects/projects';
import { projectResource } from './resources/project-resource';

/** Adds CodeBuild to the local service. */
export function startCodeBuild(registry: Registry, options: CodeServiceOptions): RunningCodeService {
  const world = makeWorld(options, { service: 'codebuild', model: 'codebuild/2016-10-06', refusal: invalidInput });
  const { api } = world;
  const projects = new Projects(world);
  const builds = new Builds(world);
  const runner = new BuildRunner(world, builds);
  const operations = { ...projectOperations(projects), ...buildOperations({ world, projects, builds, runner }) };
  registerOperations(registry, { service: 'codebuild', api, operations });
  registry.resource('AWS::CodeBuild::Project', projectResource(api, operations));
  registry.target('codebuild', async ({ target, source = '' }) => {
    const request = { projectName: target.Arn.slice(target.Arn.lastIndexOf('/') + 1) };
    try {
      await perform(api, operations, { operation: 'StartBuild', request, caller: { arn: source } });
    } catch (error) {
      if (error instanceof ServiceError && error.status < 500) throw new TargetRefused(error.message);
      throw error;
    }
  });
  return { recover: () => runner.recover(), stop: () => runner.kill() };
}

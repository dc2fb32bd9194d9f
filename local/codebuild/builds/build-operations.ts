import type { World } from '../../codepipeline/world';
import type { Caller, Operations } from '../../service/api/operations';
import { notFound } from '../errors';
import type { Projects } from '../projects/projects';
import type { Build, StartBuildRequest } from './build';
import type { BuildRunner } from './build-runner';
import type { Builds } from './builds';
import { startBuild } from './start-build';

interface Listing {
  readonly projectName?: string;
  readonly sortOrder?: 'ASCENDING' | 'DESCENDING';
  readonly nextToken?: string;
}

const PAGE = 100;

export interface BuildParts {
  readonly world: World;
  readonly projects: Projects;
  readonly builds: Builds;
  readonly runner: BuildRunner;
}

/** A build's id; its ARN is taken, too. */
const idOf = (idOrArn: string) => idOrArn.slice(idOrArn.lastIndexOf('/') + 1);

export function buildOperations({ world, projects, builds, runner }: BuildParts): Operations {
  const view = (build: Build) => world.api.pick('Build', { ...build });
  const listed = ({ projectName, sortOrder, nextToken }: Listing) => {
    const all = [...builds.records.values()].filter(
      one => projectName === undefined || one.projectName === projectName,
    );
    const ids = (sortOrder === 'ASCENDING' ? all : all.reverse()).map(({ id }) => id);
    const from = nextToken === undefined ? 0 : ids.indexOf(nextToken) + 1;
    const page = ids.slice(from, from + PAGE);
    const last = page.at(-1);
    return { ids: page, ...(last !== undefined && from + PAGE < ids.length && { nextToken: last }) };
  };
  return {
    StartBuild: (request: StartBuildRequest, { arn }: Caller) => {
      const project = projects.get(idOf(request.projectName));
      const initiator = arn.slice(arn.indexOf('/') + 1).replace(/^.*:/, '');
      const { build, repeated } = startBuild({ world, builds, project }, request, initiator);
      if (!repeated) runner.start(build);
      return { build: view(builds.get(build.id)) };
    },
    StopBuild: ({ id }: { readonly id: string }) => {
      const build = builds.records.get(idOf(id));
      if (!build) throw notFound(`Build ${id} does not exist`);
      runner.stop(build.id);
      return { build: view(build) };
    },
    BatchGetBuilds: ({ ids }: { readonly ids: readonly string[] }) => {
      const found = ids.map(id => builds.records.get(idOf(id)));
      return {
        builds: found.flatMap(build => (build ? [view(build)] : [])),
        buildsNotFound: ids.filter((_, index) => !found[index]),
      };
    },
    ListBuilds: (request: Listing) => listed(request),
    ListBuildsForProject: (request: Listing & { readonly projectName: string }) => {
      projects.get(request.projectName);
      return listed(request);
    },
    BatchDeleteBuilds: ({ ids }: { readonly ids: readonly string[] }) => {
      const gone = ids.map(idOf).filter(id => builds.records.get(id)?.buildComplete);
      const deleted = gone.map(id => builds.get(id).arn);
      for (const id of gone) builds.records.delete(id);
      const left = ids.filter(id => !gone.includes(idOf(id)));
      return { buildsDeleted: deleted, buildsNotDeleted: left.map(id => ({ id, statusCode: 'NOT_DELETED' })) };
    },
  };
}

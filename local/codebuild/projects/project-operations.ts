import type { Operations } from '../../service/api/operations';
import type { ProjectRequest, Projects } from './projects';

interface Names {
  readonly names: readonly string[];
}

const nameIn = (nameOrArn: string) => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

export function projectOperations(projects: Projects): Operations {
  return {
    CreateProject: async (request: ProjectRequest) => ({ project: await projects.create(request) }),
    UpdateProject: async (request: Partial<ProjectRequest> & { readonly name: string }) => ({
      project: await projects.update(request),
    }),
    // A project that is not there is deleted already.
    DeleteProject: ({ name }: { readonly name: string }) => {
      projects.records.delete(nameIn(name));
      return {};
    },
    BatchGetProjects: ({ names }: Names) => {
      const found = names.map(name => projects.records.get(nameIn(name)));
      return {
        projects: found.flatMap(project => project ?? []),
        projectsNotFound: names.filter((_, index) => !found[index]),
      };
    },
    ListProjects: ({ sortOrder }: { readonly sortOrder?: string }) => {
      const names = [...projects.records.values()].map(({ name }) => name).sort();
      return { projects: sortOrder === 'DESCENDING' ? names.reverse() : names };
    },
  };
}

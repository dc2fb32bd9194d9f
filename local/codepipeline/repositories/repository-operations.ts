import { errorAnswer, jsonAnswer, type ServiceAnswer } from '../../service/answers';
import type { Registry, ServiceCall } from '../../service/registry';
import type { Repositories } from './repositories';

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = ({ body }: ServiceCall): Fields => JSON.parse(new TextDecoder().decode(body) || '{}') as Fields;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const noRepository = (name: string) =>
  errorAnswer('RepositoryDoesNotExistException', `${name} does not exist below the state folder`);

/**
 * What source actions ask before they read a repository. UploadArchive and UseConnection are permissions without an
 * operation in AWS; here they are asked for by a call, so that the one endpoint decides by the role's policies.
 */
export function registerRepositories(registry: Registry, repositories: Repositories): void {
  registry.operation('codecommit', 'GetBranch', call => getBranch(repositories, fieldsOf(call)));
  registry.operation('codecommit', 'GetCommit', call => getCommit(repositories, fieldsOf(call)));
  registry.operation('codecommit', 'UploadArchive', async () => jsonAnswer({}));
  for (const service of ['codeconnections', 'codestar-connections']) {
    registry.operation(service, 'UseConnection', async () => jsonAnswer({}));
  }
}

async function getBranch(repositories: Repositories, { repositoryName, branchName }: Fields): Promise<ServiceAnswer> {
  const [repository, branch] = [repositories.find(text(repositoryName)), text(branchName)];
  if (!repository) return noRepository(text(repositoryName));
  const commit = await repositories.commit(repository, `refs/heads/${branch}`);
  if (!commit) return errorAnswer('BranchDoesNotExistException', `${branch} does not exist`);
  return jsonAnswer({ branch: { branchName: branch, commitId: commit.id } });
}

async function getCommit(repositories: Repositories, { repositoryName, commitId }: Fields): Promise<ServiceAnswer> {
  const repository = repositories.find(text(repositoryName));
  if (!repository) return noRepository(text(repositoryName));
  const found = /^[0-9a-f]{40}$/.test(text(commitId)) && (await repositories.commit(repository, text(commitId)));
  if (!found) return errorAnswer('CommitIdDoesNotExistException', `${text(commitId)} does not exist`);
  const { id, message, authorName: name, authorEmail: email, authorDate, committerDate } = found;
  return jsonAnswer({
    commit: {
      commitId: id,
      message,
      author: { name, email, date: authorDate },
      committer: { name, email, date: committerDate },
    },
  });
}

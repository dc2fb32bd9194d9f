import path from 'node:path';
import { jsonCall } from '../../sagemaker/cloud/json-call';
import type { Configuration } from '../pipelines/declaration';
import { type Commit, Repositories } from '../repositories/repositories';
import { ActionFailed, calling } from './action-failed';
import type { ActionKind, ActionOutcome, ActionWork } from './action-kind';

/** Folder of the repositories that play CodeCommit's and those behind connections. */
export const repositoriesOf = (stateFolder: string) => new Repositories(path.join(stateFolder, 'repositories'));

const source = { inputs: [0, 0], outputs: [1, 1], timeoutMinutes: 60 } as const;

/** A commit of a CodeCommit repository: the bare repository `repositories/<name>.git` below the state folder. */
export const codeCommitSource: ActionKind = {
  ...source,
  required: ['RepositoryName', 'BranchName'],
  optional: ['PollForSourceChanges', 'OutputArtifactFormat'],
  async run(work) {
    const { RepositoryName: repositoryName = '', BranchName: branchName = '' } = work.configuration;
    const call = (operation: string, request: Configuration) =>
      permitted(work, { service: 'codecommit', operation, target: `CodeCommit_20150413.${operation}`, request });
    await call('GetBranch', { repositoryName, branchName });
    await call('UploadArchive', { repositoryName });
    const commit = await taken(work, repositoryName, branchName);
    await call('GetCommit', { repositoryName, commitId: commit.id });
    const { id, message, authorDate, committerDate } = commit;
    const variables = {
      ...{ RepositoryName: repositoryName, BranchName: branchName },
      ...{ CommitId: id, CommitMessage: message, AuthorDate: authorDate, CommitterDate: committerDate },
    };
    return outcome(work, { commit, repository: repositoryName, variables });
  },
};

const CONNECTIONS: Readonly<Record<string, string>> = {
  codeconnections: 'com.amazonaws.codeconnections.CodeConnections_20231201',
  'codestar-connections': 'com.amazonaws.codestar.connections.CodeStar_connections_20191201',
};

/** A commit of a repository behind a connection: `repositories/<owner>/<name>.git` below the state folder. */
export const connectionSource: ActionKind = {
  ...source,
  required: ['ConnectionArn', 'FullRepositoryId', 'BranchName'],
  optional: ['DetectChanges', 'OutputArtifactFormat'],
  async run(work) {
    const { ConnectionArn = '', FullRepositoryId = '', BranchName = '' } = work.configuration;
    const service = ConnectionArn.split(':')[2] ?? '';
    const api = CONNECTIONS[service];
    if (!api)
      throw new ActionFailed('ConfigurationError', `ConnectionArn must name a connection, got ${ConnectionArn}`);
    const request = { ConnectionArn };
    await permitted(work, { service, operation: 'UseConnection', target: `${api}.UseConnection`, request });
    const commit = await taken(work, FullRepositoryId, BranchName);
    const variables = {
      ...{ ConnectionArn, BranchName, FullRepositoryName: FullRepositoryId },
      ...{ CommitId: commit.id, CommitMessage: commit.message, AuthorDate: commit.authorDate },
      ...{ AuthorDisplayName: commit.authorName, AuthorEmail: commit.authorEmail },
    };
    return outcome(work, { commit, repository: FullRepositoryId, variables });
  },
};

interface Asked {
  readonly service: string;
  readonly operation: string;
  readonly target: string;
  readonly request: Configuration;
}

/** Asks the one endpoint whether the role may. */
async function permitted(work: ActionWork, { operation, ...call }: Asked): Promise<void> {
  await calling(`${call.service}:${operation}`, async () => jsonCall(await work.role.settings(), call));
}

/** The commit that the execution was started with, or the branch's last. */
async function taken({ world, overrides }: ActionWork, name: string, branch: string): Promise<Commit> {
  const repositories = repositoriesOf(world.paths.folder);
  const repository = repositories.find(name);
  if (!repository) {
    throw new ActionFailed(
      'ConfigurationError',
      `Repository ${name} must be at ${repositories.folder}/${name}.git, got none.`,
    );
  }
  const wanted = overrides.find(({ revisionType }) => revisionType === 'COMMIT_ID')?.revisionValue;
  const commit = await repositories.commit(repository, wanted ?? `refs/heads/${branch}`);
  if (commit) return commit;
  throw new ActionFailed(
    'RevisionUnavailable',
    `No commit ${wanted ?? `on branch ${branch}`} found in repository ${name}.`,
  );
}

interface Taken {
  readonly commit: Commit;
  readonly repository: string;
  readonly variables: Configuration;
}

async function outcome(work: ActionWork, { commit, repository, variables }: Taken): Promise<ActionOutcome> {
  const repositories = repositoriesOf(work.world.paths.folder);
  const { id, message, committerDate } = commit;
  const artifact = { ...work.output(work.action.outputArtifacts?.[0]?.name ?? ''), revision: id };
  const archive = await repositories.archive(repositories.find(repository) ?? '', id);
  await calling('s3:PutObject', () => work.artifacts.write(artifact, archive));
  const revisionSummary = message.slice(0, 2048) || id;
  return {
    summary: revisionSummary,
    externalExecutionId: id,
    artifacts: [artifact],
    variables,
    revisions: [
      {
        actionName: work.action.name,
        name: artifact.name,
        ...{ revisionId: id, revisionChangeIdentifier: id, revisionSummary },
        created: Date.parse(committerDate) / 1000,
      },
    ],
  };
}

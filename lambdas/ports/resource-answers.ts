import type { ResourceAnswer } from '../contracts/custom-resource';

/** Tells CloudFormation how a custom resource fared. */
export interface ResourceAnswers {
  send(url: string, answer: ResourceAnswer): Promise<void>;
}

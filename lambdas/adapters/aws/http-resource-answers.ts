import type { ResourceAnswer } from '../../contracts/custom-resource';
import type { ResourceAnswers } from '../../ports/resource-answers';

export class HttpResourceAnswers implements ResourceAnswers {
  /** @throws Error when the answer is not taken */
  async send(url: string, answer: ResourceAnswer): Promise<void> {
    // The URL is signed for an empty content type.
    const response = await fetch(url, { method: 'PUT', headers: { 'content-type': '' }, body: JSON.stringify(answer) });
    if (response.ok) return;
    throw new Error(`custom resource: CloudFormation must take the answer, got ${response.status}; deploy again`);
  }
}

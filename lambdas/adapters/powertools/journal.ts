import { Logger } from '@aws-lambda-powertools/logger';
import type { Journal } from '../../ports/journal';

export class PowertoolsLog implements Journal {
  private readonly logger: Logger;

  constructor(serviceName: string) {
    this.logger = new Logger({ serviceName });
  }

  note(message: string, details: Readonly<Record<string, unknown>>): void {
    this.logger.info(message, { details });
  }

  problem(message: string, details: Readonly<Record<string, unknown>>): void {
    this.logger.warn(message, { details });
  }
}

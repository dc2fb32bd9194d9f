import { RoleRefused } from './cloud/role-session';
import { validationError } from './errors';
import type { World } from './world';

/**
 * SageMaker takes a role on once when something is created with it.
 * @throws SageMakerError ValidationException when the role is missing or does not trust SageMaker
 */
export async function checkRole(world: Pick<World, 'session'>, role: string, source: string): Promise<void> {
  try {
    await world.session({ role, session: 'SageMaker', seconds: 900, source });
  } catch (error) {
    if (!(error instanceof RoleRefused)) throw error;
    throw validationError(
      `Could not assume role ${role}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
    );
  }
}

import { NagRuleCompliance, type NagRuleResult } from 'cdk-nag';
import type { Job, JobKind } from './jobs';
import type { Json, Subject } from './subject';

/** What the rules must know about the environment. */
export interface RuleSettings {
  /** Whether jobs and models must run in a VPC: the environment names a network. */
  readonly networked: boolean;
}

/** One rule: what it refuses, why, and the pure function that decides. Texts are data; docs/sagemaker-rules.md prints them. */
export interface SageMakerRule {
  /** Suffix of the rule's id, `SM1` and so on; never used for another rule. */
  readonly id: string;
  /** The finding, one sentence. */
  readonly finding: string;
  /** Why it matters, and what to do instead. */
  readonly why: string;
  readonly check: (subject: Subject, settings: RuleSettings) => NagRuleResult;
}

/**
 * A rule over requests of some kinds. A resource that breaks it is non-compliant as a whole; of a pipeline each guilty
 * step is a finding of its own, `Step::<name>`, so that one can be acknowledged without the others.
 */
export function checkJobs(kinds: readonly JobKind[], complies: (request: Json, job: Job) => boolean) {
  return ({ jobs }: Subject): NagRuleResult => {
    const judged = jobs.filter(({ kind }) => kinds.includes(kind));
    if (judged.length === 0) return NagRuleCompliance.NOT_APPLICABLE;
    const guilty = judged.filter(job => !complies(job.request, job));
    if (guilty.length === 0) return NagRuleCompliance.COMPLIANT;
    const steps = guilty.flatMap(({ step }) => step ?? []);
    return steps.length > 0 ? [...new Set(steps)].map(step => `Step::${step}`) : NagRuleCompliance.NON_COMPLIANT;
  };
}

/** A rule whose findings are named; none is compliant. */
export const findings = (found: readonly string[]): NagRuleResult =>
  found.length > 0 ? [...new Set(found)] : NagRuleCompliance.COMPLIANT;

/** The tri-state of a plain yes or no. */
export const verdict = (complies: boolean): NagRuleCompliance =>
  complies ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;

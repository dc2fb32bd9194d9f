import { laptop } from './laptop';
import type { EnvironmentInput } from './schema';

/**
 * Where environments differ, as data. Nothing below this file asks which environment it is in:
 * the laptop cloud differs from an account by these values and by the endpoint of its API.
 */
export const profiles = {
  laptop: {
    ...laptop,
    functionPlatform: 'host',
    dataMayGo: true,
    ingestion: { batchWindowSeconds: 0, retrySeconds: 40 },
    predictions: { concurrency: 2, batchWindowSeconds: 0, retrySeconds: 60, longestWaitSeconds: 5 },
    logRetentionDays: 7,
    serving: { bakeSeconds: 10, pollSeconds: 1, fleets: 'fixed' },
    // A demo shows in minutes what takes days in an account.
    // Two windows and their labels prove a release within two minutes.
    retraining: { lookEveryMinutes: 1, cooldownMinutes: 2, budgetPerDay: 24 },
    drift: {
      windowSeconds: 20,
      stepSeconds: 20,
      graceSeconds: 5,
      looks: 'prompt',
      minimumLabels: 5,
      // A wave of 160 photos holds some 50 of a larger class: three of them come and go.
      maxLoss: 0.1,
      alarmSeconds: 10,
    },
    tracking: { kind: 'local' },
    // Mails go nowhere: `everloop mail` shows them.
    mail: { from: 'everloop@example.com' },
    approvers: ['you@example.com'],
  },
  development: {
    functionPlatform: 'linux-arm64',
    dataMayGo: true,
    logRetentionDays: 30,
  },
  production: {
    functionPlatform: 'linux-arm64',
    dataMayGo: false,
    logRetentionDays: 365,
  },
} as const satisfies Record<string, EnvironmentInput>;

import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import type { Connection } from '../deployment/connect';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';
import { wholeNumber } from '../ingestion/whole-number';
import type { KeptMail } from '../mail/kept-mails';

interface Given extends TargetOptions {
  readonly html?: boolean;
  readonly last: number;
}

function find(mails: readonly KeptMail[], wanted: number): KeptMail {
  const mail = mails.find(({ number }) => number === wanted);
  if (mail) return mail;
  const rule = mails.length > 0 ? `must be 1 to ${mails.length}` : 'must be that of a mail, and none was sent yet';
  throw new WrongUse(`everloop mail: number ${rule}, got ${wanted}; see \`everloop mail\``);
}

function showOne(mail: KeptMail, { html }: Given, { output }: CommandContext): void {
  const { mailText } = require('../mail/mail-text') as typeof import('../mail/mail-text');
  if (!html) {
    output.result(mail, () => mailText(mail));
    return;
  }
  const { cloudPaths } = require('../../local/cloud/paths') as typeof import('../../local/cloud/paths');
  const { mailPage, writeMailPage } = require('../mail/mail-page') as typeof import('../mail/mail-page');
  const page = mailPage(mail);
  if (page === null) throw new WrongUse(`everloop mail: mail ${mail.number} must have HTML for --html, got text alone`);
  const path = writeMailPage(page, { ...mail, folder: cloudPaths().folder });
  output.result({ ...mail, path }, () => path);
}

/** In an account nobody keeps mails: who gets them, and whether they can be sent. */
async function showDelivery(connection: Connection, { output, foundProblems }: CommandContext): Promise<void> {
  const { deliveryProblems, deliveryReport } =
    require('../mail/delivery-report') as typeof import('../mail/delivery-report');
  const { deliveryText } = require('../mail/mail-text') as typeof import('../mail/mail-text');
  const report = await deliveryReport(connection);
  output.result({ ...report, problems: deliveryProblems(report) }, () => deliveryText(report, output));
  if (deliveryProblems(report).length > 0) foundProblems();
}

async function run(number: number | undefined, given: Given, context: CommandContext): Promise<void> {
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const connection = await connect(given);
  const { kind, settings, environmentName } = connection;
  if (kind === 'account' || settings.endpoint === undefined) {
    if (number !== undefined || given.html) {
      throw new WrongUse(
        `everloop mail: mails of ${environmentName} must be read by those who got them, got a number or --html; only the laptop cloud keeps mails`,
      );
    }
    return showDelivery(connection, context);
  }
  const { fetchKeptMails } = require('../mail/kept-mails') as typeof import('../mail/kept-mails');
  const mails = await fetchKeptMails(settings.endpoint);
  if (number !== undefined) return showOne(find(mails, number), given, context);
  if (given.html) throw new WrongUse('everloop mail: --html must come with a number, got none; see `everloop mail`');
  const { mailList } = require('../mail/mail-text') as typeof import('../mail/mail-text');
  const shown = mails.slice(-given.last);
  context.output.result({ mails: shown }, () => mailList(shown, context.output));
}

/** Reads what people are told. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('mail').description('Read the mails of the laptop cloud; in an account, see who gets them'),
      'everloop mail',
      'everloop mail 3',
      'everloop mail 3 --html',
      'everloop mail --last 100 --json',
      'everloop mail --environment dev',
    ),
  )
    .argument('[number]', 'of a mail: prints its text', wholeNumber(1, 1_000_000))
    .option('--html', 'write the mail as a page with its pictures, and print where')
    .option('--last <n>', 'so many of the newest', wholeNumber(1, 300), 20)
    .action((number: number | undefined, given: Given) => run(number, given, context));

import { Command, Option } from 'commander';
import type { Role } from '@vitreous/store';
import { createUser } from '../accounts/create-user.js';
import { digestPassword } from '../accounts/password.js';
import { openDatabase } from '../open-house.js';

interface Options {
  readonly data: string;
  readonly email: string;
  readonly password: string;
  readonly role: Role;
  readonly username?: string;
  readonly firstName: string;
  readonly lastName: string;
}

export function createUserCommand(): Command {
  const create = new Command('create')
    .description('Make an account, before the first start of the server or while it runs.')
    .requiredOption('--data <folder>', 'folder of the database; made when it is missing')
    .requiredOption('--email <address>', 'what the person logs in with')
    .requiredOption('--password <password>', 'at least 8 characters')
    .addOption(new Option('--role <role>', 'what the person may do').choices(['user', 'admin']).default('user'))
    .option('--username <name>', 'shown to others; the e-mail address up to the @ by default')
    .option('--first-name <name>', 'first name', '')
    .option('--last-name <name>', 'last name', '')
    .action((options: Options, command: Command) => run(options, command));
  return new Command('user').description('Accounts.').addCommand(create);
}

async function run(options: Options, command: Command): Promise<void> {
  if (options.password.length < 8) command.error('error: the password needs at least 8 characters.');
  const store = openDatabase(options.data);
  try {
    const user = await createUser(store, new Date(), {
      email: options.email,
      username: options.username ?? options.email.replace(/@.*$/, ''),
      first_name: options.firstName,
      last_name: options.lastName,
      role: options.role,
      digest: digestPassword(options.password),
      registerToken: null,
      createdBy: null,
    });
    process.stdout.write(`${options.role} ${options.email} made (${user._id}).\n`);
  } finally {
    store.close();
  }
}

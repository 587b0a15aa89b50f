import { UserError } from '@vitreous/errors';
import type { Cluster } from '@vitreous/schema';
import { checkCustomValues, listCustomVariables, listTemplateVariables } from './cluster-template.js';

const templates = [
  'script_tpl',
  'send_cmd_tpl',
  'qsub_cmd_tpl',
  'qstat_cmd_tpl',
  'qdel_cmd_tpl',
  'qinfo_cmd_tpl',
] as const;

/** What follows from a cluster's templates. @throws UserError for one that is broken or cannot do its work. */
export function checkClusterTemplates(config: Cluster): Pick<Cluster, 'tpl_vars' | 'custom_var_names'> {
  const require = (name: (typeof templates)[number], variable: string): void => {
    if (listTemplateVariables(name, config[name]).includes(variable)) return;
    throw new UserError(`The cluster's ${name} must have {{ ${variable} }} in it.`);
  };
  require('script_tpl', config.script_tpl.includes('run_args') ? 'run_args' : 'run_cmd');
  require('send_cmd_tpl', 'command');
  require('qsub_cmd_tpl', 'script_path_abs');
  require('qstat_cmd_tpl', 'cluster_job_id');
  require('qdel_cmd_tpl', 'cluster_job_id');
  checkVariableNames(config.custom_vars);
  const all = (list: (what: string, template: string) => string[]): string[] => [
    ...new Set(templates.flatMap((name) => list(name, config[name]))),
  ];
  return { tpl_vars: all(listTemplateVariables), custom_var_names: all(listCustomVariables) };
}

/** An administrator's values may be any text; their names must be names. */
export function checkVariableNames(values: Readonly<Record<string, string>>): void {
  checkCustomValues(Object.fromEntries(Object.keys(values).map((name) => [name, ''])));
}

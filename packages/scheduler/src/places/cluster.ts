import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import type { AllocatedResources, Cluster } from '@vitreous/schema';
import { askCluster, cancelOnCluster, submitToCluster } from '../cluster/cluster-commands.js';
import { checkCustomValues, renderClusterTemplate, type TemplateValues } from '../cluster/cluster-template.js';
import { quote } from '../run-in-shell.js';
import { Unavailable, type Place, type Start } from './place.js';
import { writeTaskFile } from './task-file.js';

/** Name of the script in the folder of the work. */
const scriptName = 'queue_sub_script.sh';
/** GiB in a slot of memory. */
const ramSlotGib = 8;

/** A queue of its own, such as Slurm: it decides where and when, within what its script asks for. */
export const clusterPlace: Place = {
  start: async (start) => {
    const config = configOf(start.given);
    const values = valuesFor(start, config);
    const script = renderClusterTemplate('script_tpl', config.script_tpl, values);
    mkdirSync(start.order.folder, { recursive: true });
    writeTaskFile(start);
    const path = join(start.order.folder, scriptName);
    await writeFile(path, script, { mode: 0o700 });
    start.tell({ script });
    // What is wrong in the command's own template is wrong for good.
    renderClusterTemplate('qsub_cmd_tpl', config.qsub_cmd_tpl, values);
    try {
      const clusterJobId = await submitToCluster(config, values);
      start.tell({ clusterJobId, state: 'pending' });
      return clusterJobId;
    } catch (error) {
      if (error instanceof UserError) throw new Unavailable(error.message);
      throw error;
    }
  },
  look: async ({ given, project_uid, uid }, handle) => {
    const values = commandValues(given, project_uid, uid);
    const { state, printed } = await askCluster(configOf(given), handle, values);
    if (state === 'pending') return { state, printed: printed.slice(-500) };
    if (state !== 'ended') return { state: 'alive' };
    const said = printed.trim().replace(/\s+/g, ' ').slice(0, 300);
    const queue = given.target?.name ?? 'the cluster';
    return {
      state: 'gone',
      why: `The job has left the queue of ${queue} (id ${handle}) before it was done; its log may say more. The queue says: ${said === '' ? 'nothing' : said}`,
    };
  },
  end: async ({ given, project_uid, uid }, handle) => {
    await cancelOnCluster(configOf(given), handle, commandValues(given, project_uid, uid));
  },
};

/** Values that a script has, of the instance, of the target and of the work. @throws UserError for what a shell would misread. */
export function valuesFor(start: Start, config: Cluster): TemplateValues {
  const { order, given, taskFile } = start;
  checkCustomValues(order.customValues);
  for (const path of [order.folder, order.logFile]) {
    // Whoever names a folder would otherwise write lines of a script that runs as the server's account.
    if (!/^[\w.,:=/@+%~-]+$/.test(path)) {
      throw new UserError(
        `${path} cannot be named in a cluster's script: use letters, digits and . , : = / @ + % ~ - _ only, and no spaces, in folders of projects that run on clusters.`,
      );
    }
  }
  const run_args = `--task ${quote(join(order.folder, taskFile))}`;
  const { slots } = given;
  return {
    ...config.custom_vars,
    ...order.customValues,
    ...order.values,
    ...commandValues(given, start.project_uid, start.uid),
    num_cpu: slots.CPU.length,
    num_gpu: slots.GPU.length,
    ram_gb: slots.RAM.length * ramSlotGib,
    use_ssd: given.fixed.SSD,
    job_dir_abs: order.folder,
    job_log_path_abs: order.logFile,
    run_args,
    run_cmd: `${order.command.map(quote).join(' ')} ${run_args} >> ${quote(order.logFile)} 2>&1`,
    script_path_abs: join(order.folder, scriptName),
  };
}

/** What the commands of a queue are told, long after the start too. */
function commandValues(given: AllocatedResources, project_uid: string, job_uid: string): TemplateValues {
  const { target, lane } = given;
  return { project_uid, job_uid, lane_name: lane ?? '', worker_bin_path: target?.worker_bin_path ?? '' };
}

function configOf({ target }: AllocatedResources): Cluster {
  if (target?.config.type !== 'cluster') throw new UserError('The cluster is not known any more.');
  return target.config;
}

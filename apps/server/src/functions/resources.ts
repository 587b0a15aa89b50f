import { checkClusterTemplates, checkVariableNames, verifyCluster } from '@vitreous/scheduler';
import type { SchedulerTarget, SchedulerTargetCluster, SchedulerTargetNode } from '@vitreous/schema';
import type { Store } from '@vitreous/store';
import type { Handlers } from '../house.js';
import {
  changeTarget,
  findLane,
  findTarget,
  makeLane,
  removeLane,
  removeTarget,
  requireCachePath,
  saveCluster,
  saveLane,
  saveNode,
} from '../lanes/change-lanes.js';
import { asNode, refreshNodes } from '../lanes/node-targets.js';
import { notFound } from '../problem.js';

/** Lanes and their targets: the machines and clusters that jobs run on. */
export const resourceFunctions: Handlers = {
  'resources.find_lanes': ({ store }) => store.lanes.all(),
  'resources.find_lane': ({ store }, { name, type }) => {
    const lane = findLane(store, name);
    if (type !== undefined && lane.type !== type) throw notFound(`Lane ${name} of type ${type}`);
    return lane;
  },
  'resources.add_lane': (call, { body }) => {
    const lane = saveLane(call.store, body);
    call.wakeQueue();
    return lane;
  },
  'resources.remove_lane': ({ store }, { name }) => {
    removeLane(store, name);
    return null;
  },

  'resources.find_targets': ({ store }, { lane }) => targetsOf(store, lane),
  'resources.find_target_by_name': ({ store }, { name }) => findTarget(store, name),
  'resources.find_target_by_hostname': ({ store }, { hostname }) => {
    const found = targetsOf(store).find((target) => target.hostname === hostname);
    if (found === undefined) throw notFound(`Target ${hostname.slice(0, 100)}`);
    return found;
  },
  'resources.update_target_cache_path': ({ store }, { name, value }) => {
    const cache_path = value === undefined || value === '' ? null : value;
    requireCachePath(cache_path);
    return changeTarget(store, name, (target) => {
      const { config } = target;
      const SSD = cache_path !== null;
      return {
        ...target,
        cache_path,
        config: config.type === 'node' ? { ...config, resource_fixed: { SSD } } : config,
      };
    });
  },

  'resources.find_nodes': ({ store }, { lane }) => targetsOf(store, lane).flatMap((target) => asNode(target) ?? []),
  'resources.find_node': ({ store }, { name }) => findNode(store, name),
  'resources.add_node': async (call, { body, gpu }) => {
    await saveNode(call.store, body, gpu);
    call.wakeQueue();
    return findNode(call.store, body.name);
  },
  'resources.remove_node': ({ store }, { name }) => {
    removeTarget(store, name, 'node');
    return null;
  },
  'resources.update_node_lane': (call, { name, lane }) => {
    call.store.transact(() => {
      findNode(call.store, name);
      makeLane(call.store, lane, 'node', lane);
      changeTarget(call.store, name, (target) => ({ ...target, lane }));
    });
    call.wakeQueue();
    return findNode(call.store, name);
  },
  'resources.refresh_nodes': (call) => {
    call.inBackground('Looking at what the nodes have', async () => {
      for (const [target, reason] of await refreshNodes(call.store, () => true)) {
        call.log.warn({ target, reason }, 'A node stays as it was');
      }
      call.wakeQueue();
    });
    return null;
  },

  'resources.find_clusters': ({ store }, { lane }) =>
    targetsOf(store, lane).flatMap((target) => asCluster(target) ?? []),
  'resources.find_cluster': ({ store }, { name }) => findCluster(store, name),
  'resources.add_cluster': (call, { body }) => {
    const target = saveCluster(call.store, body);
    call.wakeQueue();
    return target;
  },
  'resources.remove_cluster': ({ store }, { name }) => {
    removeTarget(store, name, 'cluster');
    return null;
  },
  'resources.find_cluster_script': ({ store }, { name }) => findCluster(store, name).config.script_tpl,
  'resources.find_cluster_template_vars': ({ store }, { name }) =>
    checkClusterTemplates(findCluster(store, name).config).tpl_vars,
  'resources.find_cluster_template_custom_vars': ({ store }, { name }) =>
    checkClusterTemplates(findCluster(store, name).config).custom_var_names,
  'resources.update_cluster_custom_vars': ({ store }, { name, value }) => {
    checkVariableNames(value);
    changeTarget(store, name, () => {
      const target = findCluster(store, name);
      return { ...target, config: { ...target.config, custom_vars: value } };
    });
    return findCluster(store, name);
  },
  'resources.verify_cluster': ({ store }, { name }) => {
    const { config, worker_bin_path } = findCluster(store, name);
    return verifyCluster(config, { ...config.custom_vars, worker_bin_path });
  },
};

function targetsOf(store: Store, lane?: string): SchedulerTarget[] {
  const all = store.targets.all().map(({ target }) => target);
  return lane === undefined ? all : all.filter((target) => target.lane === lane);
}

function asCluster(target: SchedulerTarget): SchedulerTargetCluster | null {
  const { config } = target;
  return config.type === 'cluster' ? { ...target, config } : null;
}

function findNode(store: Store, name: string): SchedulerTargetNode {
  const node = asNode(findTarget(store, name));
  if (node === null) throw notFound(`Node ${name}`);
  return node;
}

function findCluster(store: Store, name: string): SchedulerTargetCluster {
  const cluster = asCluster(findTarget(store, name));
  if (cluster === null) throw notFound(`Cluster ${name}`);
  return cluster;
}

import { hostname } from 'node:os';
import type { Handlers } from '../house.js';
import { notFound } from '../problem.js';
import { describeLocalNode, localLane } from '../queue/local-node.js';

/** What there is to run jobs on: this machine, so far. */
export const resourceFunctions: Handlers = {
  'resources.find_lanes': () => [localLane],
  'resources.find_lane': (_call, { name, type }) => {
    if (name !== localLane.name || (type !== undefined && type !== localLane.type))
      throw notFound(`Lane ${name.slice(0, 100)}`);
    return localLane;
  },
  'resources.find_targets': (_call, { lane }) => (isLocal(lane) ? [describeLocalNode()] : []),
  'resources.find_nodes': (_call, { lane }) => (isLocal(lane) ? [describeLocalNode()] : []),
  'resources.find_clusters': () => [],
  'resources.find_node': (_call, { name }) => nodeNamed(name),
  'resources.find_target_by_name': (_call, { name }) => nodeNamed(name),
  'resources.find_target_by_hostname': (_call, input) => nodeNamed(input.hostname),
  'resources.find_cluster': (_call, { name }) => {
    throw notFound(`Cluster ${name.slice(0, 100)}`);
  },
  'resources.refresh_nodes': () => null,
};

function isLocal(lane: string | undefined): boolean {
  return lane === undefined || lane === localLane.name;
}

function nodeNamed(name: string): ReturnType<typeof describeLocalNode> {
  if (name !== hostname()) throw notFound(`Target ${name.slice(0, 100)}`);
  return describeLocalNode();
}

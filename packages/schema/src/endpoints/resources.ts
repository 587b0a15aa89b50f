import { z } from 'zod';
import { schedulerLane, schedulerTarget, schedulerTargetCluster, schedulerTargetNode } from '../entities/scheduler.js';
import { endpoints } from './endpoint.js';
import { flag } from './wire.js';

export const resourceEndpoints = endpoints({
  'resources.find_lanes': { method: 'GET', returns: z.array(schedulerLane) },
  'resources.add_lane': { method: 'POST', body: { body: schedulerLane }, returns: schedulerLane },
  'resources.find_lane': {
    method: 'GET',
    path: { name: z.string() },
    query: { type: z.enum(['node', 'cluster']).optional() },
    returns: schedulerLane,
  },
  'resources.remove_lane': { method: 'POST', path: { name: z.string() }, returns: z.null() },
  'resources.find_targets': {
    method: 'GET',
    query: { lane: z.string().optional() },
    returns: z.array(schedulerTarget),
  },
  'resources.find_nodes': {
    method: 'GET',
    query: { lane: z.string().optional() },
    returns: z.array(schedulerTargetNode),
  },
  'resources.add_node': {
    method: 'POST',
    query: { gpu: flag().default(true) },
    body: { body: schedulerTargetNode },
    returns: schedulerTargetNode,
  },
  'resources.find_clusters': {
    method: 'GET',
    query: { lane: z.string().optional() },
    returns: z.array(schedulerTargetCluster),
  },
  'resources.add_cluster': { method: 'POST', body: { body: schedulerTargetCluster }, returns: schedulerTargetCluster },
  'resources.find_target_by_hostname': { method: 'GET', path: { hostname: z.string() }, returns: schedulerTarget },
  'resources.find_target_by_name': { method: 'GET', path: { name: z.string() }, returns: schedulerTarget },
  'resources.find_node': { method: 'GET', path: { name: z.string() }, returns: schedulerTargetNode },
  'resources.remove_node': { method: 'POST', path: { name: z.string() }, returns: z.null() },
  'resources.find_cluster': { method: 'GET', path: { name: z.string() }, returns: schedulerTargetCluster },
  'resources.remove_cluster': { method: 'POST', path: { name: z.string() }, returns: z.null() },
  'resources.find_cluster_script': { method: 'GET', path: { name: z.string() }, returns: z.string() },
  'resources.find_cluster_template_vars': { method: 'GET', path: { name: z.string() }, returns: z.array(z.string()) },
  'resources.find_cluster_template_custom_vars': {
    method: 'GET',
    path: { name: z.string() },
    returns: z.array(z.string()),
  },
  'resources.update_node_lane': {
    method: 'POST',
    path: { name: z.string() },
    body: { lane: z.string() },
    returns: schedulerTargetNode,
  },
  'resources.refresh_nodes': { method: 'POST', returns: z.null() },
  'resources.verify_cluster': { method: 'POST', path: { name: z.string() }, returns: z.string() },
  'resources.update_cluster_custom_vars': {
    method: 'POST',
    path: { name: z.string() },
    body: { value: z.record(z.string(), z.string()) },
    returns: schedulerTargetCluster,
  },
  'resources.update_target_cache_path': {
    method: 'POST',
    path: { name: z.string() },
    body: { value: z.string().nullable().optional() },
    returns: schedulerTarget,
  },
});

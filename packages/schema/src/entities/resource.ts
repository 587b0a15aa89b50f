import { z } from 'zod';
import { model } from './model.js';

const fixedResourceSlotsModel = model('FixedResourceSlots', {
  SSD: z.boolean().default(false),
});
export interface FixedResourceSlots extends z.output<typeof fixedResourceSlotsModel> {}
export const fixedResourceSlots: z.ZodType<FixedResourceSlots> = fixedResourceSlotsModel;

const gpuModel = model('Gpu', {
  id: z.int(),
  name: z.string(),
  mem: z.int(),
});
export interface Gpu extends z.output<typeof gpuModel> {}
export const gpu: z.ZodType<Gpu> = gpuModel;

const gpuInfoModel = model('GpuInfo', {
  id: z.int(),
  name: z.string(),
  mem: z.int(),
  bus_id: z.string().default(''),
  compute_mode: z.enum(['Default', 'Exclusive Thread', 'Prohibited', 'Exclusive Process']).default('Default'),
  persistence_mode: z.enum(['Disabled', 'Enabled']).default('Disabled'),
  power_limit: z.number().default(0),
  sw_power_limit: z.enum(['Not Active', 'Active']).default('Not Active'),
  hw_power_limit: z.enum(['Not Active', 'Active']).default('Not Active'),
  max_pcie_link_gen: z.int().default(0),
  current_pcie_link_gen: z.int().default(0),
  temperature: z.int().default(0),
  gpu_utilization: z.int().default(0),
  memory_utilization: z.int().default(0),
  driver_version: z.string().default(''),
});
export interface GpuInfo extends z.output<typeof gpuInfoModel> {}
export const gpuInfo: z.ZodType<GpuInfo> = gpuInfoModel;

const resourceSlotsModel = model('ResourceSlots', {
  CPU: z.array(z.int()).default([]),
  GPU: z.array(z.int()).default([]),
  RAM: z.array(z.int()).default([]),
});
export interface ResourceSlots extends z.output<typeof resourceSlotsModel> {}
export const resourceSlots: z.ZodType<ResourceSlots> = resourceSlotsModel;

const resourceSpecModel = model('ResourceSpec', {
  cpu: z.int().default(1),
  gpu: z.int().default(0),
  ram: z.int().default(1),
  ssd: z.boolean().default(false),
});
export interface ResourceSpec extends z.output<typeof resourceSpecModel> {}
export const resourceSpec: z.ZodType<ResourceSpec> = resourceSpecModel;

import { z } from 'zod';
import { gpuInfo } from './resource.js';
import { model } from './model.js';

const instanceInformationModel = model('InstanceInformation', {
  platform_node: z.string().default(''),
  platform_release: z.string().default(''),
  platform_version: z.string().default(''),
  platform_architecture: z.string().default(''),
  cpu_model: z.string().default(''),
  physical_cores: z.int().default(0),
  max_cpu_freq: z.number().default(0),
  total_memory: z.string().default('0B'),
  available_memory: z.string().default('0B'),
  used_memory: z.string().default('0B'),
  ofd_soft_limit: z.int().default(0),
  ofd_hard_limit: z.int().default(0),
  driver_version: z.string().nullable().default(null),
  toolkit_version: z.string().nullable().default(null),
  CUDA_version: z.string().nullable().default(null),
  nvrtc_version: z.string().nullable().default(null),
  gpu_info: z.array(gpuInfo).nullable().default(null),
  version: z.string().default(''),
  arch: z.string().default('x86_64'),
});
export interface InstanceInformation extends z.output<typeof instanceInformationModel> {}
export const instanceInformation: z.ZodType<InstanceInformation> = instanceInformationModel;

const systemInfoModel = model('SystemInfo', {
  version: z.string(),
  master_hostname: z.string(),
  port_app: z.int(),
  port_mongo: z.int(),
  port_api: z.int(),
  port_command_vis: z.int(),
  port_rtp_webapp: z.int(),
  is_db_auth_enabled: z.boolean(),
});
export interface SystemInfo extends z.output<typeof systemInfoModel> {}
export const systemInfo: z.ZodType<SystemInfo> = systemInfoModel;

const updateTagModel = model('UpdateTag', { show_message: z.boolean(), message: z.string() });
/** Whether people should be told of a newer version. */
export interface UpdateTag extends z.output<typeof updateTagModel> {}
export const updateTag: z.ZodType<UpdateTag> = updateTagModel;

const licenseInstanceModel = model('LicenseInstance', { id: z.string(), current_in_use: z.int() });
/** Use of a licence by an instance; there are none here. */
export interface LicenseInstance extends z.output<typeof licenseInstanceModel> {}
export const licenseInstance: z.ZodType<LicenseInstance> = licenseInstanceModel;

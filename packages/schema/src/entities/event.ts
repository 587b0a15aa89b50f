import { z } from 'zod';
import { gridFSAsset } from './asset.js';
import { model, time } from './model.js';

const checkpointEventModel = model('CheckpointEvent', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  project_uid: z.string(),
  job_uid: z.string(),
  cpumem_mb: z.number().nullable().default(null),
  avail_mb: z.number().nullable().default(null),
  flags: z.array(z.string()).default([]),
  meta: z.record(z.string(), z.unknown()).default({}),
  type: z.literal('checkpoint'),
});
export interface CheckpointEvent extends z.output<typeof checkpointEventModel> {}
export const checkpointEvent: z.ZodType<CheckpointEvent> = checkpointEventModel;

const eventModel = model('Event', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  project_uid: z.string(),
  job_uid: z.string(),
  cpumem_mb: z.number().nullable().default(null),
  avail_mb: z.number().nullable().default(null),
  flags: z.array(z.string()).default([]),
  meta: z.record(z.string(), z.unknown()).default({}),
});
export interface Event extends z.output<typeof eventModel> {}
export const event: z.ZodType<Event> = eventModel;

const imageEventModel = model('ImageEvent', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  project_uid: z.string(),
  job_uid: z.string(),
  cpumem_mb: z.number().nullable().default(null),
  avail_mb: z.number().nullable().default(null),
  flags: z.array(z.string()).default([]),
  meta: z.record(z.string(), z.unknown()).default({}),
  type: z.literal('image'),
  text: z.string(),
  imgfiles: z.array(gridFSAsset).default([]),
});
export interface ImageEvent extends z.output<typeof imageEventModel> {}
export const imageEvent: z.ZodType<ImageEvent> = imageEventModel;

const interactiveImgfileModel = model('InteractiveImgfile', {
  imgfiles: z.array(gridFSAsset),
  components: z.array(z.int()).default([]),
});
export interface InteractiveImgfile extends z.output<typeof interactiveImgfileModel> {}
export const interactiveImgfile: z.ZodType<InteractiveImgfile> = interactiveImgfileModel;

const interactiveEventModel = model('InteractiveEvent', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  project_uid: z.string(),
  job_uid: z.string(),
  cpumem_mb: z.number().nullable().default(null),
  avail_mb: z.number().nullable().default(null),
  flags: z.array(z.string()).default([]),
  meta: z.record(z.string(), z.unknown()).default({}),
  type: z.literal('interactive'),
  subtype: z.string().default('3dscatter'),
  text: z.string(),
  datafile: gridFSAsset,
  preview_imgfiles: z.array(interactiveImgfile).default([]),
  components: z.array(z.int()).default([]),
});
export interface InteractiveEvent extends z.output<typeof interactiveEventModel> {}
export const interactiveEvent: z.ZodType<InteractiveEvent> = interactiveEventModel;

const textEventModel = model('TextEvent', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  project_uid: z.string(),
  job_uid: z.string(),
  cpumem_mb: z.number().nullable().default(null),
  avail_mb: z.number().nullable().default(null),
  flags: z.array(z.string()).default([]),
  meta: z.record(z.string(), z.unknown()).default({}),
  type: z.enum(['text', 'warning', 'error']),
  text: z.string(),
});
export interface TextEvent extends z.output<typeof textEventModel> {}
export const textEvent: z.ZodType<TextEvent> = textEventModel;

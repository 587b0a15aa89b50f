import { z } from 'zod';
import { fileBrowserSettings } from './file-browser.js';
import { model, time } from './model.js';

const bookmarkModel = model('Bookmark', {
  id: z.string(),
  path: z.string(),
  name: z.string(),
  description: z.string(),
  color: z.string(),
  last_accessed: time(),
  created_at: time(),
});
export interface Bookmark extends z.output<typeof bookmarkModel> {}
export const bookmark: z.ZodType<Bookmark> = bookmarkModel;

const emailModel = model('Email', {
  address: z.string(),
  verified: z.boolean().default(false),
});
export interface Email extends z.output<typeof emailModel> {}
export const email: z.ZodType<Email> = emailModel;

const recentPathModel = model('RecentPath', {
  path: z.string(),
  last_accessed: time(),
});
export interface RecentPath extends z.output<typeof recentPathModel> {}
export const recentPath: z.ZodType<RecentPath> = recentPathModel;

const fileBrowserStateModel = model('FileBrowserState', {
  recentPaths: z.array(recentPath).default([]),
  bookmarks: z.array(bookmark).default([]),
});
export interface FileBrowserState extends z.output<typeof fileBrowserStateModel> {}
export const fileBrowserState: z.ZodType<FileBrowserState> = fileBrowserStateModel;

const loginTokenModel = model('LoginToken', {
  hashedToken: z.string(),
  when: time(),
});
export interface LoginToken extends z.output<typeof loginTokenModel> {}
export const loginToken: z.ZodType<LoginToken> = loginTokenModel;

const loginServiceModel = model('LoginService', {
  loginTokens: z.array(loginToken).default([]),
});
export interface LoginService extends z.output<typeof loginServiceModel> {}
export const loginService: z.ZodType<LoginService> = loginServiceModel;

const passwordServiceModel = model('PasswordService', {
  bcrypt: z.string(),
});
export interface PasswordService extends z.output<typeof passwordServiceModel> {}
export const passwordService: z.ZodType<PasswordService> = passwordServiceModel;

const profileModel = model('Profile', {
  name: z.union([z.string(), z.record(z.string(), z.unknown())]).default(''),
});
export interface Profile extends z.output<typeof profileModel> {}
export const profile: z.ZodType<Profile> = profileModel;

const recentJobModel = model('RecentJob', {
  project_uid: z.string(),
  workspace_uid: z.string(),
  job_uid: z.string(),
});
export interface RecentJob extends z.output<typeof recentJobModel> {}
export const recentJob: z.ZodType<RecentJob> = recentJobModel;

const recentSessionModel = model('RecentSession', {
  project_uid: z.string(),
  session_uid: z.string(),
});
export interface RecentSession extends z.output<typeof recentSessionModel> {}
export const recentSession: z.ZodType<RecentSession> = recentSessionModel;

const recentWorkspaceModel = model('RecentWorkspace', {
  project_uid: z.string(),
  workspace_uid: z.string(),
});
export interface RecentWorkspace extends z.output<typeof recentWorkspaceModel> {}
export const recentWorkspace: z.ZodType<RecentWorkspace> = recentWorkspaceModel;

const servicesModel = model('Services', {
  password: passwordService.nullable().default(null),
  resume: loginService.prefault({}),
});
export interface Services extends z.output<typeof servicesModel> {}
export const services: z.ZodType<Services> = servicesModel;

const userStateModel = model('UserState', {
  licenseAccepted: z.boolean().default(false),
  userCanSetJobPriority: z.boolean().default(false),
  recentProjects: z.array(z.string()).default([]),
  recentWorkspaces: z.array(recentWorkspace).default([]),
  recentSessions: z.array(recentSession).default([]),
  recentJobs: z.array(recentJob).default([]),
  browserPath: z.string().nullable().default(null),
  defaultJobPriority: z.int().nullable().default(null),
  userFileBrowserState: fileBrowserState.prefault({}),
});
export interface UserState extends z.output<typeof userStateModel> {}
export const userState: z.ZodType<UserState> = userStateModel;

const userModel = model('User', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  emails: z.array(email).default([]),
  created_by_user_id: z.string().nullable().default(null),
  name: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  status: z.literal('invited').default('invited'),
  profile: profile.prefault({}),
  roles: z.record(z.string(), z.array(z.enum(['user', 'admin']))).default({}),
  register_token: z.string().nullable().default(null),
  reset_token: z.string().nullable().default(null),
  last_password_changed_at: time().nullable().default(null),
  services: services.prefault({}),
  state: userState.prefault({}),
  preferences: z.record(z.string(), z.unknown()).default({}),
  file_browser_settings: fileBrowserSettings.prefault({}),
  lanes: z.array(z.string()).default([]),
});
export interface User extends z.output<typeof userModel> {}
export const user: z.ZodType<User> = userModel;

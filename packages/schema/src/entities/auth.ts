import { z } from 'zod';
import { model } from './model.js';

const appSessionModel = model('AppSession', {
  user_id: z.string(),
  session_id: z.string(),
  signature: z.string(),
});
export interface AppSession extends z.output<typeof appSessionModel> {}
export const appSession: z.ZodType<AppSession> = appSessionModel;

const sha256PasswordModel = model('SHA256Password', {
  password: z.string(),
});
export interface SHA256Password extends z.output<typeof sha256PasswordModel> {}
export const sha256Password: z.ZodType<SHA256Password> = sha256PasswordModel;

const tokenModel = model('Token', {
  access_token: z.string(),
  token_type: z.literal('bearer'),
});
export interface Token extends z.output<typeof tokenModel> {}
export const token: z.ZodType<Token> = tokenModel;

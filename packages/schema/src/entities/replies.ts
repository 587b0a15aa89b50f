import { z } from 'zod';
import { model } from './model.js';

const getFinalResultsResponseModel = model('GetFinalResultsResponse', {
  final_results: z.array(z.string()),
  ancestors_of_final_results: z.array(z.string()),
  non_ancestors_of_final_results: z.array(z.string()),
});
export interface GetFinalResultsResponse extends z.output<typeof getFinalResultsResponseModel> {}
export const getFinalResultsResponse: z.ZodType<GetFinalResultsResponse> = getFinalResultsResponseModel;

const helloModel = model('Hello', {
  name: z.string().default('CryoSPARC'),
  version: z.string(),
  service: z.string(),
});
export interface Hello extends z.output<typeof helloModel> {}
export const hello: z.ZodType<Hello> = helloModel;

const workspaceAncestorUidsResponseModel = model('WorkspaceAncestorUidsResponse', {
  ancestors: z.array(z.string()),
  non_ancestors: z.array(z.string()),
});
export interface WorkspaceAncestorUidsResponse extends z.output<typeof workspaceAncestorUidsResponseModel> {}
export const workspaceAncestorUidsResponse: z.ZodType<WorkspaceAncestorUidsResponse> =
  workspaceAncestorUidsResponseModel;

const workspaceDescendantUidsResponseModel = model('WorkspaceDescendantUidsResponse', {
  descendants: z.array(z.string()),
  non_descendants: z.array(z.string()),
});
export interface WorkspaceDescendantUidsResponse extends z.output<typeof workspaceDescendantUidsResponseModel> {}
export const workspaceDescendantUidsResponse: z.ZodType<WorkspaceDescendantUidsResponse> =
  workspaceDescendantUidsResponseModel;

import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { readBrowseSearch } from './browse/search.js';
import { Shell } from './shell/shell.js';
import { BrokenPage, MissingPage } from './shell/page-states.js';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: MissingPage,
  // A dialog of a job stands above any page: ?job=P1-J3.
  validateSearch: readBrowseSearch,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to go elsewhere
    throw redirect({ to: '/projects' });
  },
});

const projects = createRoute({
  getParentRoute: () => root,
  path: '/projects',
  component: lazyRouteComponent(() => import('./browse/projects-page.js'), 'ProjectsPage'),
});
const projectWorkspaces = createRoute({
  getParentRoute: () => root,
  path: '/projects/$project',
  component: lazyRouteComponent(() => import('./browse/workspaces-page.js'), 'ProjectWorkspacesPage'),
});
const projectSessions = createRoute({
  getParentRoute: () => root,
  path: '/projects/$project/sessions',
  component: lazyRouteComponent(() => import('./browse/workspaces-page.js'), 'ProjectSessionsPage'),
});
const projectJobs = createRoute({
  getParentRoute: () => root,
  path: '/projects/$project/jobs',
  component: lazyRouteComponent(() => import('./browse/jobs-page.js'), 'ProjectJobsPage'),
});
const workspaceJobs = createRoute({
  getParentRoute: () => root,
  path: '/projects/$project/workspaces/$workspace',
  component: lazyRouteComponent(() => import('./browse/jobs-page.js'), 'WorkspaceJobsPage'),
});
const workspaces = createRoute({
  getParentRoute: () => root,
  path: '/workspaces',
  component: lazyRouteComponent(() => import('./browse/workspaces-page.js'), 'AllWorkspacesPage'),
});
const jobs = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  component: lazyRouteComponent(() => import('./browse/jobs-page.js'), 'AllJobsPage'),
});
const sessions = createRoute({
  getParentRoute: () => root,
  path: '/sessions',
  component: lazyRouteComponent(() => import('./sessions/sessions-page.js'), 'SessionsPage'),
});
const live = createRoute({
  getParentRoute: () => root,
  path: '/projects/$project/sessions/$session',
  component: lazyRouteComponent(() => import('./live/live-page.js'), 'LivePage'),
});
const queue = createRoute({
  getParentRoute: () => root,
  path: '/queue',
  component: lazyRouteComponent(() => import('./jobs/queue-page.js'), 'QueuePage'),
});
const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('./account/account-page.js'), 'AccountPage'),
});
const admin = createRoute({
  getParentRoute: () => root,
  path: '/admin',
  component: lazyRouteComponent(() => import('./admin/admin-page.js'), 'AdminPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    projects,
    projectWorkspaces,
    projectSessions,
    projectJobs,
    workspaceJobs,
    workspaces,
    jobs,
    sessions,
    live,
    queue,
    account,
    admin,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

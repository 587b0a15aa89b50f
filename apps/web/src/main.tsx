import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './design/tokens.css';
import './design/base.css';
import './design/parts.css';
import './shell/shell.css';
import './browse/browse.css';
import { ConfirmSlot } from './design/confirm.js';
import { Toasts } from './design/toast.js';
import { queryClient } from './server/query-client.js';
import { router } from './router.js';
import { LostServer } from './shell/lost-server.js';
import { RequireLogin } from './shell/require-login.js';
import { applyTheme } from './design/theme.js';

applyTheme();

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <LostServer />
      <RequireLogin>
        <RouterProvider router={router} />
      </RequireLogin>
      <ConfirmSlot />
      <Toasts />
    </QueryClientProvider>
  </StrictMode>,
);

import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '@vitreous/schema';
import { showToast } from '../design/toast.js';
import { sentenceOf, ServerSilent } from './call.js';

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey: [name] }) => {
      // A login that ended is noticed wherever it shows first.
      if (error instanceof ApiError && error.status === 401 && name !== 'users.me')
        void queryClient.invalidateQueries({ queryKey: ['users.me'] });
    },
  }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _context, mutation) => {
      if (mutation.meta?.['shown'] !== true) showToast({ tone: 'danger', text: sentenceOf(error) });
    },
    onSuccess: () => queryClient.invalidateQueries(),
  }),
  defaultOptions: {
    queries: {
      // A missing server is asked again by the banner that says so; a refusal stays one.
      retry: (count, error) => error instanceof ServerSilent && count < 2,
      networkMode: 'always',
      staleTime: 1000,
      refetchOnWindowFocus: true,
    },
    mutations: { networkMode: 'always' },
  },
});

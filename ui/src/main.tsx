import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { ApiError } from './api/client.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/lists.css';
import './styles/overview.css';
import './styles/flow.css';
import './styles/trace.css';
import './styles/setup.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Commits say when something changed; nothing else makes an answer old.
      staleTime: 10_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: true,
      // The server's refusals stay what they are; only a lost connection is tried again.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status > 0),
      retryDelay: 600,
    },
  },
});

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}

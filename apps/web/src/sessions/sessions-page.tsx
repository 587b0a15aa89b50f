import type { ReactNode } from 'react';
import { Empty } from '../shell/page-states.js';

export function SessionsPage(): ReactNode {
  return <Empty icon="sessions" title="Live sessions" />;
}

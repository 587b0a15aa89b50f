import type { ReactNode } from 'react';
import { Empty } from '../shell/page-states.js';

export function AdminPage(): ReactNode {
  return <Empty icon="admin" title="Administration" />;
}

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useJobTypes } from '../jobs/job-types.js';

/** Counts of jobs by category; each opens the workspace with those alone. */
export function JobCategories({
  counts,
  params,
}: {
  counts: Readonly<Record<string, number>>;
  params: { project: string; workspace: string };
}): ReactNode {
  const { categories } = useJobTypes();
  if (Object.keys(counts).length === 0) return null;
  return (
    <span className="pills">
      {Object.entries(counts).map(([category, count]) => (
        <Link
          key={category}
          className="pill"
          to="/projects/$project/workspaces/$workspace"
          params={params}
          search={{ category }}
        >
          {categories[category] ?? category} <span className="count">{count}</span>
        </Link>
      ))}
    </span>
  );
}

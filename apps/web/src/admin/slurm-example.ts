/** Where a new cluster begins: what Slurm is asked by, and a script that it takes. Facts of docs/scheduler.md. */
export const slurmExample = {
  send_cmd_tpl: '{{ command }}',
  qsub_cmd_tpl: 'sbatch {{ script_path_abs }}',
  qstat_cmd_tpl: 'squeue -j {{ cluster_job_id }}',
  qdel_cmd_tpl: 'scancel {{ cluster_job_id }}',
  qinfo_cmd_tpl: 'sinfo',
  custom_vars: {},
  script_tpl: `#!/usr/bin/env bash
#SBATCH --job-name=vitreous_{{ project_uid }}_{{ job_uid }}
#SBATCH --cpus-per-task={{ num_cpu }}
#SBATCH --mem={{ ram_gb }}G
{%- if num_gpu > 0 %}
#SBATCH --gres=gpu:{{ num_gpu }}
{%- endif %}
#SBATCH --output={{ job_dir_abs }}/cluster.log

{{ run_cmd }}
`,
} as const;

import { describe, expect, it } from 'vitest';
import {
  checkCustomValues,
  listCustomVariables,
  listTemplateVariables,
  renderClusterTemplate,
} from './cluster-template.js';

/** In the manner of sites' scripts for Slurm. */
const script = `#!/usr/bin/env bash
#SBATCH --job-name=v_{{ project_uid }}_{{ job_uid }}
#SBATCH -n {{ num_cpu }}
{%- if num_gpu > 0 %}
#SBATCH --gres=gpu:{{ num_gpu }}
{%- endif %}
#SBATCH --mem={{ (ram_gb*ram_multiplier|float*1000)|int }}MB
{% set part = partition|default("general") %}
#SBATCH --partition={{ part }}
{% for i in range(2) %}# {{ i }} {{ "%03d"|format(num_cpu) }}
{% endfor %}
{{ run_cmd }}
`;
const values = { project_uid: 'P1', job_uid: 'J2', num_cpu: 4, num_gpu: 1, ram_gb: 16, run_cmd: 'run me' };

describe('a cluster template', () => {
  it('is filled in as Jinja fills it', () => {
    const filled = renderClusterTemplate('script_tpl', script, { ...values, ram_multiplier: '1.5', partition: 'gpu' });
    expect(filled).toContain('#SBATCH --job-name=v_P1_J2\n#SBATCH -n 4\n#SBATCH --gres=gpu:1\n#SBATCH --mem=24000MB\n');
    expect(filled).toContain('--partition=gpu\n# 0 004\n# 1 004\n\nrun me\n');
    const without = renderClusterTemplate('script_tpl', script, {
      ...values,
      num_gpu: 0,
      ram_multiplier: 1,
      partition: 'a',
    });
    expect(without).not.toContain('gres');
  });

  it("lists the names that it needs, and which of them are the site's own", () => {
    expect(listTemplateVariables('script_tpl', script)).toEqual([
      'project_uid',
      'job_uid',
      'num_cpu',
      'num_gpu',
      'ram_gb',
      'ram_multiplier',
      'partition',
      'run_cmd',
    ]);
    expect(listCustomVariables('script_tpl', script)).toEqual(['ram_multiplier', 'partition']);
  });

  it('that is broken or lacks a value is refused with its name', () => {
    expect(() => renderClusterTemplate('qsub_cmd_tpl', '{{ sbatch', {})).toThrow(
      "The cluster's qsub_cmd_tpl is no valid",
    );
    expect(() => renderClusterTemplate('script_tpl', 'a {{ partition }}', {})).toThrow('no value: partition');
  });
});

it.each(['a; rm -rf /', '$(reboot)', 'a\nb', '`id`', 'x'.repeat(1001), "a'b", 'a|b'])(
  'refuses %j as a value',
  (value) => {
    expect(() => {
      checkCustomValues({ partition: value });
    }).toThrow('The cluster variable partition');
  },
);

it('takes what partitions and resources look like', () => {
  checkCustomValues({ partition: 'gpu,long', gres: 'gpu:a100:1', time: '2-00:00:00', mail: 'me@lab.org', none: '' });
  expect(() => {
    checkCustomValues({ 'a b': '1' });
  }).toThrow('no name of a cluster variable');
});

"""A job through Slurm by the official client. Steps by name; prints one JSON object."""

import json
import sys
import time
import warnings

warnings.simplefilter("error")

from cryosparc.tools import CryoSPARC  # noqa: E402

step, url, email, password, container, pattern = sys.argv[1:7]


def finish(job):
    while job.model.status not in {"completed", "failed"}:
        time.sleep(0.2)
        job.refresh()


cs = CryoSPARC(url, email=email, password=password)
if step == "begin":
    project = cs.find_project(cs.api.projects.create(title="Slurm", parent_dir=container).uid)
    workspace = project.create_workspace("One")
    params = {"blob_paths": pattern, "psize_A": 1.5, "accel_kv": 300, "cs_mm": 2.7}
    jobs = [workspace.create_job("import_micrographs", params=params) for _ in range(4)]
    jobs[0].queue("slurm")
    # Held by Slurm: they wait in its queue until they are released, or taken out.
    for job in jobs[1:]:
        job.queue("slurm", cluster_vars={"more": "--hold"})
    finish(jobs[0])
    for job in jobs[1:]:
        while job.model.cluster_job_id is None:
            job.refresh()
    jobs[2].kill()
    print(json.dumps([[job.uid, job.status, job.model.cluster_job_id] for job in jobs]))
else:
    jobs = [cs.find_job("P1", uid) for uid in ["J2", "J4"]]
    for job in jobs:
        finish(job)
    exposures = jobs[0].load_output("imported_micrographs") if jobs[0].status == "completed" else []
    print(json.dumps([[job.status for job in jobs], len(exposures), [error.message for error in jobs[1].model.errors_run]]))

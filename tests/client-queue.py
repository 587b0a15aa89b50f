"""Queued jobs through the official client. Prints one JSON object."""

import json
import sys
import warnings

warnings.simplefilter("error")

from cryosparc.tools import CryoSPARC  # noqa: E402

url, email, password, container, pattern, psize = sys.argv[1:7]
cs = CryoSPARC(url, email=email, password=password)
project = cs.find_project(cs.api.projects.create(title="Queue", parent_dir=container).uid)
workspace = project.create_workspace("One")
job = workspace.create_job("import_micrographs", params={"blob_paths": pattern, "psize_A": float(psize), "accel_kv": 300})
errors = [[error.type, error.loc] for error in job.model.build_errors]
try:
    job.queue()
    refused = None
except Exception as error:
    refused = error.code
job.set_param("cs_mm", 2.7)
job.queue()
status = job.wait_for_status({"completed", "failed"}, timeout=60)
exposures = job.load_output("imported_micrographs") if status == "completed" else None
job.print_param_spec()
# What lies elsewhere is not reached by a link.
me = cs.user
cs.api.users.set_file_browser_settings(me.id, {"allowed_prefixes": [sys.argv[7]]})
bounded = workspace.create_job("import_micrographs", params={**dict(job.params), "blob_paths": sys.argv[7] + "/*.mrc"})
bounded.queue()
bounded.wait_for_done(timeout=60)
cs.api.users.set_file_browser_settings(me.id, {"allowed_prefixes": None})
print(
    json.dumps(
        {
            "bounded": [bounded.status, bounded.model.errors_run[-1].message],
            "errors": errors,
            "refused": refused,
            "status": status,
            "rows": len(exposures),
            "fields": sorted(exposures.prefixes()),
            "shape": exposures["micrograph_blob/shape"].tolist(),
            "listed": job.list_files("imported"),
            "log": [event.text for event in cs.api.jobs.get_event_logs(project.uid, job.uid)],
            "lane": [job.model.queued_to_lane, [lane.name for lane in cs.get_lanes()]],
            "register": [job.full_spec.title, sorted(job.full_spec.params)[:3]],
        }
    )
)

"""Blueprints, workflows, notifications, exports and clean-up through the official client. Prints one JSON object."""

import json
import sys
import time
import warnings

warnings.simplefilter("error")
# The client has no classes for blueprints and workflows: it says so, and answers with dictionaries.
for said in ("Warning: Unknown schema reference model", r".*unregistered schema type"):
    warnings.filterwarnings("ignore", said)

import numpy as n  # noqa: E402
from cryosparc.tools import CryoSPARC  # noqa: E402

url, email, password, container = sys.argv[1:]
cs = CryoSPARC(url, email=email, password=password)
api = cs.api


def wait(fits, what):
    for _ in range(300):
        found = fits()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError(what)


project = cs.find_project(api.projects.create(title="Recipes", parent_dir=container).uid)
workspace = project.create_workspace("One")
other = cs.find_project(api.projects.create(title="Elsewhere", parent_dir=container).uid)
other.create_workspace("One")

# A blueprint of a job, for other jobs.
first = workspace.create_job("blob_picker_gpu", title="Ribosomes", params={"diameter": 250})
blueprint = api.blueprints.create(api.blueprints.draft_blueprint_from_job(project_uid=project.uid, job_uid=first.uid))
made = api.jobs.create_job_from_blueprint(project.uid, workspace.uid, blueprint_id=blueprint["_id"])
blueprints = [one["title"] for one in api.blueprints.find(job_type=["blob_picker_gpu"])]

# A workflow of connected jobs, made again upon another import.
source = workspace.create_job("import_micrographs")
ctf = workspace.create_job("patch_ctf_estimation_multi", connections={"exposures": (source.uid, "imported_micrographs")})
picker = workspace.create_job("blob_picker_gpu", connections={"micrographs": (ctf.uid, "exposures")}, params={"diameter": 90})
workflow = api.workflows.create(
    {
        "title": "CTF and picks",
        "csVersion": "v5.0.3",
        "parents": {source.uid: {"jobType": "import_micrographs"}},
        "jobs": {
            job.uid: {
                "jobType": job.type,
                "title": job.uid,
                "spec": api.jobs.find_one(project.uid, job.uid).spec.model_dump(mode="json"),
                "groups": [],
            }
            for job in (ctf, picker)
        },
    }
)
fresh = workspace.create_job("import_micrographs")
chain = api.workflows.apply(workflow["_id"], [fresh.uid], project_uid=project.uid, workspace_uid=workspace.uid)

# Results and a whole job, to another project.
particles = workspace.create_external_job("Particles")
table = particles.add_output("particle", "particles", slots=["blob"], alloc=10)
project.upload("J1/stack.mrcs", b"pixels")
table["blob/path"] = ["J1/stack.mrcs"] * 10
table["blob/idx"] = n.arange(10)
with particles.run():
    particles.save_output("particles", table)
api.jobs.export_output_results(project.uid, particles.uid, "particles")
exported = api.jobs.find_one(project.uid, particles.uid).last_exported_location
listed = [path for path in project.list_files(exported) if path.endswith(".csg")]
group = api.jobs.import_result_group(other.uid, "W1", path=f"{project.dir}/{listed[0]}")
results = other.find_job(group.uid).load_output("particles")
with other.download(results["blob/path"][0]) as stack:
    pixels = stack.read().decode()
api.jobs.export_job(project.uid, particles.uid)
folder = api.jobs.find_one(project.uid, particles.uid).last_exported_location
api.jobs.import_job(other.uid, "W1", path=f"{project.dir}/{folder}")
told = wait(lambda: api.notifications.find(project_uid=[other.uid], active=True), "notice of the import")
imported = other.find_job("J2")

# Clean-up, and a notice of it that is put away.
api.projects.cleanup_data(project.uid, delete_statuses=["building"])
wait(lambda: not api.projects.find_one(project.uid).is_cleanup_in_progress, "clean-up")
cleaned = wait(lambda: api.notifications.find(project_uid=[project.uid]), "notice of the clean-up")[-1]
api.notifications.deactivate_notification(cleaned.id)

print(
    json.dumps(
        {
            "blueprint": [blueprints, made.title, made.spec.params.model_dump()["diameter"]],
            "workflow": [[job.spec.type, len(job.parents)] for job in chain],
            "upon": chain[0].parents == [fresh.uid],
            "runs": api.projects.find_one(project.uid).workflows.runs[workflow["_id"]],
            "results": [len(results), pixels],
            "imported": [imported.status, len(imported.load_output("particles")), told[0].status],
            "cleaned": [cleaned.message, api.notifications.count(project_uid=[project.uid], active=True)],
            "left": [job.uid for job in project.find_jobs()] == [particles.uid],
            "diagnostics": api.instance.get_runtime_diagnostics().db_stats["projects"] >= 2,
            "log": isinstance(api.instance.get_service_log("api", max_lines=5), str),
        }
    )
)

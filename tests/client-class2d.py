"""Particles to classes by queued jobs, through the official client. Prints one JSON object."""

import json
import sys
import warnings

warnings.simplefilter("error")

from cryosparc.dataset import Dataset  # noqa: E402
from cryosparc.tools import CryoSPARC  # noqa: E402

url, email, password, container, folder = sys.argv[1:]
cs = CryoSPARC(url, email=email, password=password)
project = cs.find_project(cs.api.projects.create(title="Classes", parent_dir=container).uid)
workspace = project.create_workspace("Particles to classes")

# Particles of some other program.
table = Dataset.load(f"{folder}/particles.cs")
table["blob/path"] = f"{folder}/particles.mrcs"
source = workspace.create_external_job("Particles")
source.add_output("particle", "particles", slots=["blob", "ctf"], alloc=table)
with source.run():
    source.save_output("particles", table)

classify = workspace.create_job(
    "class_2D_new",
    connections={"particles": (source.uid, "particles")},
    params={
        "class2D_K": 6,
        "class2D_max_res": 12,
        "class2D_window_inner_A": 200,
        "class2D_num_full_iter_batch": 20,
        "class2D_num_full_iter": 1,
        "compute_num_gpus": 1,
        "compute_use_ssd": False,
    },
)
classify.queue()
status = classify.wait_for_done(timeout=240)
if status != "completed":
    print(classify.model.errors_run, file=sys.stderr)

particles = classify.load_output("particles")
averages = classify.load_output("class_averages")
header, stack = project.download_mrc(averages["blob/path"][0])
events = cs.api.jobs.get_event_logs(project.uid, classify.uid)
counts = [int((particles["alignments2D/class"] == k).sum()) for k in range(6)]
assert counts == averages["blob/num_particles_total"].tolist()
assert sorted(particles["uid"].tolist()) == sorted(table["uid"].tolist())
print(
    json.dumps(
        {
            "status": status,
            "particles": sorted(particles.prefixes()),
            "classes": sorted(averages.fields()),
            "sizes": [len(particles), len(averages), list(stack.shape)],
            "psize": round(float(averages["blob/psize_A"][0]), 3),
            "finest": float(averages["blob/res_A"].min()),
            "sorted": counts == sorted(counts, reverse=True),
            "pictures": [event.text for event in events if event.type == "image"],
        }
    )
)

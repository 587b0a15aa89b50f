"""Particles to classes, and on to maps, by queued jobs, through the official client. Prints one JSON object."""

import io
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

select = workspace.create_job(
    "select_2D",
    connections={"particles": (classify.uid, "particles"), "templates": (classify.uid, "class_averages")},
)
select.queue()
select.wait_for_status("waiting", timeout=120)
info = select.interact("get_class_info")
assert [one["num_particles_total"] for one in info] == counts
best = [one["class_idx"] for one in info if one["num_particles_total"] >= counts[2]]
for one in info:
    if one["class_idx"] in best:
        select.interact("set_class_selected", {"class_idx": one["class_idx"], "selected": True})
select.interact("finish")
selected_status = select.wait_for_done(timeout=120)
kept, left = select.load_output("particles_selected", slots="all"), select.load_output("particles_excluded")
templates = select.load_output("templates_selected", slots="all")
assert set(kept["alignments2D/class"].tolist()) == set(best)
assert len(kept) + len(left) == len(particles)
select_events = cs.api.jobs.get_event_logs(project.uid, select.uid)


def run(job):
    job.queue()
    if job.wait_for_done(timeout=240) != "completed":
        raise RuntimeError(job.model.errors_run)
    job.refresh()
    return job


def pictures_of(job):
    return [event.text for event in cs.api.jobs.get_event_logs(project.uid, job.uid) if event.type == "image"]


# Selected classes to a map, refined from it, reconstructed as refined.
particles_in = {"particles": (select.uid, "particles_selected")}
abinit = workspace.create_job(
    "homo_abinit",
    connections=particles_in,
    params={"abinit_symmetry": "D7", "abinit_window_inner_A": 220, "abinit_max_res": 12, "abinit_num_final_iters": 25},
)
abinit.set_param("abinit_K", 2)
two = sorted(abinit.model.spec.outputs.root)
abinit.set_param("abinit_K", 1)
run(abinit)
first = abinit.load_output("volume_class_0")
posed = abinit.load_output("particles_class_0", slots="all")
refine = workspace.create_job(
    "homo_refine_new",
    connections={"particles": (abinit.uid, "particles_all_classes"), "volume": (abinit.uid, "volume_class_0")},
    params={"refine_symmetry": "D7", "refine_window_inner_A": 220},
)
run(refine)
volume, refined = refine.load_output("volume"), refine.load_output("particles", slots="all")
assert sorted(refined["uid"].tolist()) == sorted(kept["uid"].tolist())
again = workspace.create_job(
    "homo_reconstruct",
    connections={"particles": (refine.uid, "particles"), "mask": (refine.uid, "mask")},
    params={"refine_symmetry": "D7", "refine_window_inner_A": 220},
)
run(again)
header, sharp = project.download_mrc(volume["map_sharp/path"][0])
stats = refine.model.spec.outputs.root["volume"].latest_summary_stats
picture = cs.download_asset(refine.model.spec.outputs.root["volume"].image, io.BytesIO()).getvalue()
# Templates of a map.
simulate = workspace.create_job("simulate_data", params={"num_particles": 4, "box_size_pix": 48, "psize_A": 5.2})
project_templates = workspace.create_job(
    "create_templates",
    connections={"volume": (simulate.uid, "volume")},
    params={"num_templates": 6, "symmetry": "D7", "lowpass_res": 20, "box_size_pix": 40},
)
for job in (project_templates, simulate):
    job.queue()
made = [project_templates.wait_for_done(timeout=240)]
projected = project_templates.load_output("templates")
made += [len(projected), projected["blob/shape"][0].tolist(), round(float(projected["blob/psize_A"][0]), 3)]

print(
    json.dumps(
        {
            "made": made,
            "status": [status, selected_status],
            "selected": [best, templates["blob/idx"].tolist(), sorted(kept.prefixes())],
            "galleries": [event.text for event in select_events if event.type == "image"],
            "particles": sorted(particles.prefixes()),
            "classes": sorted(averages.fields()),
            "sizes": [len(particles), len(averages), list(stack.shape)],
            "psize": round(float(averages["blob/psize_A"][0]), 3),
            "finest": float(averages["blob/res_A"].min()),
            "sorted": counts == sorted(counts, reverse=True),
            "pictures": [event.text for event in events if event.type == "image"],
            "outputs of two maps": two,
            "first map": [first["map/shape"][0].tolist(), round(float(first["map/psize_A"][0]), 3)],
            "slots": [sorted(posed.prefixes()), sorted(refined.prefixes()), sorted(volume.prefixes())],
            "halves": sorted(set(refined["alignments3D/split"].tolist())),
            "same halves": bool((posed.query({"uid": refined["uid"].tolist()})["alignments3D/split"] == refined["alignments3D/split"]).all()),
            "map": [list(sharp.shape), round(float(header.xlen / header.nx), 3)],
            "picture": picture[1:4] == b"PNG",
            "refine pictures": pictures_of(refine),
            "resolutions": [
                abinit.model.spec.outputs.root["volume_class_0"].latest_summary_stats["resolution_A"],
                stats["fsc_info_best"]["radwn_final_A"],
                again.model.spec.outputs.root["volume"].latest_summary_stats["resolution_A"],
            ],
        }
    )
)

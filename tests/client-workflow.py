"""Movies to particles as a notebook would do it, through the official client. Prints one JSON object."""

import io
import json
import sys
import warnings

warnings.simplefilter("error")

from cryosparc.tools import CryoSPARC  # noqa: E402
from cryosparc.util import first  # noqa: E402

url, email, password, container, movies = sys.argv[1:]
patience = 240
seen = {}

# A project, and a workspace in it.
cs = CryoSPARC(url, email=email, password=password)
project = cs.find_project(cs.api.projects.create(title="Workflow", parent_dir=container).uid)
workspace = project.create_workspace("Movies to particles")


def refusal(work):
    try:
        work()
    except Exception as error:
        return error.code
    return None


# Import movies, correct their motion, fit the CTF: a chain that the server works through by itself.
imported = workspace.create_job(
    "import_movies",
    params={
        "blob_paths": f"{movies}/movie-*.tiff",
        "gainref_path": f"{movies}/gain.mrc",
        "defect_path": f"{movies}/defects.txt",
        "psize_A": 1.5,
        "accel_kv": 300,
        "cs_mm": 2.7,
        "total_dose_e_per_A2": 20,
    },
)
motion = workspace.create_job(
    "patch_motion_correction_multi",
    connections={"movies": (imported.uid, "imported_movies")},
    params={"compute_num_gpus": 1},
)
ctf = workspace.create_job("patch_ctf_estimation_multi", connections={"exposures": (motion.uid, "micrographs")})
curate = workspace.create_job("curate_exposures_v2", connections={"exposures": (ctf.uid, "exposures")})
seen["too early"] = refusal(lambda: curate.interact("get_fields_and_thresholds"))
for job in (curate, ctf, motion, imported):
    job.queue()

# Curate: all that was measured; the exposure of the highest defocus goes.
curate.wait_for_status("waiting", timeout=patience)
data = curate.interact("get_fields_and_thresholds")
defocus = first(field for field in data["fields"] if field["name"] == "average_defocus")
exposures = ctf.load_output("exposures")
limit = float(sum(sorted((exposures["ctf/df1_A"] + exposures["ctf/df2_A"]) / 2)[-2:]) / 2)
defocus["thresholds"] = [1000, limit]
defocus["active"] = True
judged = curate.interact("set_thresholds", data)
listed = curate.interact("get_exposures", {"order_by": "average_defocus"})
worst = listed["exposures"][-1]
preview = curate.interact("get_preview", {"uid": worst["uid"]}, timeout=60)
picture = io.BytesIO()
project.download_file(preview["preview_img_1x"], picture)
# A choice by hand wins over the limits, until it is taken back.
by_hand = curate.interact("set_exposure_status", {"uids": [worst["uid"]], "status": "accepted"})
curate.interact("set_exposure_status", {"uids": [worst["uid"]], "status": None})
seen["curate"] = {
    "fields": [field["name"] for field in data["fields"]],
    "counts": judged["counts"],
    "worst": [worst["status"], worst["reasons"][0].split(":")[0], by_hand[0]["status"]],
    "preview": [preview["thumb_shape"], picture.getvalue()[1:4].decode()],
    "refusals": [
        refusal(lambda: curate.interact("get_exposures", {"limit": -1})),
        refusal(lambda: curate.interact("fly_to_the_moon")),
        refusal(lambda: curate.interact("get_exposure", {"uid": "17"})),
        refusal(lambda: curate.interact("get_fields_and_thresholds", timeout=0)),
    ],
}
curate.interact("shutdown_interactive")

# Pick, and look at the picks.
picker = workspace.create_job(
    "blob_picker_gpu",
    connections={"micrographs": (curate.uid, "exposures_accepted")},
    params={"diameter": 100, "diameter_max": 140},
)
inspect = workspace.create_job(
    "inspect_picks_v2",
    connections={"micrographs": (picker.uid, "micrographs"), "particles": (picker.uid, "particles")},
)
inspect.queue()
picker.queue()
inspect.wait_for_status("waiting", timeout=patience)
info = inspect.interact("get_interactive_info")
picks = picker.load_output("particles")
scores = sorted(float(score) for score in picks["pick_stats/ncc_score"])
threshold = scores[len(scores) // 2]
kept = inspect.interact(
    "set_thresholds",
    {
        "ncc_score_thresh": threshold,
        "lpower_thresh_min": info["ranges"]["power"][0],
        "lpower_thresh_max": info["ranges"]["power"][1],
    },
)
on_first = inspect.interact("get_picks", {"uid": str(int(picks["location/micrograph_uid"][0]))})
histograms = inspect.interact("get_histograms", {"bins": 10})
seen["inspect"] = {
    "counts": [info["num_picks"] == len(picks), info["num_kept"] == len(picks), kept["num_kept"]],
    "picks": [pick["kept"] == (pick["ncc_score"] >= threshold) for pick in on_first["picks"]],
    "histograms": [sum(histograms["ncc_score"]["counts"]), sum(map(sum, histograms["both"]))],
    "refused": refusal(lambda: inspect.interact("set_thresholds", {"ncc_score_thresh": "high"})),
}
inspect.interact("shutdown_interactive")

# A program of one's own between two jobs: it keeps the picks of the highest scores.
best = workspace.create_external_job("Best picks")
best.connect("particles", inspect.uid, "particles", slots=["location", "pick_stats"])
inspect.wait_for_done(timeout=patience)
given = best.load_input("particles")
top = given.take(given["pick_stats/ncc_score"].argsort()[::-1][: max(1, 2 * len(given) // 3)])
best.add_output("particle", "particles", slots=["location"], passthrough="particles")
with best.run():
    best.save_output("particles", top)
    best.log(f"{len(top)} of {len(given)} kept")

# Extract.
extract = workspace.create_job(
    "extract_micrographs_cpu_parallel",
    connections={"micrographs": (inspect.uid, "micrographs"), "particles": (best.uid, "particles")},
    params={"box_size_pix": 128, "bin_size_pix": 64},
)
extract.queue()
jobs = [imported, motion, ctf, curate, picker, inspect, best, extract]
seen["statuses"] = []
for job in jobs:
    seen["statuses"].append(job.wait_for_done(timeout=patience))
    if seen["statuses"][-1] != "completed":
        print(job.uid, job.model.errors_run, job.model.queue_message, file=sys.stderr)
seen["too late"] = refusal(lambda: inspect.interact("get_interactive_info"))

# What came out, by the client's own means.
accepted = curate.load_output("exposures_accepted")
rejected = curate.load_output("exposures_rejected")
particles = extract.load_output("particles")
chosen = inspect.load_output("particles")
assert set(particles["uid"].tolist()) <= set(top["uid"].tolist()) <= set(chosen["uid"].tolist()) <= set(picks["uid"].tolist())
assert set(particles["location/micrograph_uid"].tolist()) <= set(accepted["uid"].tolist())
assert min(chosen["pick_stats/ncc_score"]) >= threshold - 1e-6
header, stack = project.download_mrc(particles["blob/path"][0])
stored = extract.download_dataset(f"{extract.uid}_particles.cs")
assert set(stored["uid"].tolist()) == set(particles["uid"].tolist())
events = cs.api.jobs.get_event_logs(project.uid, motion.uid)
assets = motion.list_assets()
drift = io.BytesIO()
motion.download_asset(first(asset.id for asset in assets if asset.contentType == "image/svg+xml"), drift)

# Classes of the particles; the selected ones are templates for the next round of picks.
classify = workspace.create_job(
    "class_2D_new",
    connections={"particles": (extract.uid, "particles")},
    params={"class2D_K": 2, "class2D_max_res": 15, "class2D_num_full_iter_batch": 10, "class2D_min_dist_A": 10},
)
select = workspace.create_job(
    "select_2D",
    connections={"particles": (classify.uid, "particles"), "templates": (classify.uid, "class_averages")},
)
repick = workspace.create_job(
    "template_picker_gpu",
    connections={"micrographs": (curate.uid, "exposures_accepted"), "templates": (select.uid, "templates_selected")},
    params={"diameter": 120, "angular_spacing_deg": 15},
)
for job in (repick, select, classify):
    job.queue()
select.wait_for_status("waiting", timeout=patience)
classes = select.interact("get_class_info")
fullest = max(classes, key=lambda one: one["num_particles_total"])
select.interact("set_class_selected", {"class_idx": fullest["class_idx"], "selected": True})
select.interact("finish")
seen["classes"] = [job.wait_for_done(timeout=patience) for job in (classify, select, repick)]
templates = select.load_output("templates_selected")
chosen_particles = select.load_output("particles_selected", slots="all")
template_picks = repick.load_output("particles")
seen["templates"] = [
    len(classes),
    sum(one["num_particles_total"] for one in classes) == len(particles),
    len(templates),
    len(chosen_particles) == fullest["num_particles_total"],
    set(template_picks["location/micrograph_uid"].tolist()) <= set(accepted["uid"].tolist()),
    len(template_picks) >= len(particles),
]

print(
    json.dumps(
        {
            **seen,
            "exposures": [len(exposures), sorted(exposures.prefixes())],
            "curated": [len(accepted), len(rejected), sorted(accepted.prefixes()) == sorted(exposures.prefixes())],
            "shape": exposures["micrograph_blob/shape"].tolist(),
            "defocus": [
                [path.split("/")[-1], float(df1), float(df2)]
                for path, df1, df2 in zip(
                    exposures["movie_blob/path"], exposures["ctf/df1_A"], exposures["ctf/df2_A"]
                )
            ],
            "picks": [len(picks), len(chosen), len(top)],
            "particles": [len(particles), sorted(particles.prefixes())],
            "psize": sorted({round(float(value), 3) for value in particles["blob/psize_A"]}),
            "stack": list(stack.shape[1:]),
            "pictures": [event.text for event in events if event.type == "image"],
            "drift": drift.getvalue()[:4].decode(),
            "tiles": len(motion.model.ui_tile_images),
            "extracted files": len(extract.list_files("extract")),
            "passed": particles.query({"uid": particles["uid"][:1]})["pick_stats/ncc_score"].shape[0],
        }
    )
)

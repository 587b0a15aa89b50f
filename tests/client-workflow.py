"""Movies to particles by queued jobs, through the official client. Prints one JSON object."""

import json
import sys
import warnings

warnings.simplefilter("error")

from cryosparc.tools import CryoSPARC  # noqa: E402

url, email, password, container, movies = sys.argv[1:]
cs = CryoSPARC(url, email=email, password=password)
project = cs.find_project(cs.api.projects.create(title="Workflow", parent_dir=container).uid)
workspace = project.create_workspace("Movies to particles")

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
picker = workspace.create_job(
    "blob_picker_gpu",
    connections={"micrographs": (ctf.uid, "exposures")},
    params={"diameter": 100, "diameter_max": 140},
)
extract = workspace.create_job(
    "extract_micrographs_cpu_parallel",
    connections={"micrographs": (picker.uid, "micrographs"), "particles": (picker.uid, "particles")},
    params={"box_size_pix": 128, "bin_size_pix": 64},
)
jobs = [imported, motion, ctf, picker, extract]
for job in reversed(jobs):
    job.queue()
statuses = []
for job in jobs:
    statuses.append(job.wait_for_done(timeout=240))
    if statuses[-1] != "completed":
        print(job.uid, job.model.errors_run, job.model.queue_message, file=sys.stderr)

exposures = ctf.load_output("exposures")
picks = picker.load_output("particles")
particles = extract.load_output("particles")
assert set(particles["uid"].tolist()) <= set(picks["uid"].tolist())
assert set(particles["location/micrograph_uid"].tolist()) <= set(exposures["uid"].tolist())
header, stack = project.download_mrc(particles["blob/path"][0])
events = cs.api.jobs.get_event_logs(project.uid, motion.uid)
print(
    json.dumps(
        {
            "statuses": statuses,
            "exposures": [len(exposures), sorted(exposures.prefixes())],
            "shape": exposures["micrograph_blob/shape"].tolist(),
            "defocus": [round(float(value)) for value in exposures["ctf/df1_A"]],
            "picks": len(picks),
            "particles": [len(particles), sorted(particles.prefixes())],
            "psize": sorted({round(float(value), 3) for value in particles["blob/psize_A"]}),
            "stack": list(stack.shape[1:]),
            "pictures": [event.text for event in events if event.type == "image"],
            "tiles": len(motion.model.ui_tile_images),
            "passed": particles.query({"uid": particles["uid"][:1]})["pick_stats/ncc_score"].shape[0],
        }
    )
)

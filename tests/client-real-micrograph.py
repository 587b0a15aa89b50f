"""A real micrograph: import, CTF, picks by program and by hand, particles. Prints one JSON object."""

import json
import sys
import warnings

warnings.simplefilter("error")

from cryosparc.tools import CryoSPARC  # noqa: E402

url, email, password, container, micrograph, psize = sys.argv[1:]
cs = CryoSPARC(url, email=email, password=password)
project = cs.find_project(cs.api.projects.create(title="Real", parent_dir=container).uid)
workspace = project.create_workspace("Ribosomes")
imported = workspace.create_job(
    "import_micrographs",
    params={
        "blob_paths": micrograph,
        "psize_A": float(psize),
        "accel_kv": 300,
        "cs_mm": 2.7,
        "total_dose_e_per_A2": 47.62,
    },
)
ctf = workspace.create_job(
    "patch_ctf_estimation_multi",
    connections={"exposures": (imported.uid, "imported_micrographs")},
    params={"classic_mode": True},
)
picker = workspace.create_job(
    "blob_picker_gpu",
    connections={"micrographs": (ctf.uid, "exposures")},
    params={"diameter": 250, "diameter_max": 300},
)
extract = workspace.create_job(
    "extract_micrographs_cpu_parallel",
    connections={"micrographs": (picker.uid, "micrographs"), "particles": (picker.uid, "particles")},
    params={"box_size_pix": 448, "bin_size_pix": 64},
)
manual = workspace.create_job(
    "manual_picker_v2",
    connections={"micrographs": (ctf.uid, "exposures"), "particles": (picker.uid, "particles")},
    params={"box_size_pix": 448, "bin_size_pix": 64},
)
jobs = [imported, ctf, picker, extract]
for job in [manual, *reversed(jobs)]:
    job.queue()
statuses = [job.wait_for_done(timeout=400) for job in jobs]
for job in jobs:
    if job.status != "completed":
        print(job.uid, job.status, job.model.errors_run, file=sys.stderr)

manual.wait_for_status("waiting", timeout=100)
begun = manual.interact("get_interactive_info")
uid = manual.interact("get_exposures")["exposures"][0]["uid"]
places = [(0.3, 0.3), (0.5, 0.5), (0.7, 0.6), (0.001, 0.5)]
manual.interact("set_picks", {"uid": uid, "picks": [{"x_frac": x, "y_frac": y} for x, y in places]})
manual.interact("begin_extract")
statuses.append(manual.wait_for_done(timeout=200))

exposures = ctf.load_output("exposures")
picks = picker.load_output("particles")
particles = extract.load_output("particles")
by_hand = manual.load_output("particles")
header, stack = project.download_mrc(by_hand["blob/path"][0])
print(
    json.dumps(
        {
            "statuses": statuses,
            "defocus": [float(exposures["ctf/df1_A"][0]), float(exposures["ctf/df2_A"][0])],
            "fit": float(exposures["ctf_stats/ctf_fit_to_A"][0]),
            "picks": len(picks),
            "particles": len(particles),
            "begun": begun["num_picks"],
            "by hand": [len(by_hand), list(stack.shape), [round(float(x), 2) for x in by_hand["location/center_x_frac"]]],
            "defocus by hand": float(by_hand["ctf/df1_A"][0]),
        }
    )
)

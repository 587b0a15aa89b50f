"""From simulated particles to maps and all that is asked of maps, by queued jobs, through the official client. Prints one JSON object."""

import json
import sys
import warnings

warnings.simplefilter("error")

from cryosparc.tools import CryoSPARC  # noqa: E402

url, email, password, container = sys.argv[1:]
cs = CryoSPARC(url, email=email, password=password)
project = cs.find_project(cs.api.projects.create(title="Maps", parent_dir=container).uid)
workspace = project.create_workspace("From particles to what is asked of maps")


def run(kind, params=None, **inputs):
    job = workspace.create_job(kind, connections=inputs, params=params or {})
    job.queue("default")
    status = job.wait_for_done(timeout=240)
    if status != "completed":
        print(kind, status, job.model.errors_run, file=sys.stderr)
        for event in cs.api.jobs.get_event_logs(project.uid, job.uid):
            print("   ", event.text, file=sys.stderr)
    return job


def log_of(job):
    return [event.text for event in cs.api.jobs.get_event_logs(project.uid, job.uid)]


def figure(job, before, after):
    text = "\n".join(log_of(job))
    start = text.index(before) + len(before)
    return float(text[start : text.index(after, start)])


size = {"num_particles": 300, "box_size_pix": 44, "psize_A": 5, "snr": 1, "symmetry": "C3", "mass_kda": 250}
simulate = run("simulate_data", {**size, "max_shift_pix": 1})
particles = (simulate.uid, "particles")
reconstruct = run("homo_reconstruct", {"refine_symmetry": "C3", "refine_window_inner_A": 170}, particles=particles)
volume = (reconstruct.uid, "volume")
ball = {"window_inner_A": 170}
validate = run("validation", ball, volume=volume)
sharpen = run("sharpen", {**ball, "sharp_guinier_from_A": 20}, volume=volume)
local = run("local_resolution", {**ball, "locres_box_A": 90, "locres_step_size": 4}, volume=volume)
orient = run("orientation_diagnostics", {**ball, "symmetry": "C3"}, volume=volume, particles=particles)
expand = run("symmetry_expansion", {"sym_symmetry": "C3"}, particles=particles)
cut = run("volume_tools", {"crop_size_pix": 40, "resample_size_pix": 32}, volume=(local.uid, "volume"))

# The true map lies as the reconstruction does, and as the expanded particles do.
aligned = run(
    "align_3D",
    {**ball},
    volume=volume,
    volume_ref=(simulate.uid, "volume"),
    particles=(expand.uid, "particles"),
)
again = run("homo_reconstruct", {"refine_symmetry": "C1", "refine_window_inner_A": 170}, particles=(aligned.uid, "particles"))
compare = run("validation", ball, volume=(again.uid, "volume"), volume_B=(simulate.uid, "volume"))

# With half maps that fit, microscope and defocus turn out to be what they are said to be.
against = {"refine_symmetry": "C3", "refine_window_inner_A": 170}
global_ctf = run("ctf_refine_global", {**against, "crg_min_res_A": 40}, particles=particles, volume=volume)
local_ctf = run(
    "ctf_refine_local",
    {**against, "crl_min_res_A": 40, "crl_df_range": 1000},
    particles=(global_ctf.uid, "particles"),
    volume=volume,
)

# Half maps connected one by one, as when they were imported.
halves = workspace.create_job("validation", connections={"volume": (again.uid, "volume")}, params=ball)
for slot in ("map_half_A", "map_half_B"):
    cs.api.jobs.connect_result(
        project.uid,
        halves.uid,
        "volume",
        0,
        slot,
        source_job_uid=reconstruct.uid,
        source_output_name="volume",
        source_result_name=slot,
        source_result_version="F",
    )
halves.queue("default")
halves.wait_for_done(timeout=240)

jobs = [simulate, reconstruct, validate, sharpen, local, orient, expand, cut, aligned, again, compare, halves, global_ctf, local_ctf]
refined = local_ctf.load_output("particles", slots="all")
source, copies = simulate.load_output("particles"), expand.load_output("particles")
sharpened = sharpen.load_output("volume", slots="all")
measured = local.load_output("volume", slots="all")
header, resolution = project.download_mrc(measured["map_locres/path"][0])
smaller = cut.load_output("volume", slots="all")
corrected = "Corrected for the mask: "
print(
    json.dumps(
        {
            "status": [job.refresh().status for job in jobs],
            "sharpened": sorted(sharpened.prefixes()),
            "measured": sorted(measured.prefixes()),
            "smaller": [sorted(smaller.prefixes()), smaller["map/shape"][0].tolist()],
            "resolution": [figure(validate, corrected, " Å"), figure(halves, corrected, " Å")],
            "median": float(sorted(resolution[resolution > 0])[int((resolution > 0).sum()) // 2]),
            "shape": list(resolution.shape),
            "orientation": [figure(orient, "area ratio: ", " ("), figure(orient, "compensation factor: ", " (")],
            "copies": [len(copies), len(set(copies["uid"].tolist())), sorted(set(copies["sym_expand/src_uid"].tolist())) == sorted(source["uid"].tolist())],
            "aligned": figure(aligned, " before, ", " after"),
            "truth": figure(compare, corrected, " Å"),
            "ctf": [
                sorted(refined.prefixes()),
                float(abs(refined["ctf/tilt_A"]).max()),
                float(sorted(abs(refined["ctf/df1_A"] - source["ctf/df1_A"]))[len(source) // 2]),
            ],
        }
    )
)

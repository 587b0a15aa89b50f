"""A Live session over simulated movies, through the official client. Prints one JSON object."""

import io
import json
import os
import shutil
import struct
import subprocess
import sys
import warnings

warnings.simplefilter("error")

from cryosparc.tools import CryoSPARC  # noqa: E402
from live_client import refused, wait_for  # noqa: E402

url, email, password, container, movies, watched = sys.argv[1:]
cs = CryoSPARC(url, email=email, password=password)
api = cs.api.sessions
project = cs.api.projects.create(title="Live", parent_dir=container)
session = api.create(project.uid, title="Grid 1")
P, S = project.uid, session.session_uid


def wait(what):
    return wait_for(what, lambda: f"{api.find_one(P, S)} {cs.api.exposures.find(session_uid=[S], project_uid=[P])}", 180)


seen = {"new": [session.status, session.uid, session.session_uid, len(session.exposure_groups)]}
seen["early start"] = refused(lambda: api.start(P, S))
errors = sorted({".".join(map(str, error.loc)) for error in session.errors})
seen["errors"] = errors

compute = session.compute_resources
compute.phase_one_lane = "default"
api.update_compute_configuration(P, S, compute)
group = api.create_exposure_group(P, S)
update = {
    "file_engine_watch_path_abs": watched,
    "file_engine_filter": "*.tiff",
    "file_engine_interval": 1,
    "file_engine_enable": True,
    "gainref_path": f"{movies}/gain.mrc",
    "defect_path": f"{movies}/defects.txt",
}
from cryosparc.models.session import ExposureGroupUpdate  # noqa: E402

api.update_exposure_group(P, S, group.exp_group_id, ExposureGroupUpdate(**update))
final = api.finalize_exposure_group(P, S, group.exp_group_id)
seen["group"] = [final.final, final.exp_group_id]
params = session.params
params.psize_A = 1.5
params.accel_kv = 300
params.cs_mm = 2.7
params.total_dose_e_per_A2 = 20
params.blob_diameter_min = 100
params.blob_diameter_max = 140
params.box_size_pix = 128
params.bin_size_pix = 64
session = api.update_session_params(P, S, params)
seen["ready to start"] = [error.loc for error in session.errors]
seen["version"] = session.parameter_version
running = api.start(P, S)
seen["running"] = running.status

for name in sorted(os.listdir(movies)):
    if name.endswith(".tiff"):
        os.link(f"{movies}/{name}", f"{watched}/{name}")
with open(f"{watched}/broken.tiff", "wb") as broken:
    broken.write(b"this is no movie" * 100)


def exposures():
    return cs.api.exposures.find(session_uid=[S], project_uid=[P])


def settled():
    found = exposures()
    return found if len(found) == 4 and all(e.stage == "ready" or e.failed for e in found) else None


found = wait(settled)
good = [e for e in found if e.stage == "ready"]
bad = [e for e in found if e.failed]
seen["good"] = len(good)
seen["failed"] = [[e.fail_count, "broken.tiff" in e.fail_reason] for e in bad]
first = good[0]
seen["attributes"] = {
    name: getattr(first.attributes, name) > 0
    for name in ("average_defocus", "total_blob_picks", "total_extracted_particles", "ready_at", "motion_at")
}
blob = first.groups.exposure
seen["movie"] = [blob.movie_blob.format, blob.movie_blob.shape, blob.movie_blob.path.startswith(f"{S}/import_movies/")]
preview = cs.download_asset(first.preview_img_1x[0], io.BytesIO())
seen["preview"] = preview.getvalue()[1:4] == b"PNG"
particles = cs.download_dataset(P, first.groups.particle_extracted[0].path)
seen["particles"] = len(particles) == first.groups.particle_extracted[0].count
stats = wait(lambda: (s := api.find_one(P, S).stats).total_ready + s.total_failed == 4 and s)
seen["stats"] = [stats.total_exposures, stats.total_ready, stats.total_failed, stats.total_accepted, stats.total_queued]
sums = sum(e.attributes.total_blob_picks for e in good)
seen["sum of picks"] = stats.total_blob_picks == sums
seen["workers"] = [w.status for w in api.find_one(P, S).phase_one_workers.values()]

# Another limit: only the extraction is done again.
before = {e.uid: e.attributes for e in good}
params = api.find_one(P, S).params
params.thresh_score_min = 0.2
api.update_session_params(P, S, params)
again = wait(
    lambda: (
        (now := [e for e in exposures() if e.stage == "ready"])
        and len(now) == 3
        and all(e.attributes.extract_at > before[e.uid].extract_at for e in now)
        and now
    )
)
seen["redone"] = {
    stage: all(getattr(e.attributes, stage) == getattr(before[e.uid], stage) for e in again)
    for stage in ("motion_at", "ctf_at", "pick_at", "extract_at")
}
seen["more particles"] = all(
    e.attributes.total_extracted_particles >= before[e.uid].total_extracted_particles for e in again
)
seen["versions"] = sorted({e.parameter_version for e in again})

# Thresholds and people reject, each for itself.
first, second, third = sorted(again, key=lambda e: e.attributes.average_defocus)
api.update_attribute_threshold(P, S, "average_defocus", max_val=second.attributes.average_defocus)
cs.api.exposures.manual_reject_exposure(P, S, first.uid)
wait(lambda: api.find_one(P, S).stats.total_accepted == 1)
seen["rejected"] = [[e.threshold_reject, e.manual_reject] for e in (cs.api.exposures.find_one(P, S, one.uid) for one in (first, second, third))]


def finished(job):
    job = cs.find_job(P, job.uid)
    job.wait_for_done(timeout=120)
    return job


def relion_images(star):
    """How many images RELION finds and copies; None where it is not installed."""
    if shutil.which("relion_stack_create") is None:
        return None
    run = ["relion_stack_create", "--i", star, "--o", "copied"]
    subprocess.run(run, cwd=project.project_dir, capture_output=True, text=True, check=True)
    with open(f"{project.project_dir}/copied.mrcs", "rb") as stack:
        return struct.unpack("<3i", stack.read(12))[2]


def export(**wish):
    job = finished(api.create_and_enqueue_export_particles(P, S, **wish))
    rows = job.load_output("particles")
    return job, rows


job, rows = export()
micrographs = {str(uid) for uid in rows["location/micrograph_uid"]}
seen["exported"] = [len(rows) == second.attributes.total_extracted_particles, micrographs == {second.groups.exposure.uid}]
seen["relion"] = relion_images(f"{job.uid}/particles.star") in (None, len(rows))
exposures_job = finished(api.create_and_enqueue_export_exposures(P, S))
seen["exported exposures"] = [len(exposures_job.load_output(f"{kind}_exposures")) for kind in ("accepted", "rejected")]
api.reset_all_attribute_thresholds(P, S)
freed = cs.api.exposures.reset_manual_reject_exposures(P, S)
seen["freed"] = [e.uid == first.uid for e in freed]
_, cut = export(picker_type="blob", num_mics=2)
least = sorted(again, key=lambda e: e.uid)
seen["cut"] = len(cut) == sum(e.attributes.total_extracted_particles for e in least[:2])
_, cut = export(uid_lte=least[0].uid)
seen["cut by number"] = len(cut) == least[0].attributes.total_extracted_particles
api.export_session(P, S)
seen["session exported"] = sorted(name for name in os.listdir(f"{project.project_dir}/exports/{S}") if name.endswith(".csg"))

# Particles that a person marks: where the picker found two, and one more.
marked = least[0]
found = cs.api.exposures.get_individual_picks(P, S, marked.uid, "blob")
seen["picks"] = [len(found) == marked.attributes.total_blob_picks, all(len(one) == 4 for one in found)]
spans = api.find_one(P, S).picking_thresholds
seen["spans"] = spans.blob_ncc_score.min <= min(one[2] for one in found) <= max(one[2] for one in found) <= spans.blob_ncc_score.max
inside = [one for one in found if all(0.2 < at < 0.8 for at in one[:2])][:2]
for x, y, *_ in inside:
    cs.api.exposures.add_manual_pick(P, S, marked.uid, x_frac=x, y_frac=y)
cs.api.exposures.add_manual_pick(P, S, marked.uid, x_frac=0.5, y_frac=0.01)
by_hand = cs.api.exposures.remove_manual_pick(P, S, marked.uid, x_frac=0.5, y_frac=0.02)
seen["by hand"] = [by_hand.groups.particle_manual.count, by_hand.attributes.total_manual_picks]
seen["too far"] = refused(lambda: cs.api.exposures.remove_manual_pick(P, S, marked.uid, x_frac=0.99, y_frac=0.99))
seen["nothing returned"] = api.start_extract_manual(P, S) is None
cut_out = wait(
    lambda: (e := cs.api.exposures.find_one(P, S, marked.uid)).stage == "ready" and e.attributes.manual_extract_at and e
)
rows = cs.download_dataset(P, cut_out.groups.particle_manual_extracted.path)
seen["cut by hand"] = [len(rows), cut_out.attributes.total_extracted_particles_manual, cut_out.groups.particle_manual_extracted.picker_type]
# Boxes lie on whole pixels, of which there are 512.
places = zip(sorted(rows["location/center_x_frac"].tolist()), sorted(one[0] for one in inside))
seen["as found"] = all(abs(cut - marked_at) < 1 / 512 for cut, marked_at in places)
seen["others untouched"] = cut_out.attributes.extract_at == marked.attributes.extract_at
stats = wait(lambda: (s := api.find_one(P, S).stats).total_extracted_particles_manual and s)
seen["manual stats"] = [stats.total_manual_picks, stats.total_manual_picked_exposures, stats.average_manual_picks, stats.total_accepted]
job, exported = export(picker_type="manual")
seen["exported by hand"] = [len(exported), relion_images(f"{job.uid}/particles.star") in (None, 2)]

# A trial of parameters on one exposure.
params.blob_diameter_min = 90
trial = cs.api.exposures.reprocess_single_exposure(P, S, again[0].uid, params, picker_type="blob")
seen["trial"] = [trial.test, trial.stage]
wait(lambda: cs.api.exposures.find_one(P, S, again[0].uid).stage == "ready")
wait(lambda: api.find_one(P, S).stats.total_test == 1)
seen["with a trial"] = api.find_one(P, S).stats.total_accepted

paused = api.pause(P, S)
seen["paused"] = [paused.status, paused.elapsed_time > 0, len(paused.paused_at)]
wait(lambda: all(w.status == "completed" for w in api.find_one(P, S).phase_one_workers.values()))
seen["workers after"] = [w.status for w in api.find_one(P, S).phase_one_workers.values()]
completed = api.mark_session_completed(P, S)
seen["completed"] = completed.status
clone = api.clone(P, S, title="Grid 2")
seen["clone"] = [clone.session_uid, clone.params.psize_A, clone.exposure_groups[0].final]
seen["count"] = [api.count(project_uid=[P]), cs.api.exposures.count(project_uid=[P], session_uid=[S], stage=["ready"])]
cleared = api.clear_session(P, S)
seen["cleared"] = [cleared.stats.total_exposures, cs.api.exposures.count(project_uid=[P], session_uid=[S])]
api.delete(P, clone.session_uid)
seen["deleted"] = [api.count(project_uid=[P]), refused(lambda: api.find_one(P, clone.session_uid))]
print(json.dumps(seen))

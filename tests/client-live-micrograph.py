"""A Live session over a real micrograph, through the official client. Prints one JSON object."""

import io
import json
import shutil
import sys
import time
import warnings

warnings.simplefilter("error")

from cryosparc.models.session import ExposureGroupUpdate  # noqa: E402
from cryosparc.tools import CryoSPARC  # noqa: E402
from live_client import wait_for  # noqa: E402

url, email, password, container, micrograph, watched, psize = sys.argv[1:]
cs = CryoSPARC(url, email=email, password=password)
api = cs.api.sessions
P = cs.api.projects.create(title="Ribosomes", parent_dir=container).uid
session = api.create(P, title="K2")
S = session.session_uid

compute = session.compute_resources
compute.phase_one_lane = "default"
api.update_compute_configuration(P, S, compute)
group = api.create_exposure_group(P, S).exp_group_id
update = {"file_engine_watch_path_abs": watched, "file_engine_filter": "*.mrc", "file_engine_interval": 1}
api.update_exposure_group(P, S, group, ExposureGroupUpdate(file_engine_enable=True, **update))
api.finalize_exposure_group(P, S, group)
params = session.params
params.psize_A, params.accel_kv, params.cs_mm, params.total_dose_e_per_A2 = float(psize), 300, 2.7, 47.62
params.classic_mode = True
params.blob_diameter_min, params.blob_diameter_max = 250, 300
params.box_size_pix, params.bin_size_pix = 448, 64
params.thresh_score_min = 0.2
api.update_session_params(P, S, params)
api.start(P, S)
shutil.copy(micrograph, watched)


def wait(what):
    return wait_for(what, lambda: f"{api.find_one(P, S)} {exposures()}", 400)


def exposures():
    return cs.api.exposures.find(project_uid=[P], session_uid=[S])


def ready(since=0):
    found = [e for e in exposures() if e.failed or (e.stage == "ready" and e.attributes.manual_extract_at >= since)]
    return found[0] if found else None


begun = time.time()
exposure = wait(ready)
seen = {"failed": exposure.fail_reason, "stage": exposure.stage}
ctf = exposure.groups.exposure.ctf
seen["defocus"] = [ctf.df1_A, ctf.df2_A]
seen["fit"] = exposure.attributes.ctf_fit_to_A
movie = exposure.groups.exposure.movie_blob
seen["movie"] = [movie.format, movie.shape]
seen["picks"] = exposure.attributes.total_blob_picks
particles = cs.download_dataset(P, exposure.groups.particle_extracted[0].path)
seen["particles"] = [len(particles), exposure.attributes.total_extracted_particles]
_, stack = cs.download_mrc(P, exposure.groups.particle_extracted[0].path.replace(".cs", ".mrcs"))
seen["stack"] = list(stack.shape[1:])
seen["preview"] = cs.download_asset(exposure.preview_img_2x[0], io.BytesIO()).getvalue()[1:4] == b"PNG"
for x, y in ((0.3, 0.3), (0.5, 0.5), (0.7, 0.6), (0.001, 0.5)):
    cs.api.exposures.add_manual_pick(P, S, exposure.uid, x_frac=x, y_frac=y)
api.start_extract_manual(P, S)
by_hand = wait(lambda: ready(begun))
# The box of the fourth would reach over the edge.
seen["by hand"] = [by_hand.attributes.total_manual_picks, by_hand.attributes.total_extracted_particles_manual]
api.pause(P, S)
wait(lambda: all(worker.status == "completed" for worker in api.find_one(P, S).phase_one_workers.values()))
job = cs.find_job(P, api.create_and_enqueue_export_particles(P, S, picker_type="blob").uid)
seen["export"] = [job.wait_for_done(timeout=120), len(job.load_output("particles"))]
print(json.dumps(seen))

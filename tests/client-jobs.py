"""Templates, extraction, downsampling, restacking, sets and imports by queued jobs. Prints one JSON object."""

import json
import sys
import warnings

warnings.simplefilter("error")

from cryosparc.tools import CryoSPARC  # noqa: E402

url, email, password, container, movies, templates, volume = sys.argv[1:]
cs = CryoSPARC(url, email=email, password=password)
project = cs.find_project(cs.api.projects.create(title="Jobs", parent_dir=container).uid)
workspace = project.create_workspace("All types")
made = []


def make(job_type, connections=None, **params):
    job = workspace.create_job(job_type, connections=connections or {}, params=params)
    made.append(job)
    return job


def finish():
    for job in made:
        if job.status == "building":
            job.queue()
    for job in made:
        if job.wait_for_done(timeout=300) != "completed":
            print(job.uid, job.type, job.model.errors_run, job.model.queue_message, file=sys.stderr)


def fields(dataset):
    return {name: str(dataset[name].dtype) + str(list(dataset[name].shape[1:])) for name in sorted(dataset.fields())}


imported = make(
    "import_movies",
    blob_paths=f"{movies}/movie-*.tiff",
    gainref_path=f"{movies}/gain.mrc",
    psize_A=1.5,
    accel_kv=300,
    cs_mm=2.7,
    total_dose_e_per_A2=20,
)
wanted = make("import_templates", blob_paths=templates)
mapped = make("import_volumes", volume_blob_path=volume)
masked = make("import_volumes", volume_blob_path=volume, volume_out_name="mask")
motion = make("patch_motion_correction_multi", {"movies": (imported.uid, "imported_movies")})
ctf = make("patch_ctf_estimation_multi", {"exposures": (motion.uid, "micrographs")})
picker = make(
    "template_picker_gpu",
    {"micrographs": (ctf.uid, "exposures"), "templates": (wanted.uid, "imported_templates")},
    diameter=120,
    angular_spacing_deg=30,
)
extract = make(
    "extract_micrographs_multi",
    {"micrographs": (picker.uid, "micrographs"), "particles": (picker.uid, "particles")},
    box_size_pix=128,
    compute_num_gpus=1,
)
small = make("downsample_particles", {"particles": (extract.uid, "particles")}, bin_size_pix=64, compute_use_ssd=True)
stack = make("restack_particles", {"particles": (small.uid, "particles")}, batch_size=7, output_f16=True)
split = make("particle_sets", {"particles_A": (stack.uid, "particles")}, set_split_num=3, set_split_random=True)
parts = sorted(split.model.spec.outputs.root if hasattr(split.model.spec.outputs, "root") else split.model.spec.outputs)
common = make(
    "particle_sets",
    {"particles_A": (extract.uid, "particles"), "particles_B": (split.uid, "split_0")},
    set_operation="intersect",
)
either = make(
    "particle_sets",
    {"particles_A": (split.uid, "split_0"), "particles_B": (split.uid, "split_1")},
    set_operation="union",
)
halves = make("exposure_sets", {"exposures_A": (ctf.uid, "exposures")}, set_split_size=1, set_split_num=1)
finish()
try:
    split.clear()
    refused = None
except Exception as error:
    refused = getattr(error, "code", None)

picks = picker.load_output("particles")
particles = extract.load_output("particles")
restacked = stack.load_output("particles")
pieces = [split.load_output(name) for name in ("split_0", "split_1", "split_2")]
intersection = common.load_output("intersect")
union = either.load_output("union")
header, images = project.download_mrc(restacked["blob/path"][0])

folder = project.dir
star = next(path for path in extract.list_files("extract") if path.endswith("_particles.star"))
from_star = make(
    "import_particles",
    {"exposures": (ctf.uid, "exposures")},
    particle_meta_path=f"{folder}/{extract.uid}/{star}",
)
from_cs = make("import_particles", particle_meta_path=f"{folder}/{stack.uid}/{stack.uid}_particles.cs")
again = make(
    "extract_micrographs_cpu_parallel",
    {"micrographs": (ctf.uid, "exposures"), "particles": (from_star.uid, "imported_particles")},
    box_size_pix=128,
    compute_num_cores=2,
)
finish()
star_particles = from_star.load_output("imported_particles")
cs_particles = from_cs.load_output("imported_particles")
second = again.load_output("particles")
first = particles.query({"uid": star_particles["uid"]})
_, first_images = project.download_mrc(first["blob/path"][0])
_, second_images = project.download_mrc(second["blob/path"][0])
print(
    json.dumps(
        {
            "statuses": sorted({job.status for job in made}),
            "parts": parts,
            "refused": refused,
            "picks": len(picks),
            "particles": len(particles),
            "owners": set(particles["location/micrograph_uid"].tolist())
            <= set(ctf.load_output("exposures")["uid"].tolist()),
            "fields": fields(particles),
            "restacked": [restacked["blob/shape"][0].tolist(), round(float(restacked["blob/psize_A"][0]), 3)],
            "same ctf": restacked["ctf/df1_A"].tolist() == particles["ctf/df1_A"].tolist(),
            "stack": [int(header.datatype), *images.shape[1:]],
            "split": sorted(uid for piece in pieces for uid in piece["uid"].tolist())
            == sorted(particles["uid"].tolist()),
            "even": max(map(len, pieces)) - min(map(len, pieces)) <= 1,
            "intersection": intersection["uid"].tolist() and set(intersection["uid"].tolist())
            == set(pieces[0]["uid"].tolist()),
            "of A": float(intersection["blob/psize_A"][0]),
            "union": [len(union) == len(pieces[0]) + len(pieces[1]), sorted(union.prefixes())],
            "exposures": [len(halves.load_output("split_0")), len(halves.load_output("remainder"))],
            "halves": sorted(halves.load_output("split_0").prefixes()),
            "volume": {name: mapped.load_output("imported_volume_1")[name].tolist() for name in ["map/shape", "map/psize_A"]},
            "mask": sorted(masked.load_output("imported_mask_1").prefixes()),
            "star": fields(star_particles),
            "star kept": set(star_particles["uid"].tolist()) <= set(particles["uid"].tolist()),
            "cs": [len(cs_particles) == len(particles), sorted(cs_particles.prefixes())],
            "extracted again": bool((first_images == second_images).all()),
        }
    )
)

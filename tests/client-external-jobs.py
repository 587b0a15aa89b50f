"""An external job through the official client: outputs, passthrough, logs, plots. Prints one JSON object."""

import io
import json
import sys
import warnings

warnings.simplefilter("error")

import numpy as n  # noqa: E402
from cryosparc.dataset import Dataset  # noqa: E402
from cryosparc.tools import CryoSPARC  # noqa: E402

url, email, password, container = sys.argv[1:]
cs = CryoSPARC(url, email=email, password=password)
project = cs.find_project(cs.api.projects.create(title="External", parent_dir=container).uid)
workspace = project.create_workspace("One")

# Picks and micrographs of some other program.
picks = workspace.create_external_job("Picks")
table = picks.add_output("particle", "picks", slots=["location", "pick_stats"], alloc=1000)
assert set(table.prefixes()) == {"location", "pick_stats"}, table.prefixes()
rng = n.random.default_rng(1)
table["location/center_x_frac"] = rng.random(1000)
table["location/micrograph_path"] = [f"J1/mic_{i % 7}.mrc" for i in range(1000)]
table["location/micrograph_shape"] = (n.arange(2000) % 4096).reshape(-1, 2)
with picks.run():
    picks.log("starting")
    picks.log("100 %", name="progress")
    picks.log_checkpoint({"step": 1})
    picks.log("over", level="warning", name="progress")
    png = b"\x89PNG\r\n\x1a\n" + bytes(100)
    picks.log_plot(io.BytesIO(png), "a plot", formats=["png"], raw_data="a,b\n1,2\n", raw_data_format="csv")
    picks.save_output("picks", table, image=io.BytesIO(png))

loaded = picks.load_output("picks")
assert loaded == table, "what is loaded differs from what was saved"
assert picks.load_output("picks", slots=["pick_stats"]).prefixes() == ["pick_stats"]

# A job upon it, that keeps what it does not make itself.
scores = workspace.create_external_job("Scores")
scores.connect("particles", picks.uid, "picks", slots=["location"])
fresh = scores.add_output("particle", "scored", slots=["ctf"], passthrough="particles", alloc=loaded.take(n.arange(0, 1000, 3)))
fresh["ctf/df1_A"] = n.arange(len(fresh))
given = scores.load_input("particles", slots="all")
assert given == table, given.fields()
try:
    with scores.run():
        scores.save_output("scored", fresh)
        raise RuntimeError("broken on purpose")
except RuntimeError:
    pass
scores.refresh()
failed = [scores.status, scores.model.errors_run[-1].message.strip().splitlines()[-1]]
both = scores.load_output("scored", slots="all")
assert both["uid"].tolist() == fresh["uid"].tolist()
assert both["ctf/df1_A"].tolist() == list(range(len(fresh)))
assert n.array_equal(both["location/center_x_frac"], table["location/center_x_frac"][::3])
assert scores.load_output("scored", slots="default").prefixes() == ["ctf"]

# All of it in one call, with its results passing through.
one = project.save_external_result(workspace.uid, fresh, "particle", "again", passthrough=(picks.uid, "picks"), title="Again")
again = project.find_job(one)
assert set(again.load_output("again", slots="all").prefixes()) == {"ctf", "location", "pick_stats"}

refusals = {}
for name, call in {
    "saving when done": lambda: picks.save_output("picks", table),
    "a circle": lambda: cs.api.jobs.connect(project.uid, picks.uid, "x", source_job_uid=scores.uid, source_output_name="scored"),
    "deleting a parent": lambda: cs.api.jobs.delete(project.uid, picks.uid),
    "clearing a parent": lambda: picks.clear(),
    "no such type": lambda: workspace.create_job("nonsense"),
    "no such output": lambda: picks.load_output("nothing"),
}.items():
    try:
        call()
        refusals[name] = None
    except Exception as error:
        refusals[name] = getattr(error, "code", repr(error))

events = cs.api.jobs.get_event_logs(project.uid, picks.uid)
assets = picks.list_assets()
copy = cs.api.jobs.clone_chain(project.uid, start_job_uid=picks.uid, end_job_uid=scores.uid, new_workspace_title="Copies")
cs.api.jobs.set_final_result(project.uid, one, is_final_result=True)
final = cs.api.jobs.get_final_results(project.uid)
plot = io.BytesIO()
picks.download_asset(assets[0].id, plot)

print(
    json.dumps(
        {
            "statuses": [picks.refresh().status, again.status],
            "failed": failed,
            "refusals": refusals,
            "events": [[event.type, getattr(event, "text", None)] for event in events],
            "files": sorted(asset.filename for asset in assets),
            "plot": plot.getvalue() == png,
            "output image": picks.outputs["picks"].image is not None,
            "parents": [scores.model.parents, cs.api.jobs.find_one(project.uid, picks.uid).children],
            "copies": [[job.uid, job.parents, job.cloned_from, job.status, job.workspace_uids] for job in copy],
            "final": [final.final_results, final.ancestors_of_final_results],
            "found": [job.uid for job in project.find_jobs(type="snowflake", status=["completed", "failed"])],
            "stats": cs.find_project(project.uid).model.project_stats.job_status,
            "types": [spec.type for spec in cs.job_register.specs][:1],
            "listed": picks.list_files(),
        }
    )
)

"""A whole Live session to a refined map, through the official client, in the order of its public notebook. Prints one JSON object."""

import io
import json
import os
import signal
import sys
import urllib.parse
import urllib.request
import warnings

warnings.simplefilter("error")

from live_client import LiveSession, refused  # noqa: E402

*login, container, movies, watched, token, server = sys.argv[1:]
live = LiveSession(login, container, movies, watched, "Apoferritin")
cs, api, P, S, names = live.cs, live.api, live.P, live.S, live.names
now, job, wait, arrive = live.now, live.job, live.wait, live.arrive
seen = {}


def texts(uid):
    return [event.text for event in cs.api.jobs.get_event_logs(P, uid)]


def pictures(uid):
    return [event.text for event in cs.api.jobs.get_event_logs(P, uid) if event.type == "image"]


def told_of_refinement(project=P):
    query = urllib.parse.urlencode({"project_uid": project, "session_uid": S})
    asked = urllib.request.Request(f"{login[0]}/api/live/refinement?{query}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked) as answer:
        return json.load(answer)


def is_answering():
    try:
        return now()
    except Exception:
        return None


# Compute, exposure groups, parameters, start.
live.start(1.6, 40, (110, 140), 120, 60)
begin = len(names) - 3
arrive(names[:begin])
wait(lambda: now().stats.total_ready == begin)

# Streaming 2D classification, and its best classes.
seen["no classes yet"] = [refused(lambda: api.setup_phase2_abinit(P, S)), refused(lambda: api.setup_phase2_refine(P, S))]
classes = now().phase2_class2D_params_spec
classes.class2D_K, classes.class2D_max_res, classes.class2D_window_inner_A = 3, 10, 150
api.update_phase2_class2D_params(P, S, classes)
streaming = api.setup_phase2_class2D(P, S).uid
cs.api.jobs.set_param(P, streaming, "idle_s", 2)
cs.api.jobs.set_param(P, streaming, "class2D_num_full_iter_batch", 15)
api.enqueue_phase2_class2D(P, S)
wait(lambda: now().phase2_class2D_ready)
abinit = api.setup_phase2_abinit(P, S)
seen["abinit"] = [abinit.spec.type, abinit.status, refused(lambda: api.setup_phase2_abinit(P, S))]
seen["nothing selected yet"] = refused(lambda: api.enqueue_phase2_abinit(P, S))
api.select_all_class2d_templates(P, S, "select")
wait(lambda: (out := now().phase2_class2D_particles_out) and out.count == now().phase2_class2D_num_particles_seen)

# Ab-initio reconstruction, and one of its volumes.
spec = now().phase2_abinit_params_spec
spec.abinit_symmetry, spec.abinit_K, spec.abinit_num_particles, spec.abinit_max_res = "O", 1, 5000, 10
api.update_phase2_abinit_params(P, S, spec)
api.enqueue_phase2_abinit(P, S)
seen["no volume yet"] = refused(lambda: api.setup_phase2_refine(P, S))
wait(lambda: job(abinit.uid).status == "completed")
chosen = api.select_phase2_abinit_volume(P, S, volume_name="volume_class_0")
volume = chosen.phase2_abinit_info[0]
seen["volume"] = [
    chosen.phase2_abinit_ready,
    volume.vol_gname,
    volume.selected,
    volume.num_particles == chosen.phase2_abinit_num_particles_in,
    cs.download_asset(volume.fileid, io.BytesIO()).getvalue()[1:4] == b"PNG",
]

# Streaming refinement: starts, grows, waits.
given = now().phase2_refine_params_spec
given.refine_symmetry = "O"
given.refine_res_init = 25
api.update_phase2_refine_params(P, S, given)
refine = api.setup_phase2_refine(P, S)
seen["refine"] = [refine.spec.type, refine.status, refused(lambda: api.setup_phase2_refine(P, S))]
cs.api.jobs.set_params(P, refine.uid, {"idle_s": 2, "refine_num_first": 100})
api.enqueue_phase2_refine(P, S)


def is_settled(after=None):
    found = now()
    known = found.phase2_refine_last_updated
    newer = known is not None and (after is None or known > after)
    return newer and found.phase2_refine_ready and job(refine.uid).status == "waiting" and found


first = wait(is_settled)
seen["ready"] = [first.phase2_refine_ready_partial, first.phase2_refine_params_spec_used == given, first.phase2_refine_restart]
seen["first"] = [first.stats.gsfsc, first.phase2_refine_num_particles_in]

# More movies wake it. Its worker is killed on the way: another takes its place and goes on from the last map.
arrive(names[begin:])
wait(lambda: job(refine.uid).status == "running")
os.kill(cs.api.jobs.find_one(P, refine.uid).PID_main, signal.SIGKILL)
wait(lambda: job(refine.uid).errors_run)
wait(lambda: now().stats.total_ready == len(names))
wait(lambda: now().phase2_class2D_num_particles_seen == now().phase2_class2D_num_particles_in)
second = wait(
    lambda: (s := is_settled(first.phase2_refine_last_updated))
    and s.phase2_refine_num_particles_in == s.phase2_class2D_num_particles_accepted
    and cs.api.jobs.find_one(P, refine.uid).spec.outputs.root["volume"].latest_summary_stats["num_particles"]
    == s.phase2_refine_num_particles_in
    and s
)
seen["second"] = [second.stats.gsfsc, second.phase2_refine_num_particles_in]
seen["killed"] = [error.warning for error in job(refine.uid).errors_run]
seen["went on after the kill"] = sum(text.startswith("Goes on from a map of") for text in texts(refine.uid))
seen["pictures"] = pictures(refine.uid)

told = told_of_refinement()
seen["history"] = [
    told["job_uid"] == refine.uid,
    [one["num_particles"] for one in told["history"]][-1] == second.phase2_refine_num_particles_in,
    told["history"][-1]["resolution_A"] == second.stats.gsfsc,
    told["nyquist_A"],
    told["fit"],
    len(told["history"]) >= 2,
]
curves = io.BytesIO()
cs.find_project(P).download_file(told["fsc_json"], curves)
seen["curves"] = sorted(json.loads(curves.getvalue()))

# It stops, goes on with the same parameters; others make it begin anew, also while it is at work.
api.stop_phase2_refine(P, S)
seen["stopped"] = [job(refine.uid).status, refused(lambda: api.stop_phase2_refine(P, S))]
api.enqueue_phase2_refine(P, S)
wait(lambda: job(refine.uid).status == "waiting")
seen["went on"] = f"Goes on from a map of {second.phase2_refine_num_particles_in} particles." in texts(refine.uid)
given.refine_res_init = 20
changed = api.update_phase2_refine_params(P, S, given)
seen["changed"] = changed.phase2_refine_restart
seen["busy"] = refused(lambda: cs.api.projects.detach(P))

# The server is killed meanwhile, and comes back: the change was acknowledged, so it is made.
os.kill(int(server), signal.SIGKILL)
wait(is_answering)
third = wait(lambda: (s := is_settled(second.phase2_refine_last_updated)) and not s.phase2_refine_restart and s)
seen["anew"] = [third.phase2_refine_restart, third.phase2_refine_params_spec_used.refine_res_init, third.stats.gsfsc]

# A pause stops what streams; particles, exposures and the session are exported.
api.pause(P, S)
wait(lambda: all(job(uid).status == "killed" for uid in (streaming, refine.uid)))
exposures = api.create_and_enqueue_export_exposures(P, S)
particles = api.create_and_enqueue_export_particles(P, S, picker_type="blob")
wait(lambda: all(job(one.uid).status == "completed" for one in (exposures, particles)))
api.export_session(P, S)
seen["exported"] = len(cs.find_job(P, particles.uid).load_output("particles"))
outputs = cs.find_job(P, refine.uid)
refined, maps = outputs.load_output("particles"), outputs.load_output("volume")
seen["poses"] = [len(refined) == third.phase2_refine_num_particles_in, sorted(refined.prefixes()), sorted(maps.prefixes())]
seen["map"] = os.path.join(cs.api.projects.find_one(P).project_dir, maps["map_sharp/path"][0])

# The project is detached and attached again, with a number of its own: the session goes on there from the map that it had.
history = told_of_refinement()["history"]
folder = cs.api.projects.find_one(P).project_dir
cs.api.projects.detach(P)
Q = cs.api.projects.attach(path=folder).uid
moved = api.find_one(Q, S)
seen["attached"] = [
    moved.status,
    moved.phase2_refine_job == refine.uid,
    moved.stats.gsfsc == third.stats.gsfsc,
    told_of_refinement(Q)["history"] == history,
]
api.start(Q, S)
api.enqueue_phase2_refine(Q, S)
wait(lambda: cs.api.jobs.find_one(Q, refine.uid).status == "waiting")
going = [event.text for event in cs.api.jobs.get_event_logs(Q, refine.uid) if event.text.startswith("Goes on from a map of")]
seen["went on attached"] = going[-1] == f"Goes on from a map of {third.phase2_refine_num_particles_in} particles."
live.P = P = Q
api.pause(P, S)
wait(lambda: job(refine.uid).status == "killed")
cleared = api.clear_phase2_refine(P, S)
seen["forgotten"] = told_of_refinement(P)["history"]
seen["cleared"] = [cleared.phase2_refine_job, cleared.phase2_refine_ready, job(refine.uid).status]
print(json.dumps(seen))

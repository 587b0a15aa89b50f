"""Streaming 2D classification of a Live session, through the official client. Prints one JSON object."""

import io
import json
import sys
import warnings

warnings.simplefilter("error")

from live_client import LiveSession, refused  # noqa: E402

*login, container, movies, watched = sys.argv[1:]
live = LiveSession(login, container, movies, watched, "Live classes")
cs, api, P, S, names = live.cs, live.api, live.P, live.S, live.names
now, wait, arrive = live.now, live.wait, live.arrive
seen = {}


def job():
    return cs.api.jobs.find_one(P, now().phase2_class2D_job)


live.start(1.5, 20, (100, 140), 128, 64)
arrive(names[:2])
wait(lambda: now().stats.total_ready == 2)

# Wrong orders are refused; the right one starts the job.
seen["early"] = [refused(lambda: api.enqueue_phase2_class2D(P, S)), refused(lambda: api.toggle_class2d_template(P, S, 0))]
spec = now().phase2_class2D_params_spec
spec.class2D_K, spec.class2D_max_res, spec.class2D_window_inner_A = 3, 12, 150
# Every parameter of the batch job may be given, and nothing else.
spec.class2D_sigma_init_factor = 2
for name, value in {"class2D_sigma_init_factor": 0, "class2D_charm": 1, "session_uid": "S9", "class2D_recenter": "no"}.items():
    odd = spec.model_copy(update={name: value})
    seen.setdefault("odd parameters", []).append(refused(lambda: api.update_phase2_class2D_params(P, S, odd)))
api.update_phase2_class2D_params(P, S, spec)
made = api.setup_phase2_class2D(P, S)
seen["made"] = [made.spec.type, made.status, now().phase2_class2D_job == made.uid]
seen["passed on"] = made.spec.params.model_dump()["class2D_sigma_init_factor"]
seen["twice"] = refused(lambda: api.setup_phase2_class2D(P, S))
cs.api.jobs.set_param(P, made.uid, "idle_s", 3)
api.enqueue_phase2_class2D(P, S)
wait(lambda: now().phase2_class2D_ready and job().status == "waiting")
first = now()
seen["classes"] = [len(first.phase2_class2D_info), first.phase2_class2D_params_spec_used == spec]
seen["particles"] = first.phase2_class2D_num_particles_seen == first.phase2_class2D_num_particles_in
assert first.phase2_class2D_num_particles_seen >= 6, first.phase2_class2D_num_particles_seen
image = cs.download_asset(first.phase2_class2D_info[0].fileid, io.BytesIO())
seen["image"] = image.getvalue()[1:4] == b"PNG"

# Selecting classes selects their particles.
best = max(first.phase2_class2D_info, key=lambda one: one.num_particles_total)
chosen = api.toggle_class2d_template(P, S, best.class_idx)
seen["chosen"] = [
    [one.class_idx for one in chosen.phase2_class2D_info if one.selected] == [best.class_idx],
    chosen.phase2_class2D_num_particles_accepted == best.num_particles_total,
    chosen.phase2_class2D_num_particles_accepted + chosen.phase2_class2D_num_particles_rejected
    == chosen.phase2_class2D_num_particles_seen,
]
out = wait(lambda: (o := now().phase2_class2D_particles_out) and o.count == best.num_particles_total and o)
kept = cs.download_dataset(P, out.path)
seen["kept"] = [len(kept) == out.count, sorted(out.fields), set(kept["alignments2D/class"].tolist()) == {best.class_idx}]
everything = api.select_all_class2d_templates(P, S, "select")
nothing = api.toggle_all_class2d_templates(P, S)
seen["all and none"] = [
    sum(one.selected for one in everything.phase2_class2D_info),
    sum(one.selected for one in nothing.phase2_class2D_info),
]
beyond = api.select_class2d_templates_with_threshold_index(P, S, best.class_idx, dimension="num_particles_total")
seen["from one"] = all(
    one.selected == (one.num_particles_total >= best.num_particles_total) for one in beyond.phase2_class2D_info
)
seen["no such class"] = refused(lambda: api.toggle_class2d_template(P, S, 99))

# New particles are taken in, and wake the job.
arrive(names[2:])
wait(lambda: now().stats.total_ready == len(names))
wait(
    lambda: first.phase2_class2D_num_particles_seen
    < (s := now()).phase2_class2D_num_particles_seen
    == s.phase2_class2D_num_particles_in
    and job().status == "waiting"
)
later = now()
seen["still selected"] = sum(one.selected for one in later.phase2_class2D_info) >= 1

# It stops, goes on with the same parameters, and asks for a new beginning with others.
api.stop_phase2_class2D(P, S)
seen["stopped"] = [job().status, refused(lambda: api.stop_phase2_class2D(P, S))]
api.enqueue_phase2_class2D(P, S)
wait(lambda: job().status == "waiting" and now().phase2_class2D_last_updated > later.phase2_class2D_last_updated)
events = [event.text for event in cs.api.jobs.get_event_logs(P, made.uid)]
seen["went on"] = "Goes on from where it was." in events
seen["same classes"] = [(one.class_idx, one.num_particles_total, one.selected) for one in now().phase2_class2D_info] == [
    (one.class_idx, one.num_particles_total, one.selected) for one in later.phase2_class2D_info
]
api.stop_phase2_class2D(P, S)
spec.class2D_K = 2
api.update_phase2_class2D_params(P, S, spec)
seen["other parameters"] = refused(lambda: api.enqueue_phase2_class2D(P, S))
seen["again"] = [api.reinitialize_phase2_class2D(P, S).status, now().phase2_class2D_ready, now().phase2_class2D_restart]
api.enqueue_phase2_class2D(P, S)
wait(lambda: now().phase2_class2D_ready and job().status == "waiting")
seen["anew"] = [len(now().phase2_class2D_info), now().phase2_class2D_restart]
cleared = api.clear_phase2_class2D(P, S)
seen["cleared"] = [
    cleared.phase2_class2D_job,
    len(cleared.phase2_class2D_info),
    cs.api.jobs.find_one(P, made.uid).status,
]

# Templates of the session's own particles, chosen, and used by its picker.
seen["no templates yet"] = refused(lambda: api.toggle_picking_template(P, S, 0))
seen["no such picks"] = refused(lambda: api.setup_template_creation_class2D(P, S, num_classes=2, picker_type="manual", num_mics=2))
maker = api.setup_template_creation_class2D(
    P, S, num_classes=2, picker_type="blob", num_mics=2, override_particle_diameter_A=120
)
wait(lambda: now().template_creation_ready and cs.api.jobs.find_one(P, maker.uid).status == "completed")
info = now().template_creation_info
seen["templates"] = [len(info), sum(one.num_particles_total for one in info) == now().template_creation_num_particles_in]
seen["template image"] = cs.download_asset(info[0].fileid, io.BytesIO()).getvalue()[1:4] == b"PNG"
api.select_all_picking_templates(P, S, "select")
both = now().params.templates_selected
api.toggle_picking_template(P, S, 1)
params = now().params
seen["chosen templates"] = [
    [one.selected for one in now().template_creation_info],
    params.templates_from_job == maker.uid,
    params.templates_selected != both,
]
header, stack = cs.find_project(P).download_mrc(params.templates_selected)
seen["template stack"] = list(stack.shape)
params.current_picker, params.template_diameter = "template", 120
api.update_session_params(P, S, params)
wait(lambda: all(e.attributes.total_template_picks > 0 for e in cs.api.exposures.find(session_uid=[S], project_uid=[P])))
again = api.set_template_creation_job(P, S, job_uid=maker.uid)
seen["taken from a job"] = [len(again.template_creation_info), any(one.selected for one in again.template_creation_info)]
seen["no such job"] = refused(lambda: api.set_template_creation_job(P, S, job_uid="J999"))
gone = api.clear_template_creation_class2D(P, S)
seen["templates cleared"] = [gone.template_creation_job, len(gone.template_creation_info)]

# A session that is cleared takes its classes along; the job stays, and another can be set up.
params.current_picker = "blob"
api.update_session_params(P, S, params)
made = api.setup_phase2_class2D(P, S)
cs.api.jobs.set_param(P, made.uid, "idle_s", 3)
api.enqueue_phase2_class2D(P, S)
wait(lambda: now().phase2_class2D_ready and job().status == "waiting")
api.toggle_class2d_template(P, S, 0)
api.pause(P, S)
wait(lambda: all(cs.api.jobs.find_one(P, uid).status not in ("running", "waiting") for uid in now().phase_one_workers))
gone = api.clear_session(P, S)
seen["session cleared"] = [
    cs.api.jobs.find_one(P, made.uid).status,
    gone.phase2_class2D_job,
    len(gone.phase2_class2D_info),
    gone.phase2_class2D_ready,
    gone.phase2_class2D_num_particles_in,
    gone.phase2_class2D_num_particles_accepted,
    gone.phase2_class2D_particles_out,
]
seen["set up anew"] = api.setup_phase2_class2D(P, S).status
print(json.dumps(seen))

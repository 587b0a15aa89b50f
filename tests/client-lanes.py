"""Lanes, nodes, clusters, priorities and maintenance through the official client. Prints one JSON object."""

import hashlib
import json
import os
import sys
import time
import warnings

warnings.simplefilter("error")

from cryosparc.errors import APIError  # noqa: E402
from cryosparc.models.api_request import SHA256Password  # noqa: E402
from cryosparc.models.resource import ResourceSlots  # noqa: E402
from cryosparc.models.scheduler_lane import SchedulerLane  # noqa: E402
from cryosparc.models.scheduler_target import (  # noqa: E402
    Cluster,
    Node,
    SchedulerTargetCluster,
    SchedulerTargetNode,
)
from cryosparc.tools import CryoSPARC  # noqa: E402

url, email, password, container, pattern, fakes = sys.argv[1:7]
cs = CryoSPARC(url, email=email, password=password)
api = cs.api
project = cs.find_project(api.projects.create(title="Lanes", parent_dir=container).uid)
workspace = project.create_workspace("One")
params = {"blob_paths": pattern, "psize_A": 1.5, "accel_kv": 300, "cs_mm": 2.7}


def new_job():
    return workspace.create_job("import_micrographs", params=params)


def refusal(work):
    try:
        work()
    except APIError as error:
        return [error.code, str(error)]
    return None


def until(job, reached):
    for _ in range(600):
        job.refresh()
        if reached(job.model):
            return job.model
        time.sleep(0.1)
    raise TimeoutError(json.dumps([job.model.status, job.model.queue_status, job.model.queue_message]))


def over(model):
    return model.status in {"completed", "failed"}


def node(name, ssh_str, **slots):
    config = Node(type="node", ssh_str=ssh_str, resource_slots=ResourceSlots(**slots))
    return SchedulerTargetNode(lane="far", name=name, title=name, hostname=name, worker_bin_path="", config=config)


seen = {}
seen["lanes"] = [[lane.name, lane.type] for lane in cs.get_lanes()]
seen["here"] = [target.lane for target in cs.get_targets()]

# A node behind a command that reaches it; its GPUs are told by nvidia-smi.
added = api.resources.add_node(node("n1", fakes + "/ssh me@n1", CPU=[0, 1]))
seen["node"] = [
    added.config.resource_slots.CPU,
    added.config.resource_slots.GPU,
    [[gpu.name, gpu.mem] for gpu in added.config.gpus],
]
seen["unreachable"] = refusal(lambda: api.resources.add_node(node("n2", fakes + "/down me@n2")))
seen["no way there"] = refusal(lambda: api.resources.add_node(node("n3", "")))
job = new_job()
seen["no such GPU"] = refusal(lambda: job.queue("far", gpus=[7]))
seen["no such lane"] = refusal(lambda: job.queue("nowhere"))
job.queue("far", hostname="n1", gpus=[1])
seen["no way back"] = until(job, lambda one: one.queue_status == "waiting_resources").queue_message
api.config.write("worker_url", value=url)
api.config.write("cluster_poll_seconds", value=1)
until(job, over)
seen["on the node"] = [job.status, job.model.queued_to_gpu, job.model.queued_to_hostname]
api.resources.update_target_cache_path("n1", "/scratch/cache")
seen["cache"] = api.resources.find_node("n1").cache_path
seen["moved"] = api.resources.update_node_lane("n1", "further").lane
api.resources.remove_lane("far")
api.resources.add_lane(SchedulerLane(name="empty", type="node", title="Nothing here"))

# Truth about what waits.
waiting = new_job()
waiting.queue("empty")
seen["empty lane"] = until(waiting, lambda one: one.queue_status == "waiting_resources").queue_message
seen["lane in use"] = refusal(lambda: api.resources.remove_lane("empty"))
child = workspace.create_job("patch_ctf_estimation_multi", connections={"exposures": (waiting.uid, "imported_micrographs")})
child.queue()
seen["inputs"] = until(child, lambda one: one.queue_status == "waiting_inputs").queue_message
child.kill()
child.clear()
waiting.clear()
seen["cleared"] = [waiting.status, waiting.model.queue_message]
api.resources.remove_lane("empty")
api.config.write("maintenance_mode", value={"active": True, "message": "new disks"})
waiting.queue()
seen["maintenance"] = until(waiting, lambda one: one.queue_status == "waiting_maintenance").queue_message
seen["no switch"] = refusal(lambda: api.config.write("maintenance_mode", value="perhaps"))
api.config.write("maintenance_mode", value=False)
until(waiting, over)
seen["after maintenance"] = waiting.status

# A cluster of fake commands, in the reference system's templates.
with open(fakes + "/script") as file:
    script = file.read()
config = Cluster(
    type="cluster",
    script_tpl=script,
    send_cmd_tpl="{{ command }}",
    qsub_cmd_tpl=fakes + "/qsub {{ script_path_abs }}",
    qstat_cmd_tpl=fakes + "/qstat {{ cluster_job_id }}",
    qdel_cmd_tpl=fakes + "/qdel {{ cluster_job_id }}",
    qinfo_cmd_tpl="echo all well",
    tpl_vars=[],
    custom_var_names=[],
)
target = SchedulerTargetCluster(
    lane="fake", name="fake", title="Fake", hostname="fake", worker_bin_path="", config=config
)
api.resources.add_cluster(target)
seen["cluster"] = [
    api.resources.verify_cluster("fake"),
    api.resources.find_cluster_template_custom_vars("fake"),
    "num_cpu" in api.resources.find_cluster_template_vars("fake"),
    api.resources.find_cluster_script("fake") == script,
    [lane.name for lane in api.resources.find_lanes()],
]
job = new_job()
seen["no value"] = refusal(lambda: job.queue("fake"))
seen["bad value"] = refusal(lambda: job.queue("fake", cluster_vars={"partition": "a; touch owned"}))
api.resources.update_cluster_custom_vars("fake", {"partition": "general"})
job.queue("fake", cluster_vars={"partition": "big"})
until(job, over)
with open(os.path.join(project.dir, job.uid, "queue_sub_script.sh")) as file:
    written = file.read()
seen["on the cluster"] = [
    job.status,
    job.model.cluster_job_id,
    job.model.cluster_job_submission_script == written,
    written.splitlines()[1],
    sorted(name for name in os.listdir(os.path.join(project.dir, job.uid)) if name.startswith(".vitreous")),
]
open(fakes + "/hold", "w").close()
held = new_job()
held.queue("fake")
until(held, lambda one: one.cluster_job_id is not None)
seen["pending"] = until(held, lambda one: "pending" in (one.queue_message or "")).queue_message
held.kill()
for _ in range(300):
    if os.path.exists(fakes + "/cancelled"):
        break
    time.sleep(0.1)
seen["killed"] = [held.status, open(fakes + "/cancelled").read().split()]
lost = new_job()
lost.queue("fake")
until(lost, lambda one: one.cluster_job_id is not None)
os.remove(fakes + "/queue/" + lost.model.cluster_job_id)
until(lost, over)
seen["vanished"] = [lost.status, lost.model.errors_run[-1].message]

# People: lanes and priorities.
secret = hashlib.sha256(b"another password").hexdigest()
person = api.users.create(
    SHA256Password(password=secret), email="p@lab.org", username="p", first_name="P", last_name="Q", role="user"
)
api.users.set_lanes(person.id, ["further"])
api.users.set_state_var(person.id, "defaultJobPriority", 7)
api.projects.add_user_access(project.uid, person.id)
theirs = CryoSPARC(url, email="p@lab.org", password="another password")
own = theirs.find_project(project.uid).find_workspace(workspace.uid).create_job("import_micrographs", params=params)
seen["their priority"] = own.model.priority
seen["their wish"] = (refusal(lambda: theirs.api.jobs.set_priority(project.uid, own.uid, priority=90)) or [None])[0]
seen["not their lane"] = refusal(lambda: own.queue("default"))
own.queue()
seen["their lane"] = own.model.queued_to_lane
until(own, over)
seen["their job"] = own.status
print(json.dumps(seen))

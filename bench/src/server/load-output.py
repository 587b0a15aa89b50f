"""Saves a million particles through the official client and loads them again.

load-output.py URL EMAIL PASSWORD FOLDER SERVER_PID; prints megabytes and, of each round, seconds and CPU seconds.
"""

import json
import os
import sys
import time

import numpy as n
from cryosparc.tools import CryoSPARC

url, email, password, folder, pid = sys.argv[1:]
rows, rounds = 1_000_000, 4


def server_cpu():
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(table):
    columns = [table[field] for field in table.fields()]
    return sum(8 * rows if c.dtype == object else c.dtype.itemsize * c.size for c in columns) / 1e6


cs = CryoSPARC(url, email=email, password=password)
project = cs.find_project(cs.api.projects.create(title="A million particles", parent_dir=folder).uid)
job = project.create_workspace("Particles").create_external_job("Particles")
slots = ["blob", "ctf", "location", "pick_stats", "alignments2D"]
table = job.add_output("particle", "particles", slots=slots, alloc=rows)
stacks = [f"J12/extract/movie-{i:06d}_patch_aligned_doseweighted_particles.mrcs" for i in range(rows // 200)]
table["blob/path"] = n.repeat(n.array(stacks, dtype=object), 200)
table["location/micrograph_path"] = n.repeat(n.array([s.replace("extract", "motion") for s in stacks], dtype=object), 200)
table["ctf/type"] = ["spline"] * rows
table["ctf/df1_A"] = n.random.default_rng(7).uniform(5000, 25000, rows)
table["blob/idx"] = n.arange(rows) % 200
with job.run():
    job.save_output("particles", table)

measured = []
for _ in range(rounds):
    wall, own, server = time.perf_counter(), time.process_time(), server_cpu()
    loaded = job.load_output("particles")
    took = time.perf_counter() - wall
    measured.append({"wall_s": took, "client_cpu_s": time.process_time() - own, "server_cpu_s": server_cpu() - server})
# Those of passing types are added by the server.
for field in table.fields():
    assert (n.asarray(loaded[field]) == n.asarray(table[field])).all(), field
print(json.dumps({"megabytes": megabytes(loaded), "rows": len(loaded), "rounds": measured}))

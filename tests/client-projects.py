"""Projects and workspaces through the official client. Prints one JSON object with what it saw."""

import json
import sys
import warnings

warnings.simplefilter("error")  # a mismatch of versions or of answers would be a warning

from cryosparc.tools import CryoSPARC  # noqa: E402

url, email, password, container = sys.argv[1:]
cs = CryoSPARC(url, email=email, password=password)
assert cs.test_connection()

for number in range(12):
    cs.api.projects.create(title=f"Sample {number}", parent_dir=container, description="*markdown*")
projects = list(cs.find_projects())
project = cs.find_project("P3")
project.set_title("Apoferritin")
project.set_description("Grid 2")

first = project.create_workspace("Preprocessing", "movies to particles")
second = cs.create_workspace("P3", "Classes")
second.set_title("2D classes")
tag = cs.api.tags.create(type="general", title="good", colour="green")
cs.api.workspaces.add_tag("P3", "W1", tag.uid)
cs.api.projects.star_project("P3")
cs.api.workspaces.view("P3", "W2")
cs.mkdir("P3", "extra/files", parents=True)
cs.upload("P3", "extra/files/note.txt", b"x" * 3_000_000)
with cs.download("P3", "extra/files/note.txt") as note:
    size = len(note.read())

refusals = {}
for name, call in {
    "missing project": lambda: cs.find_project("P99"),
    "relative folder": lambda: cs.api.projects.create(title="No", parent_dir="here"),
    "overwriting": lambda: cs.upload("P3", "extra/files/note.txt", b"y"),
    "missing file": lambda: cs.download_file("P3", "nothing", "/dev/null"),
}.items():
    try:
        call()
    except Exception as error:
        refusals[name] = [type(error).__name__, getattr(error, "code", None)]

me = cs.user
print(
    json.dumps(
        {
            "me": [me.emails[0].address, me.roles],
            "projects": [one.uid for one in projects],
            "backwards": [one.uid for one in cs.find_projects(order=-1)][:2],
            "project": [project.title, project.desc, str(project.dir)],
            "workspaces": [[one.uid, one.title] for one in project.find_workspaces()],
            "tags": cs.find_workspace("P3", "W1").model.tags,
            "stats": cs.find_project("P3").model.project_stats.workspace_count,
            "starred": cs.find_project("P3").model.starred_by == [me.id],
            "files": cs.list_files("P3", "extra", recursive=True),
            "size": size,
            "first": first.uid,
            "refusals": refusals,
        }
    )
)

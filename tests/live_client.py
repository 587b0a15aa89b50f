"""What scripts for Live sessions share: a session that watches a folder, through the official client, and how to wait for it."""

import os
import time

from cryosparc.errors import APIError
from cryosparc.models.session import ExposureGroupUpdate
from cryosparc.tools import CryoSPARC


def refused(call):
    """The status that a call is refused with, None where it is not."""
    try:
        call()
    except APIError as error:
        return error.code
    return None


def wait_for(what, told, seconds=600):
    """Until `what` answers something; answers it. `told` says how things stood when it never did."""
    until = time.time() + seconds
    while time.time() < until:
        value = what()
        if value:
            return value
        time.sleep(0.3)
    raise TimeoutError(told())


class LiveSession:
    """A new project with a session that watches `watched` for movies with the calibration files of `movies`."""

    def __init__(self, login, container, movies, watched, title):
        url, email, password = login
        self.cs = CryoSPARC(url, email=email, password=password)
        self.api = self.cs.api.sessions
        self.movies, self.watched = movies, watched
        self.P = self.cs.api.projects.create(title=title, parent_dir=container).uid
        self.S = self.api.create(self.P, title="Grid 1").session_uid
        self.names = sorted(name for name in os.listdir(movies) if name.endswith(".tiff"))

    def start(self, pixel_size, dose, diameters, box, bins):
        """Lanes, exposure group, parameters; then it runs."""
        api, P, S = self.api, self.P, self.S
        resources = self.now().compute_resources
        resources.phase_one_lane = resources.phase_two_lane = resources.auxiliary_lane = "default"
        api.update_compute_configuration(P, S, resources)
        group = api.create_exposure_group(P, S)
        update = ExposureGroupUpdate(
            file_engine_watch_path_abs=self.watched,
            file_engine_filter="*.tiff",
            file_engine_enable=True,
            file_engine_interval=1,
            gainref_path=f"{self.movies}/gain.mrc",
            defect_path=f"{self.movies}/defects.txt",
        )
        api.update_exposure_group(P, S, group.exp_group_id, update)
        api.finalize_exposure_group(P, S, group.exp_group_id)
        params = self.now().params
        params.psize_A, params.accel_kv, params.cs_mm, params.total_dose_e_per_A2 = pixel_size, 300, 2.7, dose
        params.blob_diameter_min, params.blob_diameter_max = diameters
        params.box_size_pix, params.bin_size_pix = box, bins
        api.update_session_params(P, S, params)
        api.start(P, S)

    def arrive(self, few):
        """Movies appear in the watched folder."""
        for name in few:
            os.link(f"{self.movies}/{name}", f"{self.watched}/{name}")

    def now(self):
        return self.api.find_one(self.P, self.S)

    def job(self, uid):
        """A job of the project, which must not have failed."""
        found = self.cs.api.jobs.find_one(self.P, uid)
        if found.status == "failed":
            raise RuntimeError(found.errors_run)
        return found

    def wait(self, what):
        """Until `what` answers something; answers it."""
        return wait_for(what, self.told)

    def told(self):
        found = self.cs.api.jobs.find(project_uid=[self.P])
        return f"{self.now()} {[(job.uid, job.spec.type, job.status, job.errors_run) for job in found]}"

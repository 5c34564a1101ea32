"""The speaker of this device."""

from __future__ import annotations

import functools

from services.speech.interface import Speaker
from services.speech.supervisor import SupervisedSpeaker
from services.speech.workers import ProcessWorker, ThreadWorker, can_have_processes

WORKER = "services.speech.worker"


def device_speaker(worker: str = WORKER) -> Speaker:
    """Make the device's speaker; it starts no engine yet.

    `worker` is the module that is run as the worker process, where there are processes.
    """
    if can_have_processes():
        return SupervisedSpeaker(functools.partial(ProcessWorker, module=worker))
    return SupervisedSpeaker(ThreadWorker)

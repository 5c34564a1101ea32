"""The worker as it is shipped, with the real libasound: a device that is a file, and no device at all."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.errors import NoAudioDeviceError
from services.models.speech import SpeakerReady, SpeechFailed, SpeechFinished
from services.speech.messages import Passage, Say, write
from services.speech.supervisor import SupervisedSpeaker
from services.speech.watch import Patience
from services.speech.workers import ProcessWorker
from tests.speech.listening import Ear, plain

PATIENT = Patience(start=30, answer=10, work=10)
NO_SERVER = "unix:/nothing/listens/here"


def speaker_with(devices: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> SupervisedSpeaker:
    configuration = folder / "alsa.conf"
    configuration.write_text(devices)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(configuration))
    monkeypatch.setenv("PULSE_SERVER", NO_SERVER)
    return SupervisedSpeaker(functools.partial(ProcessWorker), PATIENT)


def test_sound_reaches_an_alsa_device_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = tmp_path / "sound"
    speaker = speaker_with(
        f'pcm.!default {{ type file file "{sound}" format raw slave.pcm {{ type null }} }}',
        tmp_path,
        monkeypatch,
    )
    ear = Ear(speaker)
    speaker.prepare()
    assert ear.wait(SpeakerReady).problem is None
    number = speaker.say([plain("Bonjour")])
    assert isinstance(ear.wait_end(number), SpeechFinished)
    speaker.close()
    seconds = sound.stat().st_size / 2 / 22050
    assert 0.4 < seconds < 1.5


def test_without_a_device_it_is_said_and_not_pretended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaker = speaker_with("", tmp_path, monkeypatch)
    ear = Ear(speaker)
    speaker.prepare()
    assert ear.wait(SpeakerReady).problem == NoAudioDeviceError()
    assert speaker.voices("ar"), "what it could say is known all the same"
    number = speaker.say([plain("Bonjour")])
    assert ear.wait_end(number) == SpeechFailed(number, NoAudioDeviceError())
    speaker.close()


def worker(
    arguments: list[str], said: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """Run a worker that records, by hand.

    It ends when its input does, so the say must have been followed.
    """
    process = subprocess.Popen(
        [*arguments, sys.executable, "-B", "-m", "tests.speech.recording_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | environment,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(write(Say(1, (Passage(said, "fr"), Passage(said, "kab")), "", 100)))
    process.stdin.flush()
    lines = b""
    for line in process.stdout:
        lines += line
        if b"Said" in line or b"Broken" in line:
            break
    process.stdin.close()
    process.stdout.close()
    process.wait(20)
    assert b'["Said"' in lines
    return subprocess.CompletedProcess(arguments, process.returncode, lines)


def test_nothing_is_written_to_the_disk(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    places = {name: str(home) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")}
    worker([], "Le secret d’Amina", places)
    # The sound server's client makes its folder, as for every program with sound; it stays empty.
    assert [path for path in home.rglob("*") if not path.is_dir()] == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: calls were not watched")
def test_no_file_is_opened_for_writing(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    strace = [
        "strace",
        "-f",
        "-o",
        str(calls),
        "-e",
        "trace=open,openat,creat,mkdir,mkdirat,memfd_create,rename",
    ]
    worker(strace, "Le secret d’Amina", {})
    written = [
        line
        for line in calls.read_text(errors="replace").splitlines()
        if any(sign in line for sign in ("O_WRONLY", "O_RDWR", "O_CREAT", "creat(", "rename", "link("))
        and "/dev/null" not in line
    ]
    assert written == []
    assert "espeak-ng-data" in calls.read_text(errors="replace"), "the worker was watched"


def test_what_is_said_is_in_no_argument_and_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    workers: list[ProcessWorker] = []

    def start(deliver: object) -> ProcessWorker:
        workers.append(ProcessWorker(deliver, "tests.speech.recording_worker"))  # type: ignore[arg-type]
        return workers[-1]

    speaker = SupervisedSpeaker(start, PATIENT)
    ear = Ear(speaker)
    ear.wait_end(speaker.say([plain("secret")]))
    process = Path(f"/proc/{workers[0].process.pid}")
    if process.exists():
        assert b"secret" not in (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
    speaker.close()
